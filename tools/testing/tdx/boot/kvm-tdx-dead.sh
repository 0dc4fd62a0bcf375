# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: a failure after TDH.SYS.CONFIG, seen through KVM: off until the next reboot
# qemu: --smp 4 --nodes 2 --mem 4G
# append: seam=on,vmx seam_inject=leaf=SYS.TDMR.INIT,nth=100,status=OPERAND_INVALID
# timeout: 60

# shellcheck source=tools/testing/tdx/guest/kvm.sh
. /kvm.sh
kvm_memory_note
kvm_without_tdx 'it cannot be enabled, error -EINVAL: see virt/tdx above'
expect 'virt/tdx: TDH.SYS.TDMR.INIT .*failed: TDX_OPERAND_INVALID ' 1
expect 'virt/tdx: TDX cannot be enabled any more, its PAMTs were given back: the module starts anew only with a reboot' 1
kvm_without_tdx 'it cannot be enabled, error -EIO: see virt/tdx above'
expect 'virt/tdx: an earlier attempt failed after the module was configured: reboot to try again' 1
memory_back
