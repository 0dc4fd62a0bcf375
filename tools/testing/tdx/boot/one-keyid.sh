# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: one private KeyID is not enough
# qemu: --smp 4 --nodes 2 --mem 4G
# append: seam=on,mktme=15,tdx=1
# timeout: 60

expect 'virt/tdx: BIOS enabled 1 private KeyID, 2 are needed' 1
refuse 'private KeyID range'
memory_note
fails modprobe tdx_test_caller
refuse 'virt/tdx: ready'
same "bytes held by TDX host code" "$(tdx_bytes)" 0
memory_back
same "state" "$(cat /sys/devices/platform/tdx_host/state)" \
	"unusable: BIOS enabled 1 private KeyID, 2 are needed: give more KeyIDs to TDX in firmware setup"
fails test -e /sys/devices/platform/tdx_host/version
