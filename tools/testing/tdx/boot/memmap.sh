# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: a memory map with holes that are not convertible either
# qemu: --smp 4 --nodes 2 --mem 4G
# append: memmap=64K$0x10000000 memmap=3M$0x20100000 memmap=1M$0x90000000 seam=on,cmr=1M-0x10000000,cmr=0x10010000-0x20100000,cmr=0x20400000-0x90000000,cmr=0x90100000-0xbffe0000,cmr=4G-5G
# timeout: 60

memory_note
comes_up
expect 'virt/tdx: CMR \[mem 0x100000-0xfffffff\]' 1
expect 'virt/tdx: CMR \[mem 0x10010000-0x200fffff\]' 1
expect 'virt/tdx: CMR \[mem 0x20400000-0x8fffffff\]' 1
expect 'virt/tdx: CMR \[mem 0x90100000-0xbffdffff\]' 1
expect 'virt/tdx: CMR \[mem 0x100000000-0x13fffffff\]' 1
succeeds rmmod tdx_test_caller
intact
