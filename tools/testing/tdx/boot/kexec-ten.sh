# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: ten kernels in a row start one another, each with TDX enabled, and leave nothing behind
# qemu: --smp 4 --nodes 2 --mem 2G
# append: seam=on,erratum=pw,state=0x10000000,reload memmap=512K$0x10000000 nokaslr retain_initrd
# timeout: 240

round=${round:-0}
memory_note
same "kernels before this one" "$(dmesg | grep -c 'seam: the module of an earlier kernel was replaced')" \
	$((round > 0))
same "violations that were left" "$(cat /sys/kernel/debug/seam/violations)" 0
comes_up
# Not all of those that may hold private lines are online at the end
[ $((round % 3)) != 0 ] || succeeds sh -c 'echo 0 >/sys/devices/system/cpu/cpu3/online'
if [ "$round" -lt 10 ]; then
	[ $((round % 2)) = 0 ] && how=-c || how=-s
	next_kernel "$how" "round=$((round + 1))" 's/round=[0-9]*//'
fi
