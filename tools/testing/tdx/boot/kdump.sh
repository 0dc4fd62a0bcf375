# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: a panic with TDX enabled ends in a crash kernel that can dump memory
# qemu: --smp 4 --nodes 2 --mem 4G
# append: seam=on,erratum=pw,state=0x10000000 memmap=512K$0x10000000 nokaslr retain_initrd crashkernel=512M
# timeout: 120
# allow: Kernel panic - not syncing: sysrq triggered crash|Call Trace:

[ -e /proc/vmcore ] || crash_with_tdx

crash_kernel_works
same "TDMRs that the module remembers" "$(grep -c ^tdmr /sys/kernel/debug/seam/tdmrs)" 4
fails modprobe tdx_test_caller
expect 'virt/tdx: TDH.SYS.INIT failed on CPU 0: TDX_SYS_INIT_NOT_PENDING' 1
