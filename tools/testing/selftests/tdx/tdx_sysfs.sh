#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# shellcheck disable=SC2154
# /sys/devices/platform/tdx_host: what it shows in the state it is found in, and
# when TDX is ready.  Writes nothing, and enables TDX if nothing speaks against it.

# shellcheck source=tools/testing/selftests/tdx/tdx_host_lib.sh
. "$(dirname "$0")/tdx_host_lib.sh"

need_root
need_host

known_state() {
	case $(state) in
	present | ready | failed | dead | off | unusable) return 0 ;;
	esac
	note "state: '$(cat "$dev/state")'"
	return 1
}

# Others may read it: no address in it, and a reason unless it is ready
reason_without_address() {
	case $(cat "$dev/state") in
	ready) return 0 ;;
	*0x[0-9a-fA-F]*) note "$(cat "$dev/state")" && return 1 ;;
	?*': '?*) return 0 ;;
	esac
	note "no reason: '$(cat "$dev/state")'"
	return 1
}

keyids_add_up() {
	private=$(cat "$dev/private_keyids")
	case $(state) in
	off | unusable) ;;
	*) [ "$private" -ge 2 ] || { note "$private private KeyIDs"; return 1; } ;;
	esac
	[ "$private" = 0 ] || same "$(cat "$dev/guest_keyids")" $((private - 1)) || return 1
	[ "$(cat "$dev/guest_keyids_in_use")" -le "$(cat "$dev/guest_keyids")" ]
}

# Addresses are root's, and nothing can be written
modes() {
	same "$(stat -c %a "$dev/memory" "$dev/last_error" | xargs)" "400 400" &&
		same "$(find "$dev/" -type f -perm /022)" "" &&
		same "$(cd "$dev" && find . -type f -perm /200 ! -path './power/*' \
			! -name uevent ! -name driver_override)" ""
}

not_ready_has_nothing() {
	for file in version build_num build_date attributes features0 tdmrs pamt_bytes memory; do
		fails cat "$dev/$file" || return 1
	done
	[ ! -e "$dev/node0" ]
}

version_of_module() {
	case $(cat "$dev/version") in
	[1-9]*.[0-9]*.[0-9][0-9]*) return 0 ;;
	esac
	note "version: '$(cat "$dev/version")'"
	return 1
}

sum() {
	cat "$dev"/node*/"$1" | awk '{ n += $1 } END { printf "%d\n", n }'
}

nodes_add_up() {
	same "$(sum tdmrs)" "$(cat "$dev/tdmrs")" &&
		same "$(sum pamt_bytes)" "$(cat "$dev/pamt_bytes")"
}

# "0xSTART-0xEND NODE", ascending, page by page, the first MiB aside
memory_ascends() {
	last=$((0x100000 - 1)) nr=0
	cat "$dev/memory" >/tmp/tdx_sysfs.memory
	while read -r range node; do
		from=$((${range%-*})) to=$((${range#*-}))
		if [ "$from" -le "$last" ] || [ "$to" -le "$from" ] ||
			[ $((from % 4096)) != 0 ] || [ $(((to + 1) % 4096)) != 0 ] ||
			[ ! -d "/sys/devices/system/node/node$node" ]; then
			note "'$range $node' after $last"
			return 1
		fi
		last=$to nr=$((nr + 1))
	done </tmp/tdx_sysfs.memory
	rm -f /tmp/tdx_sysfs.memory
	[ "$nr" -gt 0 ]
}

ktap_print_header
can_be_ready=yes
case $(state) in
present | failed)
	[ ! -d /sys/module/kvm_intel ] && { has_caller || has_module kvm_intel; } || can_be_ready=
	;;
ready) ;;
*) can_be_ready= ;;
esac
ktap_set_plan 8
note "TDX is $(state)"
check "the state is a known word" known_state
check "its reason has no address" reason_without_address
check "KeyIDs add up" keyids_add_up
check "modes" modes
if [ "$(state)" = ready ]; then
	# What is shown is constant from then on
	check "the same is read twice" same "$(cat "$dev/memory" "$dev/version" "$dev/tdmrs")" \
		"$(cat "$dev/memory" "$dev/version" "$dev/tdmrs")"
else
	check "nothing is shown of what is not there" not_ready_has_nothing
fi
if [ -n "$can_be_ready" ] && enable_tdx; then
	check "version of the module" version_of_module
	check "nodes add up" nodes_add_up
	check "TDX memory ascends" memory_ascends
else
	for what in "version of the module" "nodes add up" "TDX memory ascends"; do
		skip_case "$what" "TDX is not enabled: $(cat "$dev/state")"
	done
fi
unload_caller
ktap_finished
