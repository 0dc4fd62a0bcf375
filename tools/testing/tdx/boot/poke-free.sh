# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: a PAMT page that is freed without conversion is found, on a platform with the erratum
# qemu: --smp 4 --nodes 2 --mem 4G
# append: seam=on,erratum=pw
# timeout: 60
# allow: seam: VIOLATION

memory_note
comes_up
pamt=$(awk '$1 == "tdmr" { print $11; exit }' /sys/kernel/debug/seam/tdmrs)
succeeds modprobe tdx_test_poke pa="$pamt" free=1
expect "seam: VIOLATION: memory of a PAMT at $pamt, 4 KiB, was freed without being converted"
