# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: one worker and four leave the same TDMRs, each part of them done once
# qemu: --smp 4 --nodes 2 --mem 6G
# append: seam=on,state=0x10000000 memmap=512K$0x10000000 nokaslr retain_initrd tdx_workers=1
# timeout: 120

# What the module was given, and the calls of TDH.SYS.TDMR.INIT by status
result() {
	awk '$1 == "tdmr" { printf "%s+%s,", $2, $3 }' /sys/kernel/debug/seam/tdmrs
	awk '/TDMR.INIT/ { printf "%s=%s,", $2, $3 }' /sys/kernel/debug/seam/statuses
}

memory_note
comes_up
if [ -z "${first-}" ]; then
	expect 'virt/tdx: ready: .* ms on 1 CPU$' 1
	next_kernel -c "first=$(result) seam=reload" 's/tdx_workers=1//'
fi
expect 'virt/tdx: ready: .* ms on 4 CPUs$' 1
same "outcome with four workers" "$(result)" "$first"
