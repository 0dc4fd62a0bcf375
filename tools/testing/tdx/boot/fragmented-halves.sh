# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: memory in pieces of 16 MiB, where a TDMR of 5 GiB needs 20: smaller ones come up
# qemu: --smp 2 --nodes 1 --mem 8G
# append: seam=on
# timeout: 90

memory_note
before=$noted_kib
succeeds modprobe tdx_test_frag order=10 every=4
memory_note
comes_up
expect 'virt/tdx: ready: [3-9] TDMRs' 1
succeeds rmmod tdx_test_caller
intact
succeeds rmmod tdx_test_frag
same "KiB that only PAMTs take" "$(($(free_kib) + pamt_kib + slack_kib >= before))" 1
