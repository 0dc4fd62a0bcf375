# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: the last CPU of a package stays online while KVM uses TDX and a guest has a KeyID
# qemu: --smp 4 --nodes 2 --mem 4G
# append: seam=on,vmx
# timeout: 60

# shellcheck source=tools/testing/tdx/guest/kvm.sh
. /kvm.sh
cpus=/sys/devices/system/cpu
turn() {
	echo "$2" >"$cpus/cpu$1/online"
}

kvm_up
succeeds modprobe tdx_test_keyid seconds=0 keep=2
succeeds turn 2 0
fails turn 3 0
expect 'virt/tdx: CPU 3 cannot go offline: it is the last of package 1, and guests have 2 KeyIDs' 1
same "CPUs online" "$(cat "$cpus/online")" 0-1,3
succeeds turn 2 1
succeeds turn 3 0
fails turn 2 0
expect 'virt/tdx: CPU 2 cannot go offline: it is the last of package 1' 1
# What was done to go offline was undone: KVM is back in VMX operation there
succeeds modprobe tdx_test_stress seconds=1
succeeds rmmod tdx_test_stress
succeeds rmmod tdx_test_keyid
succeeds turn 2 0
for cpu in 2 3; do
	succeeds turn $cpu 1
done
succeeds modprobe tdx_test_stress seconds=1
intact
succeeds rmmod kvm_intel
kvm_up
