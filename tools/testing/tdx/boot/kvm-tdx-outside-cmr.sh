# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: memory that is not convertible, seen through KVM
# qemu: --smp 4 --nodes 2 --mem 4G
# append: seam=on,vmx,cmr=0x100000-0xc0000000
# timeout: 60

# shellcheck source=tools/testing/tdx/guest/kvm.sh
. /kvm.sh
kvm_memory_note
kvm_without_tdx 'it cannot be enabled, error -EINVAL: see virt/tdx above'
expect 'virt/tdx: memory \[mem 0x100000000-.*is in no CMR' 1
memory_back
