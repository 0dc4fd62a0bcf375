# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: RAM up to 3 GiB and again from 4 GiB on, on both nodes
# qemu: --smp 4 --nodes 2 --mem 8G
# append: seam=on
# timeout: 90

memory_note
comes_up
expect 'virt/tdx: CMR \[mem 0x100000-0xbffdffff\]' 1
expect 'virt/tdx: CMR \[mem 0x100000000-0x23fffffff\]' 1
expect 'ready: .*, 32[89][0-9][0-9] KiB PAMT'
succeeds rmmod tdx_test_caller
