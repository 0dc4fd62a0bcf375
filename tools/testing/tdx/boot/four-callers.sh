# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: of four callers at once one does the work and all get its result
# qemu: --smp 4 --nodes 2 --mem 4G
# append: seam=on
# timeout: 60

memory_note
comes_up callers=4 repeat=3
expect 'tdx_test_caller: TDX came up for 4 of 4 callers' 1
succeeds rmmod tdx_test_caller
