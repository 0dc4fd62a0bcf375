# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: the host does what tdx-plan predicts from its memory, CMRs and limits
# qemu: --smp 4 --nodes 2 --mem 6G
# append: memmap=64K$0x10000000 memmap=3M$0x120100000 seam=on,cmr=1M-0x10000000,cmr=0x10010000-0xbffe0000,cmr=4G-0x120100000,cmr=0x120400000-7G
# timeout: 90

# make soak runs this with memory maps and options of the shim at random.
layout=/sys/kernel/debug/tdx_host/layout
enabled=yes
memory_note
modprobe tdx_test_caller || enabled=
grep -E '^(mem|cmr|nopamt|limit|cpus) ' $layout >/tmp/input
predicted=yes
tdx-plan --format machine /tmp/input >/tmp/plan || predicted=
sed -n 's/^status.*/check: predicted: &/p' /tmp/plan
# Where, and what there is too much of: the kernel and tdx-plan put it in other words
reason_of() {
	head -n 1 | sed 's/is not convertible/is in no CMR/' | grep -oE \
		'\[mem 0x[0-9a-f]+-0x[0-9a-f]+\]|is in no CMR|PAMT|[0-9]+ (reserved areas|TDMRs)|limit is [0-9]+' |
		sort
}
plan_of() {
	grep -E '^(tdmr|rsvd|withheld|pamt_bytes) ' "$1"
}
# What was in use and could not be withheld is not in the layout: the first plan of the
# host was the predicted one, its last one was not
error=/sys/devices/platform/tdx_host/last_error
around_use() {
	if [ "$enabled" ]; then
		grep -q '^withheld ' $layout &&
			dmesg | grep 'virt/tdx: planned [0-9]* times, around memory that is in use'
	else
		grep -E '(is|are|was) in use' $error
	fi
}
if around_use; then
	same "predicted, without what is in use, that TDX comes up" "$predicted" yes
else
	same "TDX comes up (predicted: '$predicted')" "$enabled" "$predicted"
	same "TDMRs" "$(awk '$1 == "tdmr" { print $2, $3 }' /sys/kernel/debug/seam/tdmrs)" \
		"$(awk '$1 == "tdmr" { print $2, $3 }' /tmp/plan)"
	same "plan" "$(plan_of $layout)" "$(plan_of /tmp/plan)"
	[ "$enabled" ] || same "reason" "$(reason_of <$error)" \
		"$(grep '^status' /tmp/plan | reason_of)"
fi
if [ "$enabled" ]; then
	expect 'virt/tdx: ready: ' 1
else
	# One line says why, and what to do
	refuse 'virt/tdx: ready'
	[ -s $error ] || fail "no reason in sysfs"
	memory_back
fi
intact
