# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: limits that are larger than the kernel's, odd sizes of PAMT entries, versions of all ones: TDX comes up
# qemu: --smp 2 --nodes 1 --mem 4G
# append: seam=on
# not-on: kmsan it keeps two of three pieces of memory to itself, and no PAMT above 4 MiB finds room
# timeout: 60

# ID VALUE
is() {
	succeeds sh -c "echo leaf=SYS.RD field=$1 out=r8:$2 >/sys/kernel/debug/seam/inject"
}

is 0x9100000100000008 65535 # MAX_TDMRS
is 0x9100000100000009 252 # MAX_RESERVED_PER_TDMR
is 0x9100000100000010 17 # PAMT_4K_ENTRY_SIZE
is 0x9100000100000011 127 # PAMT_2M_ENTRY_SIZE
is 0x9100000100000012 128 # PAMT_1G_ENTRY_SIZE
is 0x0a00000300000008 0xffffffffffffffff # FEATURES0
is 0x0800000100000004 0xffff # MAJOR_VERSION
is 0x8800000200000001 0xffffffff # BUILD_DATE

memory_note
comes_up
expect 'virt/tdx: module version 65535\.5\.05 build 698 date 4294967295 attributes 0x0 features0 0xffffffffffffffff' 1
# 17 bytes for each of 262144 pages of a GiB, 127 for each of 512, 128 for one: 1088 + 16 + 1 pages
gibs=$(awk '$1 == "tdmr" { print $3 }' /sys/kernel/debug/seam/tdmrs |
	while read -r size; do echo $((size >> 30)); done | awk '{ n += $1 } END { print n }')
same "GiBs in TDMRs" "$gibs" 4
bytes=$(cat /sys/devices/platform/tdx_host/pamt_bytes)
same "bytes of PAMTs" "$bytes" $((gibs * (1088 + 16 + 1) * 4096))
