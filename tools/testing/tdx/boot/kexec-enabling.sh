# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: kexec in the middle of tdx_enable() waits for its end, and leaves nothing behind
# qemu: --smp 4 --nodes 2 --mem 12G
# append: seam=on,erratum=pw,state=0x10000000 memmap=512K$0x10000000 nokaslr retain_initrd
# timeout: 90

calls_of() {
	awk -v leaf="TDH.SYS.$1" '$1 == leaf { print $2 }' /sys/kernel/debug/seam/calls
}

if [ -z "${second-}" ]; then
	load_kernel -c -l second=1
	modprobe tdx_test_caller &
	tries=0
	while [ -z "$(calls_of TDMR.INIT)" ]; do
		tries=$((tries + 1))
		[ "$tries" -lt 1000 ] || fail "TDX is not being enabled"
	done
	kexec -e
	fail "kexec -e came back"
fi

# 12 GiB of TDMRs, 4 MiB with each call
same "calls of TDH.SYS.TDMR.INIT" "$(calls_of TDMR.INIT)" 3072
same "violations by the host" "$(cat /sys/kernel/debug/seam/violations)" 0
