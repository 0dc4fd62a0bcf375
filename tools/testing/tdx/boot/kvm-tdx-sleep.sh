# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: with TDX in use by KVM suspend-to-idle works, S3 and hibernation are refused
# qemu: --smp 4 --nodes 2 --mem 4G
# append: seam=on,vmx no_console_suspend
# timeout: 90

# shellcheck source=tools/testing/tdx/guest/kvm.sh
. /kvm.sh
# shellcheck source=tools/testing/tdx/guest/sleep.sh
. /sleep.sh

kvm_up
for round in 1 2; do
	succeeds to_sleep s2idle
	expect 'PM: suspend entry \(s2idle\)' "$round"
	expect 'PM: suspend exit' "$round"
done
intact
fails to_sleep deep
expect 'virt/tdx: S3 is refused: TDX is in use until the next reboot and would be lost; use suspend-to-idle' 1
fails hibernate
expect 'virt/tdx: hibernation is refused: TDX is in use until the next reboot' 1
refuse 'ACPI: PM: Preparing to enter system sleep state S'

# VMX operation and TDX are as they were, on every CPU
fails modprobe tdx_test_caller
succeeds modprobe tdx_test_stress seconds=1
for cpu in 1 2 3; do
	succeeds sh -c "echo 0 >/sys/devices/system/cpu/cpu$cpu/online"
	succeeds sh -c "echo 1 >/sys/devices/system/cpu/cpu$cpu/online"
done
intact

# Without kvm_intel the module is still in use
succeeds rmmod kvm_intel
fails to_sleep deep
expect 'virt/tdx: S3 is refused' 2
succeeds to_sleep s2idle
kvm_up
expect 'virt/tdx: ready: ' 1
intact
