# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: siblings left offline by nosmt are named
# qemu: --smp 4 --nodes 1 --threads 2 --mem 2G
# append: seam=on nosmt
# timeout: 60

same "CPUs online" "$(cat /sys/devices/system/cpu/online)" 0,2
memory_note
fails modprobe tdx_test_caller
expect 'virt/tdx: 2 of 4 processors that firmware enabled are not online \(CPU 1, CPU 3\)' 1
refuse 'virt/tdx: ready'
memory_back
