# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: after kexec kvm_intel goes on without TDX, for the module was started by the kernel before
# qemu: --smp 4 --nodes 2 --mem 2G
# append: seam=on,vmx,state=0x10000000 memmap=512K$0x10000000 nokaslr retain_initrd
# timeout: 90

# shellcheck source=tools/testing/tdx/guest/kvm.sh
. /kvm.sh
if ! dmesg | grep -q 'seam: the module is as an earlier kernel left it'; then
	kvm_up
	next_kernel -c second=1
fi

kvm_without_tdx 'it cannot be enabled, error -E[A-Z]*: see virt/tdx above'
expect 'virt/tdx: TDH.SYS.INIT failed on CPU [0-3]: TDX_SYS_INIT_NOT_PENDING .*reboot through the firmware' 1
