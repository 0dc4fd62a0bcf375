# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: a module that is always busy does not hang the host
# qemu: --smp 4 --nodes 2 --mem 4G
# append: seam=on seam_inject=leaf=SYS.CONFIG,busy
# timeout: 60

memory_note
fails modprobe tdx_test_caller
expect 'virt/tdx: TDH.SYS.CONFIG failed: TDX_SYS_BUSY \(0x8000020200000000\)' 1
same "calls before giving up" "$(awk '/SYS.CONFIG/ { print $2 }' /sys/kernel/debug/seam/calls)" 1000
memory_back
succeeds sh -c 'echo clear >/sys/kernel/debug/seam/inject'
comes_up
