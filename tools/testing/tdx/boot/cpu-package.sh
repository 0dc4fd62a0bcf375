# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: the last CPU of a package stays online while a guest has a KeyID
# qemu: --smp 4 --nodes 2 --mem 4G
# append: seam=on
# timeout: 60

cpus=/sys/devices/system/cpu
turn() {
	echo "$2" >"$cpus/cpu$1/online"
}

memory_note
comes_up
succeeds modprobe tdx_test_keyid seconds=0 keep=2
succeeds turn 2 0
fails turn 3 0
expect 'virt/tdx: CPU 3 cannot go offline: it is the last of package 1, and guests have 2 KeyIDs' 1
same "CPUs online" "$(cat "$cpus/online")" 0-1,3
# Another of the package is as good
succeeds turn 2 1
succeeds turn 3 0
fails turn 2 0
expect 'virt/tdx: CPU 2 cannot go offline: it is the last of package 1' 1
# Package 0 keeps CPU 0
succeeds turn 1 0
intact

succeeds rmmod tdx_test_keyid
succeeds turn 2 0
same "CPUs online" "$(cat "$cpus/online")" 0
for cpu in 1 2 3; do
	succeeds turn $cpu 1
done
expect 'cannot go offline' 2
succeeds rmmod tdx_test_caller
succeeds modprobe tdx_test_caller
# What was done to go offline was undone: the module still answers on all CPUs
succeeds modprobe tdx_test_stress seconds=1
intact
