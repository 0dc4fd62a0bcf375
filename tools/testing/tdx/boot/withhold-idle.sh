# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: memory reserved at boot between two holes is withheld at no cost
# qemu: --smp 4 --nodes 1 --mem 6G
# append: seam=on seam=cmr=0x100000-0x42000000,cmr=0x42001000-0x44000000,cmr=0x44001000-0x45fff000,cmr=0x46000000-0x47000000,cmr=0x47001000-0x48000000,cmr=0x48001000-0x4a000000,cmr=0x4a001000-0x4c000000,cmr=0x4c001000-0x4e000000 seam=cmr=0x4e001000-0x50000000,cmr=0x50001000-0x52000000,cmr=0x52001000-0x54000000,cmr=0x54001000-0x56000000,cmr=0x56001000-0x58000000,cmr=0x58001000-0x5a000000,cmr=0x5a001000-0x5c000000,cmr=0x5c001000-0x5e000000 seam=cmr=0x5e001000-0x60000000,cmr=0x60001000-0xbffe0000,cmr=4G-7G memmap=4K$0x42000000 memmap=4K$0x44000000 memmap=4K$0x45fff000 memmap=4K$0x47000000 memmap=4K$0x48000000 memmap=4K$0x4a000000 memmap=4K$0x4c000000 memmap=4K$0x4e000000 memmap=4K$0x50000000 memmap=4K$0x52000000 memmap=4K$0x54000000 memmap=4K$0x56000000 memmap=4K$0x58000000 memmap=4K$0x5a000000 memmap=4K$0x5c000000 memmap=4K$0x5e000000 memmap=4K$0x60000000 crashkernel=16M@0x46000000
# timeout: 90

same "crash kernel" "$(sed -n 's/ : Crash kernel//p' /proc/iomem | tr -d ' ')" "46000000-46ffffff"
memory_note
total=$(awk '/^MemTotal:/ { print $2 }' /proc/meminfo)
comes_up
expect 'virt/tdx: withheld from the page allocator to save reserved areas, 0 KiB in all: \[mem 0x46000000-0x46ffffff\]' 1
same "KiB of RAM" "$(awk '/^MemTotal:/ { print $2 }' /proc/meminfo)" "$total"
succeeds rmmod tdx_test_caller
intact
