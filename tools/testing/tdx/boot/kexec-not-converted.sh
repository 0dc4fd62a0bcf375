# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: PAMT pages that were not converted before kexec are reported on a platform with the erratum
# qemu: --smp 4 --nodes 2 --mem 4G --model 173
# append: seam=on,state=0x10000000 memmap=512K$0x10000000 nokaslr retain_initrd
# timeout: 90
# allow: seam: VIOLATION: memory of this kernel is a PAMT

# Model 173 lacks the erratum, so the host need not convert; the second kernel
# believes it is there, and gets a module of its own
memory_note
if [ -z "${second-}" ]; then
	comes_up
	next_kernel -c "second=1 seam=erratum=pw,reload"
fi

same "violations" "$(cat /sys/kernel/debug/seam/violations)" 12
expect 'seam: VIOLATION: memory of this kernel is a PAMT at 0x[0-9a-f]+, [0-9]+ KiB, that the kernel before it did not convert' 12
