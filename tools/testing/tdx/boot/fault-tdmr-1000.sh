# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: call 1000 of TDH.SYS.TDMR.INIT fails while four CPUs make them: undone once, without a leak
# qemu: --smp 4 --nodes 2 --mem 4G
# append: seam=on,erratum=pw seam_inject=leaf=SYS.TDMR.INIT,nth=1000,status=0xc000010000000001
# timeout: 60

memory_note
fails modprobe tdx_test_caller
expect 'virt/tdx: TDH.SYS.TDMR.INIT of TDMR \[mem 0x[0-9a-f]+-0x[0-9a-f]+\] failed: TDX_OPERAND_INVALID \(0xc000010000000001\)' 1
expect 'virt/tdx: TDH.SYS.TDMR.INIT' 1
expect 'virt/tdx: TDX cannot be enabled any more' 1
calls=$(awk '/TDMR.INIT/ { print $2 }' /sys/kernel/debug/seam/calls)
succeeds [ "$calls" -ge 1000 ]
memory_back
intact
