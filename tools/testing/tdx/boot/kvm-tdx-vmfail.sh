# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: the module disappears half way, seen through KVM
# qemu: --smp 4 --nodes 2 --mem 4G
# append: seam=on,vmx,erratum=pw seam_inject=leaf=any,from=400,vmfail
# timeout: 60

# shellcheck source=tools/testing/tdx/guest/kvm.sh
. /kvm.sh
kvm_memory_note
kvm_without_tdx 'it cannot be enabled, error -ENODEV: see virt/tdx above'
expect 'virt/tdx: TDH.SYS.TDMR.INIT of TDMR .* failed: TDX_SEAMCALL_VMFAIL \(0x8000ff00ffff0000\): the TDX module is not loaded' 1
expect 'virt/tdx: TDX cannot be enabled any more' 1
memory_back

# CPUs of a KVM that has given TDX up go and come
succeeds modprobe kvm_intel
for cpu in 1 2 3; do
	succeeds sh -c "echo 0 >/sys/devices/system/cpu/cpu$cpu/online"
	succeeds sh -c "echo 1 >/sys/devices/system/cpu/cpu$cpu/online"
done
succeeds rmmod kvm_intel
