# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: enabling again finds it done, from one caller and from the next
# qemu: --smp 4 --nodes 2 --mem 4G
# append: seam=on
# timeout: 60

memory_note
comes_up repeat=2
calls=$(awk '{ n += $2 } END { print n }' /sys/kernel/debug/seam/calls)
succeeds rmmod tdx_test_caller
succeeds modprobe tdx_test_caller
expect 'virt/tdx: ready' 1
expect 'tdx_test_caller: TDX came up for 1 of 1 callers' 2
same "SEAMCALLs" "$(awk '{ n += $2 } END { print n }' /sys/kernel/debug/seam/calls)" "$calls"
same "bytes held beside the PAMTs" $(($(tdx_bytes) - noted_bytes - pamt_kib * 1024)) "$held"
intact
