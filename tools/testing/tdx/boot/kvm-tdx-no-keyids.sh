# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: a CPU with VMX on a platform without TDX
# qemu: --smp 4 --nodes 2 --mem 4G
# append: seam=on,vmx,tdx=0
# timeout: 60

# shellcheck source=tools/testing/tdx/guest/kvm.sh
. /kvm.sh
kvm_memory_note
kvm_without_tdx 'the platform is no TDX host: enable TDX in firmware setup, see virt/tdx of boot'
refuse 'virt/tdx: '
memory_back
