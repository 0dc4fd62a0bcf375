# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: memory errors in private memory are labelled as possible kernel bugs, others are not
# qemu: --smp 4 --nodes 2 --mem 4G
# append: seam=on
# timeout: 60
# allow: Hardware Error

# shellcheck source=tools/testing/tdx/guest/mce.sh
. /mce.sh
rules=/sys/kernel/debug/seam/inject
label='Machine check: memory error in TDX private memory, possibly the result of a kernel bug'

memory_note
succeeds modprobe mce-inject
event $uncorrected 0x1000000 0
comes_up

pamt=$(awk '$1 == "tdmr" { print $11; exit }' /sys/kernel/debug/seam/tdmrs)
last=$(awk '$1 == "tdmr" { last = $5 } END { print last }' /sys/kernel/debug/seam/tdmrs)
event $uncorrected "$pamt" 1
event $uncorrected "$(printf '0x%x' $((last + 64)))" 2
event $corrected "$pamt" 2
lowest=$pamt
for table in $(awk '$1 == "tdmr" { print $5, $8, $11 }' /sys/kernel/debug/seam/tdmrs); do
	[ $((table)) -ge $((lowest)) ] || lowest=$table
done
event $uncorrected "$(printf '0x%x' $((lowest - 64)))" 2

# Free, in no TDMR, reserved
event $uncorrected 0x1000000 2
event $uncorrected 0x8000000000 2
event $uncorrected 0xfee00000 2

# The module is at work on the page
echo 'leaf=PHYMEM.PAGE.RDMD busy' >$rules
event $uncorrected 0x1000000 3
# Success that leaves the address in RCX, which is the type of no free page
echo clear >$rules
echo 'leaf=PHYMEM.PAGE.RDMD status=SUCCESS' >$rules
event $uncorrected 0x1000000 4
echo clear >$rules

# SEAMCALL faults outside VMX operation
succeeds rmmod tdx_test_caller
event $uncorrected 0x1000000 4
event $uncorrected "$pamt" 5
intact
