# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: CPUs that are to go offline while TDMRs are initialised wait for the end, and so does a reader of the layout
# qemu: --smp 4 --nodes 2 --mem 32G
# append: seam=on
# timeout: 120

memory_note
# A CPU that is offline keeps TDX from being enabled, hence begin with the first call
(
	until grep -q 'TDMR.INIT *[1-9]' /sys/kernel/debug/seam/calls; do
		:
	done
	awk '/TDMR.INIT/ { print $2 }' /sys/kernel/debug/seam/calls >/tmp/begun
	for cpu in 3 2 1; do
		echo 0 >/sys/devices/system/cpu/cpu$cpu/online || echo "CPU $cpu" >/tmp/refused
		awk '/TDMR.INIT/ { print $2 }' /sys/kernel/debug/seam/calls >>/tmp/calls
	done
	for cpu in 1 2 3; do
		echo 1 >/sys/devices/system/cpu/cpu$cpu/online || echo "CPU $cpu" >/tmp/refused
	done
	touch /tmp/cycled
) &
(
	until test -s /tmp/begun; do
		:
	done
	cat /sys/kernel/debug/tdx_host/layout >/tmp/layout
	touch /tmp/read
) &
comes_up
until_true test -e /tmp/cycled
until_true test -e /tmp/read
succeeds test ! -e /tmp/refused
[ "$(cat /tmp/begun)" -lt 8192 ] || skip "all TDMRs were initialised before a CPU could go"
# None of them went while there were calls to make
same "calls when the first was offline" "$(head -n 1 /tmp/calls)" 8192
same "TDMR.INIT by status" "$(grep TDMR.INIT /sys/kernel/debug/seam/statuses)" "TDH.SYS.TDMR.INIT TDX_SUCCESS 8192"
# The layout that was asked for meanwhile has the plan, not a refusal
same "status in the layout read meanwhile" "$(grep ^status /tmp/layout)" "status ok"
cp /sys/kernel/debug/tdx_host/layout /tmp/layout.now
for file in /tmp/layout /tmp/layout.now; do
	grep -E '^(tdmr|rsvd|withheld) ' $file >$file.plan
done
succeeds cmp /tmp/layout.plan /tmp/layout.now.plan
intact
