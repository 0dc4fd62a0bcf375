# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: CPUs and memory go on- and offline all the time while eight callers enable TDX
# qemu: --smp 4 --nodes 2 --mem 6G
# append: seam=on log_buf_len=32M
# timeout: 300
# allow: WARNING: CPU: .* sched_cpu_dying|Call Trace:

# For storm=SECONDS; make soak has a longer one. A caller fails while a CPU is
# offline that never was in the module, and must leave nothing behind then.
seconds=${storm:-10}
until=$(($(cut -d. -f1 /proc/uptime) + seconds))
rages() {
	[ "$(cut -d. -f1 /proc/uptime)" -lt $until ]
}

cpus_storm() {
	n=0
	while rages || [ $n -lt 4 ]; do
		cpu=$((n % 3 + 1))
		echo 0 >/sys/devices/system/cpu/cpu$cpu/online
		usleep $((n * 7919 % 200000))
		echo 1 >/sys/devices/system/cpu/cpu$cpu/online
		n=$((n + 1))
	done 2>/dev/null
	for cpu in 1 2 3; do
		until [ "$(cat /sys/devices/system/cpu/cpu$cpu/online)" = 1 ]; do
			echo 1 >/sys/devices/system/cpu/cpu$cpu/online
		done
	done
	echo $n >/tmp/cpus.done
}

# Blocks of the second half of memory; those in use refuse
memory_storm() {
	n=0
	while rages || [ $n -lt 4 ]; do
		address=$((0x120000000 + n * 29 % 16 * block_bytes))
		block $address offline && usleep $((n * 104729 % 50000))
		block $address online
		n=$((n + 1))
	done 2>/dev/null
	for file in "$memory"/memory*/state; do
		[ "$(cat "$file")" = online ] || echo online >"$file"
	done
	echo $n >/tmp/memory.done
}

memory_note
cpus_storm &
memory_storm &
loads=0 failures=0
while rages || [ $loads -lt 1 ] && [ $failures -lt 1000 ]; do
	if modprobe tdx_test_caller callers=8 repeat=4 2>/dev/null; then
		loads=$((loads + 1))
		rmmod tdx_test_caller || fail "unload $loads failed"
	else
		failures=$((failures + 1))
	fi
done
wait
passed "$(cat /tmp/cpus.done) CPUs and $(cat /tmp/memory.done) blocks went and came; $loads loads, $failures refused"
succeeds test "$(cat /tmp/cpus.done)" -gt 2
succeeds test "$(cat /tmp/memory.done)" -gt 2
# In calm weather it comes up, whatever happened before
succeeds modprobe tdx_test_caller callers=8 repeat=4
expect 'virt/tdx: ready: ' 1
expect 'TDX came up for 8 of 8 callers'
succeeds rmmod tdx_test_caller
same "memory blocks that are offline" "$(cat "$memory"/memory*/state | grep -c offline)" 0
no_task_left
intact
