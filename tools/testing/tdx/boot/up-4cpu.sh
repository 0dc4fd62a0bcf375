# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: TDX comes up on four CPUs in two packages and nodes; a module for tests taints
# qemu: --smp 4 --nodes 2 --mem 4G
# append: seam=on
# timeout: 60

memory_note
comes_up
expect 'virt/tdx: CMR \[mem 0x100000-0xbffdffff\]' 1
expect 'virt/tdx: CMR \[mem 0x100000000-0x13fffffff\]' 1
expect 'virt/tdx: CMR ' 2
expect 'ready: .*, 164[0-9][0-9] KiB PAMT'
same "TAINT_TEST" $(($(cat /proc/sys/kernel/tainted) >> 18 & 1)) 1
same "KEY.CONFIG calls, one for each package" "$(awk '/KEY.CONFIG/ { print $2 }' /sys/kernel/debug/seam/calls)" 2
same "LP.INIT calls, one for each CPU" "$(awk '/LP.INIT/ { print $2 }' /sys/kernel/debug/seam/calls)" 4
statuses=/sys/kernel/debug/seam/statuses
same "TDMR.INIT by status" "$(grep TDMR.INIT $statuses)" "TDH.SYS.TDMR.INIT TDX_SUCCESS 1024"
same "leaves that did not succeed" "$(grep -cv ' TDX_SUCCESS ' $statuses)" 0
succeeds rmmod tdx_test_caller
intact
