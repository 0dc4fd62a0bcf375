# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: TDX is not enabled during a transition, and can be after one that was none
# qemu: --smp 4 --nodes 2 --mem 4G
# append: seam=on no_console_suspend
# timeout: 90

# shellcheck source=tools/testing/tdx/guest/sleep.sh
. /sleep.sh

memory_note
busy='virt/tdx: TDX cannot be enabled now: the machine is entering or leaving a sleep state'
exec 4</dev/snapshot
fails modprobe tdx_test_caller
expect "$busy" 1
pm_test freezer 0
succeeds to_sleep s2idle
fails modprobe tdx_test_caller
expect "$busy" 2
exec 4<&-

exec 4>/dev/snapshot
fails modprobe tdx_test_caller
expect "$busy" 3
exec 4>&-

# A hibernation that ends before power does.  KMSAN holds two thirds of memory, and an
# image wants half of it free.
if [ "$sanitizer" != KernelMemorySanitizer ]; then
	pm_test core 0
	succeeds hibernate
	memory_back
fi

# Whoever is first wins: the other waits, is refused, or comes too late
pm_test freezer 1
for round in 1 2 3 4; do
	modprobe tdx_test_caller 2>/dev/null &
	to_sleep deep || :
	wait
	! lsmod | grep -q tdx_test_caller || break
	passed "round $round: not enabled"
done
pm_test none
rmmod tdx_test_caller 2>/dev/null || :
succeeds modprobe tdx_test_caller
expect 'virt/tdx: ready' 1
fails to_sleep deep
intact
