# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: 256 GiB with a page taken in 2 % of all blocks of 2 MiB: TDX comes up
# full: the host needs 6 GiB of memory for it
# qemu: --smp 2 --nodes 1 --mem 256G
# append: seam=on
# timeout: 600

succeeds modprobe tdx_test_frag percent=2 seed=1
expect 'a page taken in each of 2[0-9][0-9][0-9] blocks of 2 MiB, 2 percent, seed 1'
memory_note
comes_up
expect 'virt/tdx: ready: ([3-9]|[1-6][0-9]) TDMRs' 1
succeeds rmmod tdx_test_caller
intact
