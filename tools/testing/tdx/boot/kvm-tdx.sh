# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: kvm_intel.tdx=1 enables TDX, VMX stays on, CPUs come and go, and it can be loaded again
# qemu: --smp 4 --nodes 2 --mem 4G
# append: seam=on,vmx
# timeout: 60

# shellcheck source=tools/testing/tdx/guest/kvm.sh
. /kvm.sh
memory_note
kvm_up
expect 'virt/tdx: ready: ' 1
expect 'kvm_intel: TDX is enabled: VMX stays on until this module is unloaded' 1
intact
# Nobody else can switch VMX on
fails modprobe tdx_test_caller
for cpu in 1 2 3; do
	succeeds sh -c "echo 0 >/sys/devices/system/cpu/cpu$cpu/online"
	succeeds sh -c "echo 1 >/sys/devices/system/cpu/cpu$cpu/online"
done
succeeds rmmod kvm_intel

# Nothing of it is left to be called
succeeds sh -c "echo 0 >/sys/devices/system/cpu/cpu1/online"
succeeds sh -c "echo 1 >/sys/devices/system/cpu/cpu1/online"

# Now somebody else can; the module is as it was
succeeds modprobe tdx_test_caller
succeeds rmmod tdx_test_caller
kvm_up
expect 'virt/tdx: ready: ' 1
same "LP.INIT calls, one for each CPU" "$(awk '/LP.INIT/ { print $2 }' /sys/kernel/debug/seam/calls)" 4
intact
