# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: KeyIDs that no register has room for are refused at boot
# qemu: --smp 2 --nodes 1 --mem 4G
# append: seam=on,keyids=0xffffffffffffffff
# timeout: 60

expect 'virt/tdx: BIOS enabled: private KeyID range \[4294967296, 8589934591\) exceeds 16 bits: update firmware' 1
memory_note
fails modprobe tdx_test_caller
same "bytes held by TDX host code" "$(tdx_bytes)" 0
memory_back
same "state" "$(cat /sys/devices/platform/tdx_host/state)" \
	"unusable: BIOS enabled: private KeyID range [4294967296, 8589934591) exceeds 16 bits: update firmware"
