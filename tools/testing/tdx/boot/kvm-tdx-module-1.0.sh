# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: the module is too old, seen through KVM
# qemu: --smp 4 --nodes 2 --mem 4G
# append: seam=on,vmx,module=1.0
# timeout: 60

# shellcheck source=tools/testing/tdx/guest/kvm.sh
. /kvm.sh
kvm_memory_note
kvm_without_tdx 'it cannot be enabled, error -E[A-Z]*: see virt/tdx above'
expect 'virt/tdx: .*(too old|lacks TDH.SYS.RD)' 1
memory_back
