# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: CPUs that firmware enabled are missing, seen through KVM, and come later
# qemu: --smp 4 --nodes 2 --mem 4G
# append: seam=on,vmx maxcpus=2
# timeout: 60

# shellcheck source=tools/testing/tdx/guest/kvm.sh
. /kvm.sh
kvm_memory_note
kvm_without_tdx 'it cannot be enabled, error -ENXIO: see virt/tdx above'
expect 'virt/tdx: 2 of 4 processors that firmware enabled are not online \(CPU 2, CPU 3\)' 1
memory_back
for cpu in 2 3; do
	succeeds sh -c "echo 1 >/sys/devices/system/cpu/cpu$cpu/online"
done
kvm_up
intact
