# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: no TDX module is loaded
# qemu: --smp 4 --nodes 2 --mem 4G
# append: seam=on,module=absent
# timeout: 60

memory_note
fails modprobe tdx_test_caller
expect 'virt/tdx: TDH.SYS.INIT failed on CPU [0-3]: TDX_SEAMCALL_VMFAIL \(0x8000ff00ffff0000\): the TDX module is not loaded'
refuse 'virt/tdx: ready'
memory_back
