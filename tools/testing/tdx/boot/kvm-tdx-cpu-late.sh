# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: a CPU that was not initialised when TDX was enabled is refused while KVM uses TDX
# qemu: --smp 4 --nodes 4 --mem 4G
# append: seam=on,vmx acpi=off maxcpus=1
# timeout: 60

# shellcheck source=tools/testing/tdx/guest/kvm.sh
. /kvm.sh
# shellcheck source=tools/testing/tdx/guest/cpus.sh
. /cpus.sh

# Without ACPI nobody knows what firmware enabled; see cpu-late
kvm_up
fails turn 1 1
expect 'virt/tdx: CPU 1 was not initialised before TDX was enabled, and the module takes no CPU later' 1
expect 'kvm_intel: CPU 1 cannot go online while TDX is in use, error -EPERM: unload kvm_intel, or reboot with all CPUs online' 1
same "CPUs online" "$(cat $cpus/online)" 0
succeeds rmmod kvm_intel

# For a KVM without TDX it is a CPU like any other; with it TDX does not start
succeeds turn 1 1
succeeds modprobe kvm_intel
succeeds rmmod kvm_intel
kvm_without_tdx 'it cannot be enabled, error -EPERM: see virt/tdx above'
expect 'virt/tdx: CPU 1 was not initialised' 1
succeeds turn 1 0
kvm_up
intact
