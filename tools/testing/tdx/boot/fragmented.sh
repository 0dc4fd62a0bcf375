# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: no contiguous memory for a PAMT of two TDMRs; a second attempt, with memory, succeeds
# qemu: --smp 4 --nodes 2 --mem 16G
# append: seam=on,max_tdmrs=2
# not-on: kmsan it keeps two of three pieces of memory to itself, and no PAMT above 4 MiB finds room
# timeout: 120

memory_note
before_bytes=$noted_bytes before_kib=$noted_kib
succeeds modprobe tdx_test_frag order=8
memory_note
fails modprobe tdx_test_caller
expect 'virt/tdx: no [0-9]+ KiB of contiguous memory for the PAMT of TDMR \[mem 0x[0-9a-f]+-0x[0-9a-f]+\]' 1
refuse 'virt/tdx: ready'
memory_back
succeeds rmmod tdx_test_frag
noted_bytes=$before_bytes noted_kib=$before_kib
memory_back
comes_up
