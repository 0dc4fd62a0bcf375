# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: a DIMM added before TDX is enabled is TDX memory, one added later stays offline
# qemu: --smp 4 --nodes 2 --mem 4G --maxmem 16G
# append: seam=on,cmr=1M-3G,cmr=4G-16G
# timeout: 60
# not-on: kmsan it knows no memory that is plugged in: warns, and is off then

# Nothing is refused before
plug_dimm d0 1073741824
succeeds block 0x140000000 online
plug_dimm d1 1073741824
memory_note
comes_up
# d0 is online and d1 was never: memblock has both, and so has the module
last=$(awk '$1 == "tdmr" { print $2 "+" $3 }' /sys/kernel/debug/seam/tdmrs | tail -n 1)
same "end of TDMRs, that of d1" $((${last%+*} + ${last#*+})) $((0x1c0000000))
succeeds block 0x180000000 online
succeeds block 0x1b8000000 online_movable

plug_dimm d2 1073741824
fails block 0x1c0000000 online
expect 'virt/tdx: \[mem 0x1c0000000-0x1c7ffffff\] cannot go online: it was not there when TDX was enabled' 1
fails block 0x1f8000000 online_movable
expect 'virt/tdx: \[mem 0x1f8000000-0x1ffffffff\] cannot go online: it was not there when TDX was enabled' 1
same "state of memory added later" "$(cat "$memory"/memory$((0x1c0000000 / block_bytes))/state)" offline

# TDX memory goes and comes back
succeeds block 0x1b8000000 offline
succeeds block 0x1b8000000 online
expect 'cannot go online' 2
intact
