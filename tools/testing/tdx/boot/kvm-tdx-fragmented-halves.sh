# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: fragmented memory, seen through KVM: smaller TDMRs come up
# qemu: --smp 2 --nodes 1 --mem 8G
# append: seam=on,vmx
# timeout: 90

# shellcheck source=tools/testing/tdx/guest/kvm.sh
. /kvm.sh
succeeds modprobe tdx_test_frag order=10 every=4
kvm_up
expect 'virt/tdx: ready: [3-9] TDMRs' 1
intact
succeeds rmmod tdx_test_frag
succeeds rmmod kvm_intel
kvm_up
intact
