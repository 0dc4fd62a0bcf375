# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: the last CPU of a package stays online while a guest has a KeyID
# qemu: --smp 4 --nodes 2 --mem 4G
# append: seam=on
# timeout: 60

# shellcheck source=tools/testing/tdx/guest/cpus.sh
. /cpus.sh

memory_note
comes_up
last_of_package_stays
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
