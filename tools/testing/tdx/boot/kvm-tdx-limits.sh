# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: memory that does not fit the limits of the module, seen through KVM
# qemu: --smp 4 --nodes 2 --mem 4G
# append: seam=on,vmx,max_tdmrs=1,max_reserved=1
# timeout: 60

# shellcheck source=tools/testing/tdx/guest/kvm.sh
. /kvm.sh
kvm_memory_note
kvm_without_tdx 'it cannot be enabled, error -ENOSPC: see virt/tdx above'
expect 'virt/tdx: \[mem 0x0-0x13fffffff\]: 3 TDMRs needed, the limit is 1: use memmap=' 1
memory_back
