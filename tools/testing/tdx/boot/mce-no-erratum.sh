# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: without the erratum, memory errors in private memory are not blamed on the kernel
# qemu: --smp 4 --nodes 2 --mem 4G --model 173
# append: seam=on
# timeout: 60
# allow: Hardware Error

inject=/sys/kernel/debug/mce-inject
label='Machine check: memory error in TDX private memory$'
events=0

# VAL UC EN MISCV ADDRV, memory read. MISC: a physical address, of a line.
uncorrected=0xbc0000000000009f

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

memory_note
succeeds modprobe mce-inject
event $uncorrected 0x1000000 0
comes_up

pamt=$(awk '$1 == "tdmr" { print $11; exit }' /sys/kernel/debug/seam/tdmrs)
event $uncorrected "$pamt" 1
event $uncorrected 0x1000000 1
refuse 'kernel bug'
intact
