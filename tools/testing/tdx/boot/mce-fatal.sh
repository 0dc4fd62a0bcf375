# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: a fatal machine check is labelled from the #MC handler, on all CPUs alike
# qemu: --smp 4 --nodes 2 --mem 4G
# append: seam=on
# timeout: 60
# allow: Hardware Error|Fake kernel panic|Machine check

# fatal BANK ADDRESS PANICS LABELS: PCC is set, and the machine check goes to
# all CPUs. What one bank holds stays there, and the lowest is blamed.
fatal() {
	bank=$1
	shift
	echo 1 >/sys/kernel/debug/mce/fake_panic
	echo "monitor mce -b 1 $bank 0xbe0000000000009f 0x5 $1 0x86" >&3
	tries=0
	while [ "$(dmesg | grep -c 'Fake kernel panic')" -lt "$2" ]; do
		tries=$((tries + 1))
		[ $tries -lt 50 ] || fail "no fake panic for $1"
		usleep 100000
	done
	same "labels after $1" "$(dmesg | grep -c 'Machine check: memory error in TDX private memory, possibly the result of a kernel bug')" "$3"
}

memory_note
comes_up
fatal 3 0x1000000 1 0
fatal 2 "$(awk '$1 == "tdmr" { print $11; exit }' /sys/kernel/debug/seam/tdmrs)" 2 1
# #UD on top of #MC
succeeds rmmod tdx_test_caller
fatal 1 0x1000000 3 1
intact
