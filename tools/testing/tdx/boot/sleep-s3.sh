# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: before TDX is enabled S3 works; then TDX stays off, and says why
# not-on: kcsan such a kernel resets in S3, with TDX off as well
# not-on: kmsan such a kernel resets in S3, with TDX off as well
# qemu: --smp 4 --nodes 2 --mem 4G
# append: seam=on no_console_suspend
# timeout: 60

# shellcheck source=tools/testing/tdx/guest/sleep.sh
. /sleep.sh

pm_test core
succeeds to_sleep deep
pm_test none
succeeds to_sleep s2idle
refuse 'ACPI: PM: Low-level resume complete'
refuse 'virt/tdx: .*(refused|cannot)'

succeeds to_sleep deep
expect 'ACPI: PM: Low-level resume complete' 1
same "CPUs online" "$(cat /sys/devices/system/cpu/online)" 0-3

# Nobody asks the module, and each attempt is told once
memory_note
lost='virt/tdx: TDX cannot be enabled: the machine was in S3, which takes the module away; reboot'
fails modprobe tdx_test_caller
expect "$lost" 1
succeeds to_sleep s2idle
fails modprobe tdx_test_caller
expect "$lost" 2
same "SEAMCALLs" "$(tail -n +2 /sys/kernel/debug/seam/calls | wc -l)" 0
memory_back

succeeds to_sleep deep
expect 'ACPI: PM: Low-level resume complete' 2
refuse 'seam: VIOLATION'
