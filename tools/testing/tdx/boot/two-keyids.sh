# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: two private KeyIDs, the fewest, are enough
# qemu: --smp 4 --nodes 2 --mem 4G
# append: seam=on,mktme=15,tdx=2
# timeout: 60

expect 'virt/tdx: BIOS enabled: private KeyID range \[16, 18\)' 1
memory_note
comes_up
