# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: tdx_host=off: one line, no SEAMCALL, and sysfs says why
# qemu: --smp 4 --nodes 2 --mem 4G
# append: seam=on tdx_host=off
# timeout: 60

dev=/sys/devices/platform/tdx_host
memory_note
fails modprobe tdx_test_caller
expect 'virt/tdx: switched off by tdx_host=off: private KeyID range \[16, 64\) is not used' 1
expect 'virt/tdx: ' 1
same "SEAMCALLs" "$(awk '{ n += $2 } END { print n + 0 }' /sys/kernel/debug/seam/calls)" 0
same "state" "$(cat $dev/state)" "off: tdx_host=off is on the kernel command line"
for file in version private_keyids tdmrs memory; do
	fails test -e $dev/$file
done
fails test -e /sys/kernel/debug/tdx_host
fails grep -q tdx_host_platform /proc/cpuinfo
same "bytes held by TDX host code" "$(tdx_bytes)" 0
memory_back
