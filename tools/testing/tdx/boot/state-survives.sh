# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: a second kernel finds the module as the first one left it, and says what to do
# qemu: --smp 4 --nodes 2 --mem 4G --reset
# append: seam=on,state=0x10000000 memmap=512K$0x10000000 nokaslr
# timeout: 90
# allow: seam: VIOLATION: caches of LP [0-3,-]+ were not written back before the kernel

memory_note
if ! dmesg | grep -q 'seam: the module is as an earlier kernel left it'; then
	comes_up
	# A reset out of the blue leaves caches as they are, and that is said
	echo "monitor system_reset" >&3
	sleep 30
	fail "the guest was not reset"
fi

fails modprobe tdx_test_caller
expect 'virt/tdx: TDH.SYS.INIT failed on CPU [0-3]: TDX_SYS_INIT_NOT_PENDING \(0xc000050000000000\): the module was initialised before this kernel started; reboot through the firmware' 1
same "TDMRs that the module remembers" "$(grep -c ^tdmr /sys/kernel/debug/seam/tdmrs)" 4
memory_back
