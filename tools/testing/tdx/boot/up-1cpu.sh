# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: TDX comes up on one CPU and one node
# qemu: --smp 1 --nodes 1 --mem 2G
# append: seam=on
# timeout: 60

memory_note
expect 'virt/tdx: BIOS enabled: private KeyID range \[16, 64\)' 1
expect 'seam: the TDX module is a model' 1
comes_up
expect 'virt/tdx: module version 1\.5\.05 build 698 date 20240129 attributes 0x0 features0 0x1f0fbf' 1
expect 'virt/tdx: CMR \[mem 0x100000-0x7ffdffff\]' 1
expect 'ready: .*, 82[0-9][0-9] KiB PAMT'
succeeds rmmod tdx_test_caller
intact
