# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: a module that offers TDH.SYS.DISABLE is disabled before the next kernel starts
# qemu: --smp 4 --nodes 2 --mem 4G
# append: seam=on,erratum=pw,disable=5,state=0x10000000 memmap=512K$0x10000000 nokaslr retain_initrd
# timeout: 90

memory_note
if [ -z "${second-}" ]; then
	comes_up
	next_kernel -c second=1
fi

# Four calls are interrupted, one succeeds
same "calls of TDH.SYS.DISABLE" "$(awk '$1 == "TDH.SYS.DISABLE" { print $2, $3, $5 }' /sys/kernel/debug/seam/calls)" "5 1 4"
fails modprobe tdx_test_caller
expect 'virt/tdx: TDH.SYS.INIT failed on CPU [0-3]: TDX_SEAMCALL_VMFAIL \(0x8000ff00ffff0000\): the TDX module is not loaded or was disabled; reboot, check firmware and its loader' 1
memory_back
intact
