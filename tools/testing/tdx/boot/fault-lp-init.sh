# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: one CPU cannot be initialised: it is named, a retry succeeds
# qemu: --smp 4 --nodes 2 --mem 4G
# append: seam=on seam_inject=leaf=SYS.LP.INIT,lp=2,nth=1,status=0xc00009200000003b
# timeout: 60

memory_note
fails modprobe tdx_test_caller
expect 'virt/tdx: TDH.SYS.LP.INIT failed on CPU 2: TDX_INCONSISTENT_MSR \(0xc00009200000003b\): CPUs differ' 1
memory_back
comes_up
