# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: a machine without TDX, shim not asked for: not one line, and nothing to enable
# not-on: kmsan its reports of the base taint the kernel
# qemu: --smp 4 --nodes 2 --mem 4G
# timeout: 60

memory_note
fails modprobe tdx_test_caller
refuse 'virt/tdx'
refuse '[^a-z_]seam[^a-z_]'
fails test -e /sys/kernel/debug/seam
same "bytes held by TDX host code" "$(tdx_bytes)" 0
memory_back
same "taint" "$(cat /proc/sys/kernel/tainted)" 0
fails test -e /sys/devices/platform/tdx_host
fails test -e /sys/kernel/debug/tdx_host
