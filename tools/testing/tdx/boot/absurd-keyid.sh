# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: the last KeyIDs of 16 bits, which the module does not have: TDX fails, and fails again
# qemu: --smp 2 --nodes 1 --mem 4G
# append: seam=on,keyids=0x20000fffd
# timeout: 60

expect 'virt/tdx: BIOS enabled: private KeyID range \[65534, 65536\)' 1
memory_note
fails modprobe tdx_test_caller
expect 'virt/tdx: TDH.SYS.CONFIG failed: TDX_OPERAND_INVALID \(0xc000010000000008\)' 1
memory_back
fails modprobe tdx_test_caller
expect 'virt/tdx: TDH.SYS.CONFIG failed: TDX_OPERAND_INVALID \(0xc000010000000008\)' 2
memory_back
same "KeyIDs for guests" "$(cat /sys/devices/platform/tdx_host/guest_keyids)" 1
