# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: a CPU added to a running host is named and refused, before and after
# qemu: --smp 4 --nodes 2 --mem 4G --maxcpus 6 --known-hypervisor
# append: seam=on
# timeout: 60

# shellcheck source=tools/testing/tdx/guest/cpus.sh
. /cpus.sh

# For the rest of the kernel it is a CPU; with it online TDX does not start
plug_cpu 4 2 0
succeeds turn 4 1
memory_note
fails modprobe tdx_test_caller
expect "virt/tdx: CPU 4, APIC ID 0x4, $added" 1
refuse 'virt/tdx: ready'

# The remedy
succeeds turn 4 0
comes_up
fails turn 4 1
expect "virt/tdx: CPU 4, APIC ID 0x4, $added" 2
plug_cpu 5 2 1
fails turn 5 1
expect "virt/tdx: CPU 5, APIC ID 0x5, $added" 1
same "CPUs online" "$(cat "$cpus/online")" 0-3

# Those from boot go and come as before
succeeds turn 3 0
succeeds turn 3 1
intact
