# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: what TDX needs of KVM is named, and kvm_intel goes on without TDX
# qemu: --smp 4 --nodes 2 --mem 4G
# append: seam=on,vmx
# timeout: 90

# shellcheck source=tools/testing/tdx/guest/kvm.sh
. /kvm.sh
kvm_without_tdx 'EPT is off: set kvm_intel.ept=1' ept=0
kvm_without_tdx 'accessed and dirty flags of EPT are off: set kvm_intel.eptad=1' eptad=0
kvm_without_tdx 'APIC virtualization is off: set kvm_intel.enable_apicv=1' enable_apicv=0
for option in tdp_mmu mmio_caching; do
	succeeds rmmod kvm
	succeeds modprobe kvm $option=0
	kvm_without_tdx ".*: set kvm.$option=1"
done
succeeds rmmod kvm
same "SEAMCALLs" "$(awk '$3 ~ /^[0-9]+$/ { n += $2 } END { print n + 0 }' /sys/kernel/debug/seam/calls)" 0

# None of it stands in the way of the next load, VMX switched on late or not
succeeds modprobe kvm enable_virt_at_load=0
kvm_up
intact
fails modprobe tdx_test_caller
succeeds rmmod kvm_intel
succeeds modprobe tdx_test_caller
