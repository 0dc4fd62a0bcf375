# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: on that same memory the base's own code finds no place for its one PAMT
# kernel: base
# qemu: --smp 2 --nodes 1 --mem 16G
# append: seam=on
# timeout: 120

succeeds modprobe tdx_test_frag percent=40 seed=4
expect 'a page taken in each of [23][0-9][0-9][0-9] blocks of 2 MiB, 40 percent, seed 4'
no_pamt_for_base
