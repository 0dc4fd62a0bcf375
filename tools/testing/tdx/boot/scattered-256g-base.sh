# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: on those same 256 GiB the base's own code finds no place for a PAMT of 1 GiB
# kernel: base
# full: the host needs 6 GiB of memory for it
# qemu: --smp 2 --nodes 1 --mem 256G
# append: seam=on
# timeout: 600

succeeds modprobe tdx_test_frag percent=2 seed=1
expect 'a page taken in each of 2[0-9][0-9][0-9] blocks of 2 MiB, 2 percent, seed 1'
no_pamt_for_base
