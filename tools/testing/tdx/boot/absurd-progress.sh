# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: empty CMRs in the middle, and TDH.SYS.TDMR.INIT with addresses that cannot be: TDX comes up
# qemu: --smp 2 --nodes 1 --mem 4G
# append: seam=on
# timeout: 60

rule() {
	succeeds sh -c "echo $* >/sys/kernel/debug/seam/inject"
}

# The second CMR becomes the 32nd; its base stays where it was, with size 0
rule leaf=SYS.RD field=0x9000000300000101 out=r8:0
rule leaf=SYS.RD field=0x900000030000009f out=r8:0x100000000
rule leaf=SYS.RD field=0x900000030000011f out=r8:0x40000000
# Behind the end, nowhere, all ones, in front of the TDMR
rule leaf=SYS.TDMR.INIT nth=1 out=rdx:0xfffffffffffff000
rule leaf=SYS.TDMR.INIT nth=2 out=rdx:0x8000000000000001
rule leaf=SYS.TDMR.INIT nth=3 out=rdx:0xffffffffffffffff
rule leaf=SYS.TDMR.INIT from=4 out=rdx:0

memory_note
comes_up
expect 'virt/tdx: CMR ' 2
expect 'virt/tdx: CMR \[mem 0x100000000-0x13fffffff\]' 1
# The end of a TDMR is not told: that it was reached shows with one call more
tdmrs=$(grep -c '^tdmr' /sys/kernel/debug/seam/tdmrs)
same "TDMR.INIT by status" "$(grep TDMR.INIT /sys/kernel/debug/seam/statuses | sort)" \
	"TDH.SYS.TDMR.INIT TDX_SUCCESS 1024
TDH.SYS.TDMR.INIT TDX_TDMR_ALREADY_INITIALIZED $tdmrs"
