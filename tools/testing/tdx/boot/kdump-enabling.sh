# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: a panic in the middle of tdx_enable(), its locks held, ends in a crash kernel
# qemu: --smp 4 --nodes 2 --mem 4G
# append: seam=on,erratum=pw,disable=2,state=0x10000000 memmap=512K$0x10000000 nokaslr retain_initrd crashkernel=512M
# timeout: 120
# allow: Kernel panic - not syncing: tdx_test_poke|Call Trace:

if [ ! -e /proc/vmcore ]; then
	load_kernel -s -p nr_cpus=1
	succeeds modprobe tdx_test_poke panic_at=tdx_tdmr_init_all
	echo "check: enable and crash"
	modprobe tdx_test_caller
	fail "no crash"
fi

crash_kernel_works
same "calls of TDH.SYS.DISABLE" "$(awk '$1 == "TDH.SYS.DISABLE" { print $2, $3, $5 }' /sys/kernel/debug/seam/calls)" "2 1 1"
same "calls of TDH.SYS.TDMR.INIT" "$(awk '$1 == "TDH.SYS.TDMR.INIT" { print $2 }' /sys/kernel/debug/seam/calls)" ""
