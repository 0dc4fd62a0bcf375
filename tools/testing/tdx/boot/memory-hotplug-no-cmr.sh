# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: a DIMM outside all CMRs must be offline when TDX is enabled, and stay so
# qemu: --smp 4 --nodes 2 --mem 4G --maxmem 16G
# append: seam=on
# timeout: 60
# not-on: kmsan it knows no memory that is plugged in: warns, and is off then

plug_dimm d0 1073741824
succeeds block 0x160000000 online_movable
memory_note
fails modprobe tdx_test_caller
# Who reads what this attempt had to work with does not print again
same "memory in the layout" "$(grep '^mem 0x1........ ' /sys/kernel/debug/tdx_host/layout)" \
	"mem 0x100000000 0x140000000 1
mem 0x160000000 0x168000000 1"
expect 'virt/tdx: memory \[mem 0x160000000-0x167ffffff\] on node 1, 131072 KiB, is in no CMR' 1
expect 'is in no CMR: TDX cannot protect it; .* take it offline if it was added later' 1
expect 'virt/tdx: \[mem 0x140000000-0x15fffffff\] on node 1 is offline and in no CMR: it is left out' 1
expect 'virt/tdx: \[mem 0x168000000-0x17fffffff\] on node 1 is offline and in no CMR: it is left out' 1
refuse 'virt/tdx: ready'
memory_back

# The remedy
succeeds block 0x160000000 offline
memory_note
comes_up
expect 'virt/tdx: \[mem 0x140000000-0x17fffffff\] on node 1 is offline and in no CMR: it is left out' 1
fails block 0x160000000 online_movable
expect 'virt/tdx: \[mem 0x160000000-0x167ffffff\] cannot go online: it is in no CMR' 1
# What is gone can be removed
qmp device_del '{"id": "d0"}'
until_true blocks_are "$blocks"
