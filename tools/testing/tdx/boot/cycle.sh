# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: the caller of TDX is loaded and unloaded 100 times, and 1000 in make soak
# qemu: --smp 4 --nodes 2 --mem 4G
# append: seam=on
# timeout: 900

memory_note
comes_up
succeeds rmmod tdx_test_caller
memory_note
n=0
while [ $n -lt "${cycles:-100}" ]; do
	modprobe tdx_test_caller callers=2 || fail "load $n failed"
	rmmod tdx_test_caller || fail "unload $n failed"
	n=$((n + 1))
done
passed "$n loads and unloads"
expect 'virt/tdx: ready: ' 1
memory_back
intact
