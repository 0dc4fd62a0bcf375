# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: a CPU added to a running host is refused while KVM uses TDX, and welcome when it does not
# qemu: --smp 4 --nodes 2 --mem 4G --maxcpus 6 --known-hypervisor
# append: seam=on,vmx
# timeout: 90

# shellcheck source=tools/testing/tdx/guest/kvm.sh
. /kvm.sh
# shellcheck source=tools/testing/tdx/guest/cpus.sh
. /cpus.sh
host=/sys/devices/platform/tdx_host

# KVM uses it as any CPU; TDX does not start
plug_cpu 4 2 0
succeeds turn 4 1
kvm_memory_note
kvm_without_tdx 'it cannot be enabled, error -E[A-Z]*: see virt/tdx above'
expect "virt/tdx: CPU 4, APIC ID 0x4, $added" 1
same "state" "$(cut -d, -f 1,3 $host/state)" 'failed: CPU 4, was added after boot'
memory_back

# The remedy
succeeds turn 4 0
kvm_up
expect 'virt/tdx: ready: ' 1
fails turn 4 1
expect "virt/tdx: CPU 4, APIC ID 0x4, $added" 2
expect 'kvm_intel: CPU 4 cannot go online while TDX is in use, error ' 1
plug_cpu 5 2 1
fails turn 5 1
expect "virt/tdx: CPU 5, APIC ID 0x5, $added" 1
same "state" "$(cat $host/state)" ready
expect 'kvm_intel: CPU 5 cannot go online while TDX is in use, error ' 1
same "CPUs online" "$(cat "$cpus/online")" 0-3

# One that was refused left VMX operation; those from boot go and come as before
succeeds turn 3 0
succeeds turn 3 1
intact
succeeds rmmod kvm_intel

# Nobody needs the module now
succeeds turn 4 1
succeeds turn 5 1
same "CPUs online" "$(cat "$cpus/online")" 0-5
intact
