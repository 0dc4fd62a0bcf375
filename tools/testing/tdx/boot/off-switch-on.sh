# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: tdx_host=on is the default, and what is neither on nor off changes nothing
# qemu: --smp 2 --nodes 1 --mem 2G
# append: seam=on tdx_host=off tdx_host=on tdx_host=maybe
# timeout: 60

expect "Malformed early option 'tdx_host'" 1
memory_note
comes_up
