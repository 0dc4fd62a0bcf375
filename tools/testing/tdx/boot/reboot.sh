# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: a reboot with TDX enabled leaves no CPU running and no cache dirty
# qemu: --smp 4 --nodes 2 --mem 4G --reset
# append: seam=on,erratum=pw,state=0x10000000,reload memmap=512K$0x10000000 nokaslr
# timeout: 90

memory_note
comes_up
if ! dmesg | grep -q 'seam: the module of an earlier kernel was replaced'; then
	echo "check: reboot"
	reboot -f
	sleep 30
	fail "the guest was not rebooted"
fi
# And then it is switched off, which the shim looks at too
