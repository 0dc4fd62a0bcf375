# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: caches that were not written back before kexec, as far as the shim can see, are reported
# qemu: --smp 4 --nodes 2 --mem 4G
# append: seam=on,erratum=pw,state=0x10000000 memmap=512K$0x10000000 nokaslr retain_initrd
# timeout: 90
# allow: seam: VIOLATION: caches of LP [0-3,-]+ were not written back before the kernel before this one ended|seam: VIOLATION: PAMT memory at 0x[0-9a-f]+ is converted while caches of LP [0-3,-]+ are not written back

# The host does write them back; with its probes disarmed the shim sees none of it
memory_note
if [ -z "${second-}" ]; then
	comes_up
	succeeds sh -c 'echo 0 >/sys/kernel/debug/kprobes/enabled'
	next_kernel -c second=1
fi

same "violations" "$(cat /sys/kernel/debug/seam/violations)" 1
expect 'seam: VIOLATION: caches of LP [0-3,-]+ were not written back before the kernel before this one ended' 1
