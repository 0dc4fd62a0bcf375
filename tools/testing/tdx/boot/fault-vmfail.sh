# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: the module disappears half way
# qemu: --smp 4 --nodes 2 --mem 4G
# append: seam=on seam_inject=leaf=any,from=400,vmfail
# timeout: 60

memory_note
fails modprobe tdx_test_caller
expect 'virt/tdx: TDH.SYS.TDMR.INIT of TDMR .* failed: TDX_SEAMCALL_VMFAIL \(0x8000ff00ffff0000\): the TDX module is not loaded' 1
expect 'virt/tdx: TDX cannot be enabled any more' 1
memory_back
