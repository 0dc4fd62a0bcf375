# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: kvm_intel.tdx=1 on a machine without VMX is refused as it always was
# not-on: kmsan its reports of the base taint the kernel
# qemu: --smp 4 --nodes 2 --mem 4G
# timeout: 60

fails modprobe kvm_intel tdx=1
expect 'kvm_intel: VMX not supported by CPU [0-3]' 1
refuse 'TDX'
same "taint" "$(cat /proc/sys/kernel/tainted)" 0
