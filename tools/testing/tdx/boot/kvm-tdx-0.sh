# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: kvm_intel without tdx=1 does not touch the module
# qemu: --smp 4 --nodes 2 --mem 4G
# append: seam=on,vmx
# timeout: 60

memory_note
for option in '' tdx=0; do
	# shellcheck disable=SC2086
	succeeds modprobe kvm_intel $option
	succeeds test -c /dev/kvm
	same "kvm_intel.tdx" "$(cat /sys/module/kvm_intel/parameters/tdx)" N
	succeeds rmmod kvm_intel
done
refuse 'kvm_intel'
refuse 'virt/tdx: (module|ready|TDH)'
same "SEAMCALLs" "$(awk '$3 ~ /^[0-9]+$/ { n += $2 } END { print n + 0 }' /sys/kernel/debug/seam/calls)" 0
same "bytes held by TDX host code" "$(tdx_bytes)" "$noted_bytes"
