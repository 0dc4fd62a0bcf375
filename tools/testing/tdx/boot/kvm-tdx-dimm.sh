# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: a DIMM outside all CMRs, seen through KVM: offline, it is no obstacle
# qemu: --smp 4 --nodes 2 --mem 4G --maxmem 16G
# append: seam=on,vmx
# timeout: 60
# not-on: kmsan it knows no memory that is plugged in: warns, and is off then

# shellcheck source=tools/testing/tdx/guest/kvm.sh
. /kvm.sh
kvm_memory_note
plug_dimm d0 1073741824
succeeds block 0x160000000 online_movable
kvm_without_tdx 'it cannot be enabled, error -EINVAL: see virt/tdx above'
expect 'virt/tdx: memory \[mem 0x160000000-0x167ffffff\] on node 1, 131072 KiB, is in no CMR' 1
succeeds block 0x160000000 offline
kvm_up
fails block 0x160000000 online_movable
expect 'virt/tdx: \[mem 0x160000000-0x167ffffff\] cannot go online: it is in no CMR' 1
intact
