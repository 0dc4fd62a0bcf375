# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: a CPU without MOVDIR64B is named, at boot and by KVM
# qemu: --smp 4 --nodes 2 --mem 4G
# append: seam=on,vmx clearcpuid=movdir64b
# timeout: 60

# shellcheck source=tools/testing/tdx/guest/kvm.sh
. /kvm.sh
kvm_memory_note
expect 'virt/tdx: CPU lacks MOVDIR64B, which TDX needs' 1
kvm_without_tdx 'the CPU lacks MOVDIR64B: do not disable it with clearcpuid= or in firmware setup'
memory_back
