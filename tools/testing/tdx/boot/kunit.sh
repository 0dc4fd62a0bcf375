# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: KUnit suites, as a module: all cases pass, before TDX is enabled and while it is in use
# qemu: --smp 4 --nodes 2 --mem 4G
# append: seam=on
# timeout: 120

results=/sys/kernel/debug/kunit
dev=/sys/devices/platform/tdx_host

# Each suite has its cases, and says of them and of itself that they are ok
suites_pass() {
	succeeds modprobe tdx_host_kunit
	same "suites" "$(cd $results && echo *)" "tdx_keyid tdx_memory tdx_pamt_size tdx_plan tdx_reserved_areas tdx_status tdx_sysinfo"
	for suite in "$results"/*; do
		name=$(basename "$suite")
		cat "$suite/results" || fail "$name has no results"
		same "cases of $name that are not ok" \
			"$(grep -cE '^ *not ok|# SKIP' "$suite/results")" 0
		[ "$(grep -cE '^ +ok [0-9]+' "$suite/results")" -gt 3 ] || fail "$name has no cases"
		same "suite $name" "$(grep -cE "^ok [0-9]+ $name\$" "$suite/results")" 1
	done
	succeeds rmmod tdx_host_kunit
}

suites_pass
same "state" "$(cat $dev/state)" "present: not enabled yet, KVM does that when it needs TDX"
fails cat $dev/last_error
refuse 'virt/tdx: module version 1.5'

memory_note
comes_up
expect 'virt/tdx: module version 1.5.05' 1
suites_pass
same "state" "$(cat $dev/state)" ready
same "KeyIDs in use" "$(cat $dev/guest_keyids_in_use)" 0
fails cat $dev/last_error
intact
