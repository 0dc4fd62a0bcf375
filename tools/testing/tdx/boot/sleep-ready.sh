# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: with TDX ready, S3 and hibernation are refused and suspend-to-idle works
# qemu: --smp 4 --nodes 2 --mem 4G
# append: seam=on no_console_suspend
# timeout: 60

# shellcheck source=tools/testing/tdx/guest/sleep.sh
. /sleep.sh

memory_note
comes_up
fails to_sleep deep
expect 'virt/tdx: S3 is refused: TDX is in use until the next reboot and would be lost; use suspend-to-idle' 1
pm_test freezer
fails to_sleep deep
pm_test none
refuse 'ACPI: PM: Preparing to enter system sleep state S3'

fails hibernate
expect 'virt/tdx: hibernation is refused: TDX is in use until the next reboot' 1
fails sh -c 'exec 4</dev/snapshot'
expect 'virt/tdx: hibernation is refused' 2
fails sh -c 'exec 4>/dev/snapshot'
expect 'virt/tdx: resuming from a hibernation image is refused: TDX is in use until the next reboot' 1

succeeds to_sleep s2idle
expect 'PM: suspend entry \(s2idle\)' 1
calls=$(awk '$1 == "TDH.SYS.INIT" { print $2 }' /sys/kernel/debug/seam/calls)
succeeds rmmod tdx_test_caller
succeeds modprobe tdx_test_caller
same "starts of the module" "$(awk '$1 == "TDH.SYS.INIT" { print $2 }' /sys/kernel/debug/seam/calls)" "$calls"
expect 'virt/tdx: ready' 1
intact
