# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: a module that stays busy does not keep the next kernel from starting
# qemu: --smp 4 --nodes 2 --mem 4G
# append: seam=on,erratum=pw,disable=1,state=0x10000000 memmap=512K$0x10000000 nokaslr retain_initrd
# timeout: 90

memory_note
if [ -z "${second-}" ]; then
	comes_up
	succeeds sh -c 'echo leaf=SYS.DISABLE,busy >/sys/kernel/debug/seam/inject'
	next_kernel -c second=1
fi

same "calls of TDH.SYS.DISABLE" "$(awk '$1 == "TDH.SYS.DISABLE" { print $2, $3, $5 }' /sys/kernel/debug/seam/calls)" "1000 0 1000"
fails modprobe tdx_test_caller
expect 'virt/tdx: TDH.SYS.INIT failed on CPU [0-3]: TDX_SYS_INIT_NOT_PENDING' 1
intact
