# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: VMX is in use by another hypervisor: it keeps it, TDX stays off
# qemu: --smp 4 --nodes 2 --mem 4G
# append: seam=on,vmx
# timeout: 60

# shellcheck source=tools/testing/tdx/guest/kvm.sh
. /kvm.sh
succeeds modprobe tdx_test_caller
succeeds modprobe kvm enable_virt_at_load=0
succeeds modprobe kvm_intel tdx=1
same "kvm_intel.tdx" "$(cat /sys/module/kvm_intel/parameters/tdx)" N
expect 'kvm_intel: TDX stays off: VMX cannot be switched on, error -EIO: unload other hypervisors' 1

# The other one is still in VMX operation, on every CPU, and leaves it in order
succeeds sh -c "echo 0 >/sys/devices/system/cpu/cpu3/online"
succeeds sh -c "echo 1 >/sys/devices/system/cpu/cpu3/online"
succeeds rmmod tdx_test_caller
succeeds rmmod kvm_intel
kvm_up
intact
