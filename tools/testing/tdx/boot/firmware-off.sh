# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: firmware has not enabled TDX: SEAMCALL is answered with #GP
# qemu: --smp 4 --nodes 2 --mem 4G
# append: seam=on,firmware=off
# timeout: 60

memory_note
fails modprobe tdx_test_caller
expect 'virt/tdx: TDH.SYS.INIT failed on CPU [0-3]: TDX_SEAMCALL_GP \(0x8000ff000000000d\): TDX is not enabled by firmware'
refuse 'virt/tdx: ready'
memory_back
