# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: CPUs go and come back while TDX is in use
# qemu: --smp 4 --nodes 2 --mem 4G
# append: seam=on
# timeout: 60

memory_note
comes_up
for cpu in 1 2 3; do
	succeeds sh -c "echo 0 >/sys/devices/system/cpu/cpu$cpu/online"
done
for cpu in 1 2 3; do
	succeeds sh -c "echo 1 >/sys/devices/system/cpu/cpu$cpu/online"
done
succeeds rmmod tdx_test_caller
succeeds modprobe tdx_test_caller
intact
