# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: a module of version 1.0, which lacks TDH.SYS.RD
# qemu: --smp 4 --nodes 2 --mem 4G
# append: seam=on,module=1.0
# timeout: 60

memory_note
fails modprobe tdx_test_caller
expect 'virt/tdx: module version 1\.0.* version 1\.5 or later is needed, update the module' 1
refuse 'virt/tdx: ready'
memory_back
