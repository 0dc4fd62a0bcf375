# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: the kernel that make deb packs: TDX host code, no shim, and nothing of TDX to be had
# full: make deb-check boots the kernel it is about
# qemu: --smp 4 --nodes 2 --mem 4G
# append: seam=on,vmx kvm_intel.tdx=1
# timeout: 60

! grep -q ' seam_call$' /proc/kallsyms || skip "this kernel has the shim, make deb-check boots one without"
succeeds grep -q ' tdx_enable$' /proc/kallsyms
# Nobody answers to seam=, and without KeyIDs nothing is said about TDX
refuse 'virt/tdx: '
refuse '\] seam: '
fails test -e /sys/devices/platform/tdx_host
fails test -e /sys/kernel/debug/seam
fails modprobe tdx_test_caller
fails tdx-host-check
tdx-host-check >/tmp/check
succeeds grep -q '^missing  firmware: .*no private KeyIDs' /tmp/check
same "taint" "$(cat /proc/sys/kernel/tainted)" 0
