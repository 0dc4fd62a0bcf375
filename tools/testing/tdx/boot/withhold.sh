# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: 17 holes in a GiB: the smallest piece between two of them is withheld, for good
# qemu: --smp 4 --nodes 1 --mem 6G
# append: tdx_withhold=1x seam=on seam=cmr=0x100000-0x42000000,cmr=0x42001000-0x44000000,cmr=0x44001000-0x46000000,cmr=0x46001000-0x48000000,cmr=0x48001000-0x4a000000,cmr=0x4a001000-0x4a011000,cmr=0x4a012000-0x4c000000,cmr=0x4c001000-0x4e000000 seam=cmr=0x4e001000-0x50000000,cmr=0x50001000-0x52000000,cmr=0x52001000-0x54000000,cmr=0x54001000-0x54031000,cmr=0x54032000-0x56000000,cmr=0x56001000-0x58000000,cmr=0x58001000-0x5a000000,cmr=0x5a001000-0x5c000000 seam=cmr=0x5c001000-0x5e000000,cmr=0x5e001000-0xbffe0000,cmr=4G-7G memmap=4K$0x42000000 memmap=4K$0x44000000 memmap=4K$0x46000000 memmap=4K$0x48000000 memmap=4K$0x4a000000 memmap=4K$0x4a011000 memmap=4K$0x4c000000 memmap=4K$0x4e000000 memmap=4K$0x50000000 memmap=4K$0x52000000 memmap=4K$0x54000000 memmap=4K$0x54031000 memmap=4K$0x56000000 memmap=4K$0x58000000 memmap=4K$0x5a000000 memmap=4K$0x5c000000 memmap=4K$0x5e000000
# not-on: kmsan it keeps two of three pages to itself, also of what is to be withheld
# timeout: 90

memory_note
total=$(awk '/^MemTotal:/ { print $2 }' /proc/meminfo)
comes_up
expect 'virt/tdx: tdx_withhold=1x is ignored: a size up to 64M is wanted' 1
expect 'virt/tdx: withheld from the page allocator to save reserved areas, 64 KiB in all: \[mem 0x4a001000-0x4a010fff\]' 1
same "KiB of RAM fewer" "$((total - $(awk '/^MemTotal:/ { print $2 }' /proc/meminfo)))" 64
succeeds rmmod tdx_test_caller
block=/sys/devices/system/memory/memory$((0x4a001000 / 0x$(cat /sys/devices/system/memory/block_size_bytes)))
same "state of its memory block" "$(cat "$block/state")" online
echo offline 2>/dev/null >"$block/state" && fail "a memory block with withheld memory went offline"
passed "a memory block with withheld memory stays online"
intact
