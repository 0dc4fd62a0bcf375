# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: a kernel started by kexec finds the module in use, says so, and runs without TDX
# qemu: --smp 4 --nodes 2 --mem 4G
# append: seam=on,erratum=pw,state=0x10000000 memmap=512K$0x10000000 nokaslr retain_initrd
# timeout: 90

memory_note
if [ -z "${second-}" ]; then
	comes_up
	next_kernel -c second=1
fi

fails modprobe tdx_test_caller
expect 'virt/tdx: TDH.SYS.INIT failed on CPU [0-3]: TDX_SYS_INIT_NOT_PENDING \(0xc000050000000000\): the module was initialised before this kernel started; reboot through the firmware' 1
same "TDMRs that the module remembers" "$(grep -c ^tdmr /sys/kernel/debug/seam/tdmrs)" 4
refuse 'TDH.SYS.DISABLE'
memory_back
# Its memory, PAMTs of the first kernel included, is as good as any
succeeds dd if=/dev/zero of=/tmp/memory bs=1M count=256
intact
