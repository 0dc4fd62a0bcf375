# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: a page taken in 40 % of all blocks of 2 MiB: smaller PAMTs still find their place
# qemu: --smp 2 --nodes 1 --mem 16G
# append: seam=on
# timeout: 120

succeeds modprobe tdx_test_frag percent=40 seed=4
# KMSAN leaves a third of memory
thousands='[23]'
[ "$sanitizer" != KernelMemorySanitizer ] || thousands=1
expect "a page taken in each of ${thousands}[0-9][0-9][0-9] blocks of 2 MiB, 40 percent, seed 4"
memory_note
comes_up
expect 'virt/tdx: ready: ([3-9]|1[0-9]) TDMRs' 1
succeeds rmmod tdx_test_caller
intact
