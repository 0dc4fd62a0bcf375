# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: TDH.SYS.CONFIG fails once: the TDMR is named, nothing is left, a retry succeeds
# qemu: --smp 4 --nodes 2 --mem 4G
# append: seam=on,erratum=pw seam_inject=leaf=SYS.CONFIG,nth=1,status=0xc0000a0200000001
# timeout: 60

memory_note
fails modprobe tdx_test_caller
expect 'virt/tdx: TDH.SYS.CONFIG of TDMR \[mem 0x40000000-0x7fffffff\] failed: TDX_TDMR_OUTSIDE_CMRS \(0xc0000a0200000001\): memory is not convertible' 1
refuse 'cannot be enabled any more'
memory_back
intact
comes_up
