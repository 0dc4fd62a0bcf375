# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: a package does not get its key: PAMTs are converted and given back, for good
# qemu: --smp 4 --nodes 2 --mem 4G
# append: seam=on,erratum=pw seam_inject=leaf=SYS.KEY.CONFIG,pkg=1,status=KEY_GENERATION_FAILED
# timeout: 60

memory_note
fails modprobe tdx_test_caller
expect 'virt/tdx: TDH.SYS.KEY.CONFIG on package 1 failed: TDX_KEY_GENERATION_FAILED \(0x8000080000000000\): no entropy' 1
expect 'virt/tdx: TDX cannot be enabled any more' 1
refuse 'virt/tdx: ready'
memory_back
intact

fails modprobe tdx_test_caller
expect 'virt/tdx: an earlier attempt failed after the module was configured: reboot' 1
memory_back
intact
