# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: processors that nr_cpus= hides are counted and named, seen through KVM
# qemu: --smp 4 --nodes 2 --mem 4G
# append: seam=on,vmx nr_cpus=2
# timeout: 60

# shellcheck source=tools/testing/tdx/guest/kvm.sh
. /kvm.sh
kvm_memory_note
kvm_without_tdx 'it cannot be enabled, error -ENXIO: see virt/tdx above'
expect 'virt/tdx: 2 of 4 processors that firmware enabled are not online \(APIC ID 0x2, APIC ID 0x3\)' 1
memory_back
