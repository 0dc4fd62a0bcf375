# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: a module that destroys RBP at guest entry is refused
# qemu: --smp 4 --nodes 2 --mem 4G
# append: seam=on,features0=0x1b0fbf
# timeout: 60

memory_note
fails modprobe tdx_test_caller
expect 'virt/tdx: the module lacks NO_RBP_MOD \(bit 18 of features0 0x1b0fbf\)' 1
refuse 'virt/tdx: ready'
memory_back
