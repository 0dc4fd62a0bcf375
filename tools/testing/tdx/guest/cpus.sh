# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# What tests of CPUs that come and go share.

cpus=/sys/devices/system/cpu

# Of a CPU that is plugged in
# shellcheck disable=SC2034
added='was added after boot, and the module does not know it: TDX does not support physical CPU hotplug'

# turn N 0|1: a CPU off- or online
turn() {
	echo "$2" >"$cpus/cpu$1/online"
}

# plug_cpu N SOCKET CORE: into node 1
plug_cpu() {
	qmp device_add "{\"driver\": \"max-x86_64-cpu\", \"id\": \"cpu$1\", \"node-id\": 1, \"socket-id\": $2, \"core-id\": $3, \"thread-id\": 0, \"die-id\": 0}"
	until_true test -d "$cpus/cpu$1"
}

# While guests have two KeyIDs: of CPUs 2 and 3, package 1, either goes, not both.
# At the end CPU 2 is online and CPU 3 is not.
last_of_package_stays() {
	succeeds modprobe tdx_test_keyid seconds=0 keep=2
	succeeds turn 2 0
	fails turn 3 0
	expect 'virt/tdx: CPU 3 cannot go offline: it is the last of package 1, and guests have 2 KeyIDs' 1
	same "CPUs online" "$(cat "$cpus/online")" 0-1,3
	# Another of the package is as good
	succeeds turn 2 1
	succeeds turn 3 0
	fails turn 2 0
	expect 'virt/tdx: CPU 2 cannot go offline: it is the last of package 1' 1
}
