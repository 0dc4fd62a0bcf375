# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: firmware has not enabled TDX, seen through KVM
# qemu: --smp 4 --nodes 2 --mem 4G
# append: seam=on,vmx,firmware=off
# timeout: 60

# shellcheck source=tools/testing/tdx/guest/kvm.sh
. /kvm.sh
kvm_memory_note
kvm_without_tdx 'it cannot be enabled, error -EOPNOTSUPP: see virt/tdx above'
expect 'virt/tdx: TDH.SYS.INIT failed on CPU [0-3]: TDX_SEAMCALL_GP \(0x8000ff000000000d\): TDX is not enabled by firmware' 1
memory_back
