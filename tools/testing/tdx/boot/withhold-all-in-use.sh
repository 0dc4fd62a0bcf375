# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: all pieces that could be withheld are in use: one is named, and TDX comes up when they are free
# qemu: --smp 4 --nodes 1 --mem 6G
# append: seam=on seam=cmr=0x100000-0x42000000,cmr=0x42001000-0x44000000,cmr=0x44001000-0x46000000,cmr=0x46001000-0x48000000,cmr=0x48001000-0x4a000000,cmr=0x4a001000-0x4a011000,cmr=0x4a012000-0x4c000000,cmr=0x4c001000-0x4e000000 seam=cmr=0x4e001000-0x50000000,cmr=0x50001000-0x52000000,cmr=0x52001000-0x54000000,cmr=0x54001000-0x54031000,cmr=0x54032000-0x56000000,cmr=0x56001000-0x58000000,cmr=0x58001000-0x5a000000,cmr=0x5a001000-0x5c000000 seam=cmr=0x5c001000-0x5e000000,cmr=0x5e001000-0xbffe0000,cmr=4G-7G memmap=4K$0x42000000 memmap=4K$0x44000000 memmap=4K$0x46000000 memmap=4K$0x48000000 memmap=4K$0x4a000000 memmap=4K$0x4a011000 memmap=4K$0x4c000000 memmap=4K$0x4e000000 memmap=4K$0x50000000 memmap=4K$0x52000000 memmap=4K$0x54000000 memmap=4K$0x54031000 memmap=4K$0x56000000 memmap=4K$0x58000000 memmap=4K$0x5a000000 memmap=4K$0x5c000000 memmap=4K$0x5e000000
# not-on: kmsan it keeps two of three pages to itself, also of what is to be withheld
# timeout: 90

succeeds modprobe tdx_test_frag order=3 start=0x4a001000 end=0x54031000
memory_note
fails modprobe tdx_test_caller
expect 'virt/tdx: \[mem 0x40000000-0x7fffffff\]: 17 reserved areas needed, the limit is 16, and memory between two of them that could be withheld, \[mem 0x4a001000-0x4a010fff\], is in use: enable TDX soon after boot, or leave it out with memmap=' 1
refuse 'virt/tdx: ready'
memory_back
succeeds rmmod tdx_test_frag
memory_note
comes_up
expect 'virt/tdx: withheld .* 64 KiB in all: \[mem 0x4a001000-0x4a010fff\]' 1
succeeds rmmod tdx_test_caller
intact
