# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: of two private KeyIDs one is for a guest, and no more
# qemu: --smp 4 --nodes 2 --mem 4G
# append: seam=on,mktme=3,tdx=2
# timeout: 60

expect 'virt/tdx: BIOS enabled: private KeyID range \[4, 6\)' 1
memory_note
comes_up
succeeds modprobe tdx_test_keyid seconds=1
succeeds rmmod tdx_test_keyid
fails modprobe tdx_test_keyid seconds=0 keep=2
succeeds modprobe tdx_test_keyid seconds=0 keep=1
succeeds rmmod tdx_test_keyid
