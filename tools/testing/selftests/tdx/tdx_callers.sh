#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# shellcheck disable=SC2154
# Several callers of tdx_enable() at once: one does the work, all get the result.

# shellcheck source=tools/testing/selftests/tdx/tdx_host_lib.sh
. "$(dirname "$0")/tdx_host_lib.sh"

need_root
need_host
need_caller
need_state_that_can_be_enabled

# The callers' own words since the last mark
words_of_callers() {
	dmesg | sed "1,/tdx_callers.sh: $$ $marks\$/d" |
		sed -n "s/.*$module: \(TDX came up for .* callers\).*/\1/p"
}

all_succeed() {
	unload_caller
	load_caller callers=8 repeat=4 || { note "$(cat "$dev/state")"; return 1; }
	same "$(words_of_callers)" "TDX came up for 8 of 8 callers" && same "$(state)" ready
}

# Each fails on its own, one after the other, and nobody hangs
all_fail() {
	echo leaf=SYS.CONFIG,status=INVALID_TDMR >"$seam/inject"
	fails load_caller callers=8 || return 1
	echo clear >"$seam/inject"
	same "$(words_of_callers)" "TDX came up for 0 of 8 callers" && same "$(state)" failed
}

configured_once() {
	same "$(ok_calls TDH.SYS.CONFIG)" 1
}

marks=0
mark() {
	marks=$((marks + 1))
	echo "tdx_callers.sh: $$ $marks" >/dev/kmsg
}

ktap_print_header
ktap_set_plan 4
note "TDX is $(state)"
mark
if [ ! -d "$seam" ]; then
	skip_case "eight callers fail" "no SEAM shim to inject a fault"
elif [ "$(state)" = ready ]; then
	# Once ready, always ready: that is what is checked
	check "eight callers succeed after TDX is ready" all_succeed
else
	check "eight callers fail" all_fail
fi
mark
check "eight callers succeed" all_succeed
if [ -d "$seam" ]; then
	check "the module was configured once" configured_once
else
	skip_case "the module was configured once" "no SEAM shim to ask"
fi
check "no violation" no_violation
unload_caller
ktap_finished
