# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# What tests of injected memory errors share. They say in $label which line of the
# log they count.

inject=/sys/kernel/debug/mce-inject
events=0

# VAL UC EN MISCV ADDRV, memory read; corrected: without UC. MISC: a physical
# address, of a line.
uncorrected=0xbc0000000000009f
corrected=0x9c0000000000009f

# event STATUS ADDRESS LABELS: one event, all events so far had LABELS labels.
# The label comes before the event itself.
event() {
	echo "$1" >$inject/status
	echo 0x86 >$inject/misc
	echo "$2" >$inject/addr
	echo 1 >$inject/bank
	events=$((events + 1))
	tries=0
	while [ "$(dmesg | grep -c 'Hardware Error.*: ADDR\|Hardware Error.* ADDR ')" -lt $events ]; do
		tries=$((tries + 1))
		[ $tries -lt 50 ] || fail "event $events was not logged"
		usleep 100000
	done
	same "labels after status $1 at $2" "$(dmesg | grep -c "$label")" "$3"
}
