#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# shellcheck disable=SC2154
# CPUs and memory go and come back while TDX is in use; memory that TDX does not
# have stays offline.

# shellcheck source=tools/testing/selftests/tdx/tdx_host_lib.sh
. "$(dirname "$0")/tdx_host_lib.sh"

need_root
need_ready

cpus=/sys/devices/system/cpu
memory=/sys/devices/system/memory

# At most this many of each, so that it does not take all day
many=8

cpus_that_can_go() {
	for file in "$cpus"/cpu[0-9]*/online; do
		[ "$(cat "$file" 2>/dev/null)" = 1 ] || continue
		case $file in */cpu0/*) continue ;; esac
		echo "$file"
	done | head -n "$many"
}

lp_inits() {
	[ ! -d "$seam" ] || ok_calls TDH.SYS.LP.INIT
}

# All are gone at once, and come back; the module sees each once in its life
cpus_go_and_come() {
	inits=$(lp_inits)
	for file in $(cpus_that_can_go); do
		echo 0 >"$file" || { note "$file cannot go offline"; return 1; }
	done
	for file in $(cpus_offline); do
		echo 1 >"$file" || { note "$file cannot come back"; return 1; }
	done
	same "$(lp_inits)" "$inits"
}

cpus_offline() {
	for file in "$cpus"/cpu[0-9]*/online; do
		[ ! -e "$file" ] || [ "$(cat "$file")" = 1 ] || echo "$file"
	done
}

# A CPU that has come back can be used: the module answers there, or would
caller_finds_all_cpus() {
	unload_caller && load_caller && unload_caller && same "$(state)" ready
}

block_bytes=$((0x$(cat "$memory/block_size_bytes" 2>/dev/null || echo 0)))

# in_tdx_memory START END: is every byte there?
in_tdx_memory() {
	at=$1
	[ "$at" -ge $((0x100000)) ] || at=$((0x100000))
	while read -r range _; do
		from=$((${range%-*})) to=$((${range#*-}))
		[ "$from" -gt "$at" ] || [ "$to" -lt "$at" ] || at=$((to + 1))
	done <"$dev/memory"
	[ "$at" -ge "$2" ]
}

# blocks STATE yes|no: blocks of memory in that state that are TDX memory, or not
blocks() {
	for dir in "$memory"/memory[0-9]*; do
		[ "$(cat "$dir/state")" = "$1" ] || continue
		start=$((0x$(cat "$dir/phys_index") * block_bytes))
		if in_tdx_memory "$start" $((start + block_bytes)); then
			[ "$2" = no ] || echo "$dir"
		else
			[ "$2" = yes ] || echo "$dir"
		fi
	done
}

# The highest one that goes: what is in it has to move first, and not all can. Prints
# its directory.
take_block() {
	for dir in $(blocks online yes | sort -t y -k 5 -rn | head -n "$many"); do
		echo offline 2>/dev/null >"$dir/state" || continue
		echo "$dir"
		return
	done
}

block_comes_back() {
	note "$(basename "$1") went offline"
	echo online >"$1/state" || { note "$1 cannot come back"; return 1; }
	same "$(cat "$1/state")" online
}

others_stay_offline() {
	for dir in $(blocks offline no | head -n "$many"); do
		fails sh -c "echo online >$dir/state" &&
			fails sh -c "echo online_movable >$dir/state" &&
			same "$(cat "$dir/state")" offline || return 1
		note "$(basename "$dir") stays offline"
	done
}

ktap_print_header
ktap_set_plan 6
note "TDX is $(state)"
was=$(cat "$dev/memory")
if [ -n "$(cpus_that_can_go)" ]; then
	check "CPUs go and come back" cpus_go_and_come
else
	skip_case "CPUs go and come back" "no CPU can go offline"
fi
if has_caller; then
	check "a caller finds all of them usable" caller_finds_all_cpus
else
	skip_case "a caller finds all of them usable" "no module $module, or kvm_intel is loaded"
fi
if [ "$block_bytes" = 0 ]; then
	skip_case "a block of TDX memory goes and comes back" "no memory hotplug"
	skip_case "memory that TDX does not have stays offline" "no memory hotplug"
else
	taken=$(take_block)
	what="a block of TDX memory goes and comes back"
	if [ -n "$taken" ]; then
		check "$what" block_comes_back "$taken"
	else
		skip_case "$what" "each has memory that cannot move"
	fi
	if [ -n "$(blocks offline no)" ]; then
		check "memory that TDX does not have stays offline" others_stay_offline
	else
		skip_case "memory that TDX does not have stays offline" "there is none: plug it in"
	fi
fi
check "TDX memory is the same" same "$(cat "$dev/memory")" "$was"
check "no violation" no_violation
unload_caller
ktap_finished
