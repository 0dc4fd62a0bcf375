# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: a CPU outside VMX operation is named; the next attempt succeeds
# qemu: --smp 4 --nodes 2 --mem 4G
# append: seam=on
# timeout: 60

memory_note
fails modprobe tdx_test_caller skip_vmxon=2
expect 'virt/tdx: CPU 2 not in VMX operation' 1
memory_back
fails modprobe tdx_test_caller vmxoff_early=1,3
expect 'virt/tdx: CPU 1,3 not in VMX operation' 1
memory_back
refuse 'virt/tdx: ready'
comes_up
