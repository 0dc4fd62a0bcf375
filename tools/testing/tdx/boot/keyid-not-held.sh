# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: a KeyID that nobody has cannot be given back, neither can the global one
# qemu: --smp 4 --nodes 2 --mem 4G
# append: seam=on
# timeout: 60
# allow: WARNING: CPU: [0-9]+ PID: [0-9]+ at arch/x86/virt/vmx/tdx/keyid.c|Call Trace:

memory_note
comes_up
for keyid in 20 16 0; do
	succeeds modprobe tdx_test_keyid seconds=0 bad_free=$keyid
	succeeds rmmod tdx_test_keyid
done
expect 'at arch/x86/virt/vmx/tdx/keyid.c:[0-9]+ tdx_guest_keyid_free' 1
succeeds modprobe tdx_test_keyid seconds=1
