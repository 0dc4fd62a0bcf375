# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: four CPUs take and give back KeyIDs: none twice, none lost, none global
# qemu: --smp 4 --nodes 2 --mem 4G
# append: seam=on
# timeout: 60

memory_note
fails modprobe tdx_test_keyid
expect 'tdx_test_keyid: no KeyID: error -19' 1
comes_up
succeeds modprobe tdx_test_keyid seconds=3
expect 'tdx_test_keyid: seed 1: [1-9][0-9]* KeyIDs taken, [1-9][0-9]* times there was none, 0 wrong' 1
succeeds rmmod tdx_test_keyid
