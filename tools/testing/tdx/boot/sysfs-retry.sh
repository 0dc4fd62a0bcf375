# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: the state in sysfs follows attempts: one that fails early, one that succeeds
# qemu: --smp 4 --nodes 2 --mem 4G
# append: seam=on
# timeout: 60

dev=/sys/devices/platform/tdx_host
last() {
	dmesg | sed -n 's/.*virt\/tdx: \(.* failed.*\)/\1/p' | tail -n 1
}

memory_note
echo clear >/sys/kernel/debug/seam/inject
echo leaf=SYS.INIT nth=1 status=OPERAND_INVALID >/sys/kernel/debug/seam/inject
fails modprobe tdx_test_caller
succeeds test -n "$(last)"
same "last_error of a CPU" "$(cat $dev/last_error)" "$(last)"
first=$(last)

echo clear >/sys/kernel/debug/seam/inject
echo leaf=SYS.CONFIG nth=1 status=OPERAND_INVALID >/sys/kernel/debug/seam/inject
fails modprobe tdx_test_caller
fails test "$(last)" = "$first"
same "last_error of TDH.SYS.CONFIG" "$(cat $dev/last_error)" "$(last)"
same "state" "$(cat $dev/state)" "failed: $(last | sed 's/0x[0-9a-f]*/0x*/g')"

# Whoever polls the state is woken up
poll-file $dev/state 30 >/tmp/polled &
poller=$!
tries=0
until grep -q waiting /tmp/polled; do
	tries=$((tries + 1))
	[ "$tries" -lt 50 ] || fail "poll-file does not start"
	usleep 100000
done
comes_up
wait $poller || fail "poll-file ends with $?"
same "what the poller found" "$(sed -n 2p /tmp/polled)" ready
same "state" "$(cat $dev/state)" ready
fails cat $dev/last_error
