# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: failures after which another load succeeds, seen through KVM, and what is waited out
# qemu: --smp 4 --nodes 2 --mem 4G
# append: seam=on,vmx
# timeout: 90

# shellcheck source=tools/testing/tdx/guest/kvm.sh
. /kvm.sh
kvm_memory_note
inject=/sys/kernel/debug/seam/inject
off='it cannot be enabled, error'

echo 'leaf=SYS.INIT vmfail' >$inject
kvm_without_tdx "$off -ENODEV: see virt/tdx above"
expect 'virt/tdx: TDH.SYS.INIT failed on CPU [0-3]: TDX_SEAMCALL_VMFAIL .*: the TDX module is not loaded' 1
echo clear >$inject

echo 'leaf=SYS.LP.INIT lp=2 status=INVALID_WBINVD_SCOPE' >$inject
kvm_without_tdx "$off -E[A-Z]*: see virt/tdx above"
expect 'virt/tdx: TDH.SYS.LP.INIT failed on CPU 2: TDX_INVALID_WBINVD_SCOPE ' 1
echo clear >$inject

echo 'leaf=SYS.CONFIG status=INVALID_TDMR' >$inject
kvm_without_tdx "$off -E[A-Z]*: see virt/tdx above"
expect 'virt/tdx: TDH.SYS.CONFIG of TDMR .* failed: TDX_INVALID_TDMR ' 1
memory_back

# VMX is off again: somebody else gets as far as the same fault
fails modprobe tdx_test_caller
expect 'virt/tdx: TDH.SYS.CONFIG of TDMR .* failed: TDX_INVALID_TDMR ' 2
refuse 'VMXON failed'
echo clear >$inject

# A module that is always busy does not hang the load
echo 'leaf=SYS.CONFIG busy' >$inject
kvm_without_tdx "$off -EBUSY: see virt/tdx above"
expect 'virt/tdx: TDH.SYS.CONFIG failed: TDX_SYS_BUSY \(0x8000020200000000\)' 1
echo clear >$inject

# What passes is waited out
echo 'leaf=SYS.CONFIG first=5 busy' >$inject
echo 'leaf=SYS.KEY.CONFIG first=3 status=KEY_GENERATION_FAILED' >$inject
echo 'leaf=SYS.TDMR.INIT first=20 busy' >$inject
dmesg -c >/tmp/dmesg.before
kvm_up
same "rules that did what they were to" "$(grep -cE 'fired (5|3|20)$' $inject)" 3
refuse 'virt/tdx: .*failed'
expect 'virt/tdx: ready: ' 1
intact
