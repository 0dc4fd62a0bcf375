# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: a panic with TDX enabled disables a module that can be, and ends in a crash kernel
# qemu: --smp 4 --nodes 2 --mem 4G
# append: seam=on,erratum=pw,disable=5,state=0x10000000 memmap=512K$0x10000000 nokaslr retain_initrd crashkernel=512M
# timeout: 120
# allow: Kernel panic - not syncing: sysrq triggered crash|Call Trace:

[ -e /proc/vmcore ] || crash_with_tdx

crash_kernel_works
same "calls of TDH.SYS.DISABLE" "$(awk '$1 == "TDH.SYS.DISABLE" { print $2, $3, $5 }' /sys/kernel/debug/seam/calls)" "5 1 4"
fails modprobe tdx_test_caller
expect 'virt/tdx: TDH.SYS.INIT failed on CPU 0: TDX_SEAMCALL_VMFAIL' 1
