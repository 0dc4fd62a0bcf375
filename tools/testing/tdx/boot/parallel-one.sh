# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: one worker and four leave the same TDMRs and the same content in every PAMT
# qemu: --smp 4 --nodes 2 --mem 6G
# append: seam=on,state=0x10000000,reload memmap=512K$0x10000000 nokaslr retain_initrd
# timeout: 120

# Three kernels: the first only starts the second, so that the two that are
# compared came to life in the same way and have the same memory free.
seam=/sys/kernel/debug/seam
if [ -z "${round-}" ]; then
	next_kernel -c "round=1 tdx_workers=1"
fi

memory_note
comes_up
cat $seam/tdmrs $seam/pamts
tdmrs=$(sha1sum <$seam/tdmrs)
pamts=$(sha1sum <$seam/pamts)
calls=$(grep TDMR.INIT $seam/statuses)
gib=$(awk '$1 == "tdmr" { print $3 }' $seam/tdmrs |
	while read -r size; do echo $((size >> 30)); done | awk '{ n += $1 } END { print n }')
same "TDMR.INIT by status, 256 for a GiB" "$calls" "TDH.SYS.TDMR.INIT TDX_SUCCESS $((gib * 256))"
same "PAMT entries of 4 KiB pages" "$(awk '$3 == "4k" { n += $5 } END { print n }' $seam/pamts)" $((gib * 262144))
same "PAMT entries of 1 GiB pages" "$(awk '$3 == "1g" { n += $5 } END { print n }' $seam/pamts)" "$gib"
same "unsound entries" "$(awk '{ n += $7 } END { print n }' $seam/pamts)" 0

if [ "$round" = 1 ]; then
	expect 'virt/tdx: ready: .* ms on 1 CPU$' 1
	next_kernel -c "round=2 first_tdmrs=${tdmrs%% *} first_pamts=${pamts%% *}" 's/round=1 tdx_workers=1//'
fi
expect 'virt/tdx: ready: .* ms on 4 CPUs$' 1
same "TDMRs, PAMTs and reserved areas" "${tdmrs%% *}" "$first_tdmrs"
same "content of PAMTs" "${pamts%% *}" "$first_pamts"
