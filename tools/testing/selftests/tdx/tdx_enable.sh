#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# shellcheck disable=SC2154
# TDX is enabled, says what it is, and is enabled once: enabling it again changes
# nothing.

# shellcheck source=tools/testing/selftests/tdx/tdx_host_lib.sh
. "$(dirname "$0")/tdx_host_lib.sh"

need_root
need_host
before=$(state)
need_ready

memory=/sys/devices/system/memory

# in_tdx_memory START END: every byte, the last one included.  Ranges may touch.
in_tdx_memory() {
	at=$1
	while read -r range _; do
		from=$((${range%-*})) to=$((${range#*-}))
		[ "$from" -gt "$at" ] || [ "$to" -lt "$at" ] || at=$((to + 1))
	done <"$dev/memory"
	[ "$at" -gt "$2" ]
}

# What is offline need not be TDX memory: block by block
online_is_in_tdx_memory() {
	bytes=$((0x$(cat "$memory/block_size_bytes" 2>/dev/null || echo 0)))
	[ "$bytes" -gt 0 ] || return 1
	start=$1
	while [ "$start" -le "$2" ]; do
		end=$((start / bytes * bytes + bytes - 1))
		[ "$end" -le "$2" ] || end=$2
		if [ "$(cat "$memory/memory$((start / bytes))/state")" != offline ]; then
			in_tdx_memory "$start" "$end" || return 1
		fi
		start=$((end + 1))
	done
}

# All System RAM above the first MiB, in whole pages
covers_memory() {
	grep -i '^[0-9a-f]*-[0-9a-f]* : System RAM' /proc/iomem |
		sed 's/\([0-9a-f]*\)-\([0-9a-f]*\) .*/0x\1 0x\2/' >/tmp/tdx_enable.ram
	total=0
	while read -r first last; do
		first=$(((first + 4095) / 4096 * 4096)) last=$(((last + 1) / 4096 * 4096 - 1))
		[ "$first" -ge 1048576 ] || first=1048576
		[ "$last" -gt "$first" ] || continue
		in_tdx_memory "$first" "$last" || online_is_in_tdx_memory "$first" "$last" ||
			{ note "of System RAM $first-$last, $at is no TDX memory"; return 1; }
		total=$((total + 1))
	done </tmp/tdx_enable.ram
	rm -f /tmp/tdx_enable.ram
	[ "$total" -gt 0 ] || { note "no System RAM in /proc/iomem"; return 1; }
}

says_it_is_ready() {
	same "$(cat "$dev/state")" ready && fails cat "$dev/last_error"
}

has_tdmrs() {
	[ "$(cat "$dev/tdmrs")" -gt 0 ] && [ "$(cat "$dev/tdmrs")" -le 64 ]
}

# About 1/256 of what TDMRs cover, which is at least all memory
has_pamts() {
	kib=$(sed -n 's/^MemTotal: *\([0-9]*\) kB$/\1/p' /proc/meminfo)
	pamt=$(($(cat "$dev/pamt_bytes") / 1024))
	[ "$pamt" -ge $((kib / 256)) ] || { note "$pamt KiB of PAMT for $kib KiB"; return 1; }
}

# The model's TDMR.INIT did every 4 MiB of every TDMR, on all of them
tdmrs_initialised() {
	calls=0
	while read -r word _ size _; do
		[ "$word" != tdmr ] || calls=$((calls + (size >> 22)))
	done <"$seam/tdmrs"
	same "$(ok_calls TDH.SYS.TDMR.INIT)" "$calls"
}

again_changes_nothing() {
	was=$(cat "$dev/state" "$dev/tdmrs" "$dev/pamt_bytes" "$dev/memory")
	calls=$([ ! -d "$seam" ] || ok_calls TDH.SYS.CONFIG)
	unload_caller && load_caller && unload_caller || return 1
	same "$(cat "$dev/state" "$dev/tdmrs" "$dev/pamt_bytes" "$dev/memory")" "$was" &&
		same "$([ ! -d "$seam" ] || ok_calls TDH.SYS.CONFIG)" "$calls"
}

ktap_print_header
ktap_set_plan 7
note "TDX was $before, and is $(state)"
check "the state is ready, and there is no error" says_it_is_ready
check "all System RAM is TDX memory" covers_memory
check "there are TDMRs" has_tdmrs
check "there are PAMTs" has_pamts
if [ -d "$seam" ]; then
	check "every TDMR was initialised, once" tdmrs_initialised
else
	skip_case "every TDMR was initialised, once" "no SEAM shim to ask"
fi
if has_caller; then
	check "enabling it again changes nothing" again_changes_nothing
else
	skip_case "enabling it again changes nothing" "no module $module, or kvm_intel is loaded"
fi
check "no violation" no_violation
unload_caller
ktap_finished
