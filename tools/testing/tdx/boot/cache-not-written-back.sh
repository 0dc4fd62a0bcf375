# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: caches that are not written back, as far as the shim can see, are reported
# qemu: --smp 4 --nodes 2 --mem 4G
# append: seam=on
# timeout: 60
# allow: seam: VIOLATION

# The host does write them back; with its probe disarmed the shim sees none of it
succeeds sh -c 'echo 0 >/sys/kernel/debug/kprobes/enabled'
memory_note
succeeds modprobe tdx_test_caller
expect 'seam: VIOLATION: caches of CPU 0-3 were not written back between TDH.SYS.CONFIG and TDH.SYS.KEY.CONFIG' 1
