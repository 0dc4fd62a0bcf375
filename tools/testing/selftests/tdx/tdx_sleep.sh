#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# shellcheck disable=SC2154
# With TDX in use, S3 and hibernation are refused and suspend-to-idle works.
#
# /sys/power/pm_test lets every transition go no further than freezing tasks or
# suspending devices, and come back after seconds: the machine does not sleep even
# if it is not refused.

# shellcheck source=tools/testing/selftests/tdx/tdx_host_lib.sh
. "$(dirname "$0")/tdx_host_lib.sh"

power=/sys/power

need_root
[ -w "$power/pm_test" ] ||
	skip_all "no $power/pm_test (CONFIG_PM_DEBUG): the machine might really sleep"
[ -w "$power/mem_sleep" ] || skip_all "no $power/mem_sleep (CONFIG_SUSPEND)"
need_ready

mem_sleep=$(sed 's/.*\[\(.*\)\].*/\1/' "$power/mem_sleep")
disk=$(sed 's/.*\[\(.*\)\].*/\1/' "$power/disk" 2>/dev/null)
delay=/sys/module/suspend/parameters/pm_test_delay
seconds=$(cat "$delay" 2>/dev/null)

put_back() {
	echo none >"$power/pm_test"
	echo "$mem_sleep" >"$power/mem_sleep"
	[ -z "$disk" ] || echo "$disk" >"$power/disk"
	[ -z "$seconds" ] || echo "$seconds" >"$delay"
}
trap put_back EXIT

s3_is_refused() {
	echo freezer >"$power/pm_test" && echo deep >"$power/mem_sleep" &&
		fails sh -c "echo mem >$power/state"
}

hibernation_is_refused() {
	echo freezer >"$power/pm_test" && fails sh -c "echo disk >$power/state"
}

snapshot_is_refused() {
	fails sh -c 'exec 4</dev/snapshot' && fails sh -c 'exec 4>/dev/snapshot'
}

idle_works() {
	echo devices >"$power/pm_test" && echo s2idle >"$power/mem_sleep" &&
		echo mem >"$power/state"
}

intact_after() {
	same "$(state)" ready && same "$(cat "$dev/memory")" "$was" && no_violation
}

ktap_print_header
ktap_set_plan 5
note "TDX is $(state)"
was=$(cat "$dev/memory")
[ -z "$seconds" ] || echo 1 >"$delay"
if grep -q deep "$power/mem_sleep"; then
	check "S3 is refused" s3_is_refused
else
	skip_case "S3 is refused" "the platform has no S3"
fi
if grep -qw disk "$power/state"; then
	check "hibernation is refused" hibernation_is_refused
else
	skip_case "hibernation is refused" "the kernel does not hibernate"
fi
if [ -c /dev/snapshot ]; then
	check "/dev/snapshot is refused" snapshot_is_refused
else
	skip_case "/dev/snapshot is refused" "there is none"
fi
check "suspend-to-idle works" idle_works
check "TDX is intact" intact_after
put_back
trap - EXIT
unload_caller
ktap_finished
