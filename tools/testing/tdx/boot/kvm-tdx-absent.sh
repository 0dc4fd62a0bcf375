# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: no TDX module is loaded, seen through KVM
# qemu: --smp 4 --nodes 2 --mem 4G
# append: seam=on,vmx,module=absent
# timeout: 60

# shellcheck source=tools/testing/tdx/guest/kvm.sh
. /kvm.sh
kvm_memory_note
kvm_without_tdx 'it cannot be enabled, error -ENODEV: see virt/tdx above'
expect 'virt/tdx: TDH.SYS.INIT failed on CPU [0-3]: TDX_SEAMCALL_VMFAIL \(0x8000ff00ffff0000\): the TDX module is not loaded' 1
memory_back
