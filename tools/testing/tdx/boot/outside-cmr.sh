# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: every range outside the CMRs is named before memory is spent
# qemu: --smp 4 --nodes 2 --mem 4G
# append: seam=on,cmr=1M-1G,cmr=0x40100000-3G
# timeout: 60

memory_note
fails modprobe tdx_test_caller
expect 'virt/tdx: memory \[mem 0x40000000-0x400fffff\] on node 0, 1024 KiB, is in no CMR' 1
expect 'virt/tdx: memory \[mem 0x100000000-0x13fffffff\] on node 1, 1048576 KiB, is in no CMR' 1
expect 'is in no CMR' 2
refuse 'virt/tdx: ready'
memory_back
