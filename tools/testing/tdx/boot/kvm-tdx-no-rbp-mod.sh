# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: a module that destroys RBP at guest entry is refused, seen through KVM
# qemu: --smp 4 --nodes 2 --mem 4G
# append: seam=on,vmx,features0=0x1b0fbf
# timeout: 60

# shellcheck source=tools/testing/tdx/guest/kvm.sh
. /kvm.sh
kvm_memory_note
kvm_without_tdx 'it cannot be enabled, error -ENODEV: see virt/tdx above'
expect 'virt/tdx: the module lacks NO_RBP_MOD \(bit 18 of features0 0x1b0fbf\)' 1
memory_back
