# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: leaves from four CPUs at once: each answer is a legal one
# qemu: --smp 4 --nodes 2 --mem 4G
# append: seam=on
# timeout: 60

memory_note
comes_up
succeeds modprobe tdx_test_stress seconds=5
expect 'tdx_test_stress: [0-9]+ calls, [0-9]+ of them busy, 0 answered wrongly' 1
intact
