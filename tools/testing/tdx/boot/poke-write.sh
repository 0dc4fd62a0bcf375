# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: a host write into a PAMT is found
# qemu: --smp 4 --nodes 2 --mem 4G
# append: seam=on
# timeout: 60
# allow: seam: VIOLATION

memory_note
comes_up
pamt=$(awk '$1 == "tdmr" { print $11; exit }' /sys/kernel/debug/seam/tdmrs)
succeeds modprobe tdx_test_poke pa="$pamt"
same "damaged PAMT entries" "$(cat /sys/kernel/debug/seam/sweep)" 1
expect "seam: VIOLATION: the host wrote to a PAMT: entry at $pamt for level 0 page 0x0 .*; last owner: module, for TDMR 0x0" 1
same "violations" "$(cat /sys/kernel/debug/seam/violations)" 1
