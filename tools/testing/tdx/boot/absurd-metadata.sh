# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: metadata, CMRs and statuses that cannot be: TDX fails with one line, as often as asked
# qemu: --smp 2 --nodes 1 --mem 4G
# append: seam=on
# timeout: 120

inject=/sys/kernel/debug/seam/inject

# absurd ERRNO MESSAGE RULE...: an attempt fails with the error and says one line,
# which begins so; memory is back.
absurd() {
	errno=$1 line=$2
	shift 2
	echo "check: --- $*"
	echo clear >$inject
	for rule; do
		echo "$rule" >$inject || fail "rule '$rule' is refused"
	done
	dmesg -c >/dev/null
	! modprobe tdx_test_caller 2>/dev/null || fail "TDX comes up with '$*'"
	dmesg -r | sed -n 's/^<3>\[[^]]*\] virt\/tdx: //p' >/tmp/errors
	same "lines of error" "$(wc -l </tmp/errors)" 1
	case $(cat /tmp/errors) in
	"$line"*) passed "message '$line'" ;;
	*) fail "message '$(cat /tmp/errors)', not '$line'" ;;
	esac
	expect "tdx_test_caller: TDX came up for 0 of 1 callers: error -$errno\$" 1
	same "bytes held by TDX host code" "$(tdx_bytes)" "$noted_bytes"
}

# What one metadata field reads, in place of its value: ID VALUE
is() {
	echo "leaf=SYS.RD field=$1 out=r8:$2"
}

major=0x0800000100000004
minor=0x0800000100000003
features0=0x0a00000300000008
max_tdmrs=0x9100000100000008
max_reserved=0x9100000100000009
pamt_4k=0x9100000100000010
pamt_2m=0x9100000100000011
pamt_1g=0x9100000100000012
num_cmrs=0x9000000100000000
base0=0x9000000300000080
base1=0x9000000300000081
size0=0x9000000300000100
size1=0x9000000300000101

sane="is sane: update the module or the kernel"
memory_note

# Limits
absurd 22 "metadata field MAX_TDMRS is 0, and only 1 to 65535 $sane" "$(is $max_tdmrs 0)"
absurd 75 "metadata field MAX_TDMRS (0x9100000100000008) is 0x10000, more than 2 bytes hold: update the kernel or the module" "$(is $max_tdmrs 0x10000)"
absurd 75 "metadata field MAX_TDMRS (0x9100000100000008) is 0xffffffffffffffff, more than 2 bytes hold: " "$(is $max_tdmrs 0xffffffffffffffff)"
absurd 22 "metadata field MAX_RESERVED_PER_TDMR is 0, and only 1 to 252 $sane" "$(is $max_reserved 0)"
absurd 22 "metadata field MAX_RESERVED_PER_TDMR is 253, and only 1 to 252 $sane" "$(is $max_reserved 253)"
absurd 22 "metadata field MAX_RESERVED_PER_TDMR is 65535, and only 1 to 252 $sane" "$(is $max_reserved 65535)"
absurd 75 "metadata field MAX_RESERVED_PER_TDMR (0x9100000100000009) is 0x10010, more than 2 bytes hold: " "$(is $max_reserved 0x10010)"

# Sizes of PAMT entries.  One that is too small is the module's to notice.
absurd 22 "metadata field PAMT_4K_ENTRY_SIZE is 0, and only 1 to 128 $sane" "$(is $pamt_4k 0)"
absurd 22 "metadata field PAMT_4K_ENTRY_SIZE is 129, and only 1 to 128 $sane" "$(is $pamt_4k 129)"
absurd 22 "metadata field PAMT_4K_ENTRY_SIZE is 4096, and only 1 to 128 $sane" "$(is $pamt_4k 4096)"
absurd 75 "metadata field PAMT_4K_ENTRY_SIZE (0x9100000100000010) is 0x8000000000000010, more than 2 bytes hold: " "$(is $pamt_4k 0x8000000000000010)"
absurd 22 "metadata field PAMT_2M_ENTRY_SIZE is 0, and only 1 to 128 $sane" "$(is $pamt_2m 0)"
absurd 22 "metadata field PAMT_2M_ENTRY_SIZE is 65535, and only 1 to 128 $sane" "$(is $pamt_2m 65535)"
absurd 22 "metadata field PAMT_1G_ENTRY_SIZE is 0, and only 1 to 128 $sane" "$(is $pamt_1g 0)"
absurd 22 "metadata field PAMT_1G_ENTRY_SIZE is 129, and only 1 to 128 $sane" "$(is $pamt_1g 129)"
absurd 22 "TDH.SYS.CONFIG of TDMR [mem 0x0-" "$(is $pamt_4k 15)"
absurd 22 "TDH.SYS.CONFIG of TDMR [mem 0x0-" "$(is $pamt_4k 1)" "$(is $pamt_2m 1)" "$(is $pamt_1g 1)"

# Versions and features
absurd 19 "module version 0.5.05 is too old: version 1.5 or later is needed, update the module" "$(is $major 0)"
absurd 19 "module version 1.4.05 is too old: version 1.5 or later is needed, update the module" "$(is $minor 4)"
absurd 75 "metadata field MAJOR_VERSION (0x800000100000004) is 0x10001, more than 2 bytes hold: " "$(is $major 0x10001)"
absurd 19 "the module lacks NO_RBP_MOD (bit 18 of features0 0x0) and would destroy the frame pointer at guest entry: update the module" "$(is $features0 0)"
absurd 19 "the module lacks NO_RBP_MOD (bit 18 of features0 0xfffffffffffbffff) " "$(is $features0 0xfffffffffffbffff)"

# How many CMRs
no_cmr="the module has no CMR, so TDX can protect no memory: enable memory encryption and TDX in firmware setup, or update firmware"
absurd 22 "$no_cmr" "$(is $num_cmrs 0)"
absurd 22 "$no_cmr" "$(is $size0 0)" "$(is $size1 0)"
absurd 75 "metadata field NUM_CMRS is 33, more than the 32 this kernel keeps: update the kernel" "$(is $num_cmrs 33)"
absurd 75 "metadata field NUM_CMRS is 65535, more than the 32 this kernel keeps: update the kernel" "$(is $num_cmrs 65535)"
absurd 75 "metadata field NUM_CMRS (0x9000000100000000) is 0x10002, more than 2 bytes hold: " "$(is $num_cmrs 0x10002)"
absurd 22 "memory [mem 0x100000000-0x13fffffff] on node 0, 1048576 KiB, is in no CMR: " "$(is $num_cmrs 1)"
absurd 22 "memory [mem 0x100000000-0x13fffffff] on node 0, 1048576 KiB, is in no CMR: " "$(is $size1 0)"

# CMRs that are not aligned, wrap, end nowhere, overlap, are out of order
unaligned="is malformed, it is not aligned to 4 KiB: update firmware"
behind="is malformed, it ends behind the last physical address: update firmware"
order="is malformed, it overlaps another, or is out of order: update firmware"
absurd 22 "CMR 0 (base 0x100001, size 0xbfee0000) $unaligned" "$(is $base0 0x100001)"
absurd 22 "CMR 0 (base 0x100000, size 0xbfee0800) $unaligned" "$(is $size0 0xbfee0800)"
absurd 22 "CMR 1 (base 0x100000000, size 0x1) $unaligned" "$(is $size1 1)"
absurd 22 "CMR 1 (base 0xffffffffffffffff, size 0xffffffffffffffff) $unaligned" "$(is $base1 0xffffffffffffffff)" "$(is $size1 0xffffffffffffffff)"
absurd 22 "CMR 0 (base 0x100000, size 0xfffffffffff00000) $behind" "$(is $size0 0xfffffffffff00000)"
absurd 22 "CMR 0 (base 0x100000, size 0xfffffffffffff000) $behind" "$(is $size0 0xfffffffffffff000)"
absurd 22 "CMR 1 (base 0xfffffffffffff000, size 0x1000) $behind" "$(is $base1 0xfffffffffffff000)" "$(is $size1 0x1000)"
absurd 22 "CMR 1 (base 0x8000000000000000, size 0x8000000000000000) $behind" "$(is $base1 0x8000000000000000)" "$(is $size1 0x8000000000000000)"
absurd 22 "CMR 1 (base 0x100000000, size 0xfffff00001000) $behind" "$(is $size1 0xfffff00001000)"
absurd 22 "CMR 1 (base 0xbffdf000, size 0x40000000) $order" "$(is $base1 0xbffdf000)"
absurd 22 "CMR 1 (base 0x100000, size 0x40000000) $order" "$(is $base1 0x100000)"
absurd 22 "CMR 1 (base 0x100000, size 0xbfee0000) $order" "$(is $base0 0x100000000)" "$(is $size0 0x40000000)" "$(is $base1 0x100000)" "$(is $size1 0xbfee0000)"

# All there is can be converted, says the table: the module knows better
absurd 22 "TDH.SYS.CONFIG of TDMR [mem 0x0-0x3fffffff] failed: TDX_TDMR_OUTSIDE_CMRS (0xc0000a0200000000): " "$(is $base0 0)" "$(is $size0 0x10000000000000)" "$(is $size1 0)"

# Statuses that are not known, or blame a TDMR that there is none of
report="report this together with the kernel log"
absurd 5 "metadata field MAJOR_VERSION (0x800000100000004) cannot be read: unknown status (0x777700000001): $report" "leaf=SYS.RD status=0x777700000001"
absurd 5 "metadata field MAJOR_VERSION (0x800000100000004) cannot be read: unknown status (0xfffffeffffffffff): $report" "leaf=SYS.RD status=0xfffffeffffffffff"
absurd 5 "TDH.SYS.CONFIG failed: unknown status (0x777700000001): $report" "leaf=SYS.CONFIG status=0x777700000001"
absurd 22 "TDH.SYS.CONFIG failed: TDX_INVALID_TDMR (0xc0000a00000000ff): $report" "leaf=SYS.CONFIG status=0xc0000a00000000ff"
absurd 22 "TDH.SYS.CONFIG of TDMR [mem 0x0-" "leaf=SYS.CONFIG status=0xc0000a00ffffff00"

# None of it has left anything behind
memory_back
echo clear >$inject
comes_up
