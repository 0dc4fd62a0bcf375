# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: kvm_init() fails after TDX came up: VMX and TDX are let go of, and the next load succeeds
# qemu: --smp 4 --nodes 2 --mem 4G
# append: seam=on,vmx
# timeout: 60

# shellcheck source=tools/testing/tdx/guest/kvm.sh
. /kvm.sh
# /dev/kvm is the last thing a load makes, and somebody has its number
succeeds modprobe tdx_test_clash
fails modprobe kvm_intel tdx=1
expect 'virt/tdx: ready: ' 1
memory_note
for round in 2 3 4; do
	fails modprobe kvm_intel tdx=1
	expect 'kvm_intel: TDX is enabled: VMX stays on' "$round"
	expect 'kvm: misc device register failed' "$round"
	fails test -d /sys/module/kvm_intel
done
fails modprobe kvm_intel
memory_back

# Nothing of it is called when a CPU goes and comes, and VMX is free on each
for cpu in 1 2 3; do
	succeeds sh -c "echo 0 >/sys/devices/system/cpu/cpu$cpu/online"
	succeeds sh -c "echo 1 >/sys/devices/system/cpu/cpu$cpu/online"
done
succeeds modprobe tdx_test_caller
succeeds rmmod tdx_test_caller

succeeds rmmod tdx_test_clash
kvm_up
fails modprobe tdx_test_caller
intact
succeeds rmmod kvm_intel
memory_back
expect 'virt/tdx: ready: ' 1
