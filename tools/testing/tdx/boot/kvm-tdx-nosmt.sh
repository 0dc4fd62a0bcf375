# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: siblings left offline by nosmt are named, seen through KVM
# qemu: --smp 4 --nodes 1 --threads 2 --mem 2G
# append: seam=on,vmx nosmt
# timeout: 60

# shellcheck source=tools/testing/tdx/guest/kvm.sh
. /kvm.sh
same "CPUs online" "$(cat /sys/devices/system/cpu/online)" 0,2
kvm_memory_note
kvm_without_tdx 'it cannot be enabled, error -ENXIO: see virt/tdx above'
expect 'virt/tdx: 2 of 4 processors that firmware enabled are not online \(CPU 1, CPU 3\)' 1
memory_back
