# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: processors that nr_cpus= hides from the kernel are counted and named
# qemu: --smp 4 --nodes 2 --mem 4G
# append: seam=on nr_cpus=2
# timeout: 60

memory_note
fails modprobe tdx_test_caller
expect 'virt/tdx: 2 of 4 processors that firmware enabled are not online \(APIC ID 0x2, APIC ID 0x3\)' 1
refuse 'virt/tdx: ready'
memory_back
