# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: kvm_intel whose TDX failed goes through S3; then TDX stays off, and KVM says so
# not-on: kcsan such a kernel resets in S3, with TDX off as well
# not-on: kmsan such a kernel resets in S3, with TDX off as well
# qemu: --smp 4 --nodes 2 --mem 4G
# append: seam=on,vmx no_console_suspend seam_inject=leaf=SYS.CONFIG,first=1,status=OPERAND_INVALID
# timeout: 90

# shellcheck source=tools/testing/tdx/guest/kvm.sh
. /kvm.sh
# shellcheck source=tools/testing/tdx/guest/sleep.sh
. /sleep.sh

kvm_memory_note
succeeds modprobe kvm_intel tdx=1
expect 'kvm_intel: TDX stays off: it cannot be enabled, error -E[A-Z]*: see virt/tdx above' 1
succeeds to_sleep deep
expect 'ACPI: PM: Low-level resume complete' 1
same "CPUs online" "$(cat /sys/devices/system/cpu/online)" 0-3
same "kvm_intel.tdx" "$(cat /sys/module/kvm_intel/parameters/tdx)" N
# KVM holds VMX as before
fails modprobe tdx_test_caller
expect 'tdx_test_caller: CPU [0-3]: VMXON failed: error -16'
succeeds rmmod kvm_intel

kvm_without_tdx 'it cannot be enabled, error -ENODEV: see virt/tdx above'
expect 'virt/tdx: TDX cannot be enabled: the machine was in S3, which takes the module away' 1
memory_back

# Without being asked for TDX it has nothing to say
succeeds modprobe kvm_intel
succeeds to_sleep deep
expect 'ACPI: PM: Low-level resume complete' 1
succeeds rmmod kvm_intel
refuse 'seam: VIOLATION'
