# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: why TDX is not available, in sysfs: the printed line, without addresses for all
# qemu: --smp 4 --nodes 2 --mem 4G
# append: seam=on,cmr=1M-1G,cmr=0x40100000-3G
# timeout: 60

dev=/sys/devices/platform/tdx_host
layout=/sys/kernel/debug/tdx_host/layout
printed() {
	dmesg | sed -n 's/.*virt\/tdx: \(.* is in no CMR.*\)/\1/p'
}

memory_note
fails modprobe tdx_test_caller
same "state" "$(cat $dev/state)" "failed: memory [mem 0x*-0x*] on node 0, 1024 KiB, is in no CMR: TDX cannot protect it; check memory settings in firmware setup, exclude it with memmap=, or take it offline if it was added later"
same "lines printed" "$(printed | wc -l)" 2
same "last_error" "$(cat $dev/last_error)" "$(printed)"
memory_back
fails modprobe tdx_test_caller
same "last_error of the second attempt" "$(cat $dev/last_error)" "$(printed | tail -n 2)"
same "plan" "$(grep '^status' $layout)" \
	"status infeasible failed: $(printed | head -n 1)"
fails tdx-plan $layout
same "CMRs and limits of the layout" "$(grep -E '^(cmr|limit) ' $layout)" "limit max_tdmrs 64
limit max_reserved 16
limit pamt_entry_4k 16
limit pamt_entry_2m 16
limit pamt_entry_1g 16
cmr 0x100000 0x40000000
cmr 0x40100000 0xc0000000"
same "the reason on paper" \
	"$(grep -E '^(mem|cmr|nopamt|limit|cpus) ' $layout | tdx-plan --format machine -)" \
	"status infeasible memory [mem 0x40000000-0x400fffff] of node 0 is not convertible: keep it from the kernel with memmap=1024K\$0x40000000"
tdx-plan --format svg $layout >/tmp/svg
same "the range at fault in the picture" "$(grep -c 'title>at fault 0x40000000-0x40100000' /tmp/svg)" 1
