# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: kexec with TDX in use by KVM: every kernel finds caches and PAMTs in order
# qemu: --smp 4 --nodes 2 --mem 2G
# append: seam=on,vmx,erratum=pw,state=0x10000000,reload memmap=512K$0x10000000 nokaslr retain_initrd
# timeout: 120

# shellcheck source=tools/testing/tdx/guest/kvm.sh
. /kvm.sh
round=${round:-0}
same "kernels before this one" "$(dmesg | grep -c 'seam: the module of an earlier kernel was replaced')" \
	$((round > 0))
same "violations that were left" "$(cat /sys/kernel/debug/seam/violations)" 0
kvm_up
intact
if [ "$round" -lt 4 ]; then
	[ $((round % 2)) = 0 ] && how=-c || how=-s
	next_kernel "$how" "round=$((round + 1))" 's/round=[0-9]*//'
fi
