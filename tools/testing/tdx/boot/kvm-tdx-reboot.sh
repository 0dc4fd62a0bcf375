# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: reboot with TDX in use leaves VMX operation first
# qemu: --smp 4 --nodes 2 --mem 4G --reset
# append: seam=on,vmx,state=0x10000000 memmap=512K$0x10000000 nokaslr
# timeout: 90

# shellcheck source=tools/testing/tdx/guest/kvm.sh
. /kvm.sh
kvm_memory_note
if ! dmesg | grep -q 'seam: the module is as an earlier kernel left it'; then
	kvm_up
	reboot -f
	sleep 30
	fail "the guest did not reboot"
fi

kvm_without_tdx 'it cannot be enabled, error -E[A-Z]*: see virt/tdx above'
expect 'virt/tdx: TDH.SYS.INIT failed on CPU [0-3]: TDX_SYS_INIT_NOT_PENDING .*reboot through the firmware' 1
memory_back
