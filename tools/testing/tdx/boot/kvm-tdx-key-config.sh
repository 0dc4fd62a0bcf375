# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: a package does not get its key, seen through KVM: off until the next reboot
# qemu: --smp 4 --nodes 2 --mem 4G
# append: seam=on,vmx,erratum=pw seam_inject=leaf=SYS.KEY.CONFIG,pkg=1,status=KEY_GENERATION_FAILED
# timeout: 60

# shellcheck source=tools/testing/tdx/guest/kvm.sh
. /kvm.sh
kvm_memory_note
kvm_without_tdx 'it cannot be enabled, error -E[A-Z]*: see virt/tdx above'
expect 'virt/tdx: TDH.SYS.KEY.CONFIG on package 1 failed: TDX_KEY_GENERATION_FAILED \(0x8000080000000000\): no entropy' 1
expect 'virt/tdx: TDX cannot be enabled any more, its PAMTs were given back: the module starts anew only with a reboot' 1
memory_back

kvm_without_tdx 'it cannot be enabled, error -EIO: see virt/tdx above'
expect 'virt/tdx: an earlier attempt failed after the module was configured: reboot to try again' 1
memory_back
intact
