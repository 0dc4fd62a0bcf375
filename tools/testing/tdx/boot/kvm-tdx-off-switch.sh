# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: tdx_host=off, seen through KVM
# qemu: --smp 4 --nodes 2 --mem 4G
# append: seam=on,vmx tdx_host=off
# timeout: 60

# shellcheck source=tools/testing/tdx/guest/kvm.sh
. /kvm.sh
expect 'virt/tdx: switched off by tdx_host=off' 1
kvm_memory_note
kvm_without_tdx 'the platform is no TDX host: enable TDX in firmware setup, see virt/tdx of boot'
same "SEAMCALLs" "$(awk '$3 ~ /^[0-9]+$/ { n += $2 } END { print n + 0 }' /sys/kernel/debug/seam/calls)" 0
memory_back
