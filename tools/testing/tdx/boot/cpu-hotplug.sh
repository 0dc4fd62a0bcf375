# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: CPUs go and come back while TDX is in use
# qemu: --smp 4 --nodes 2 --mem 4G
# append: seam=on
# timeout: 60

# LP.INIT is for each CPU once; one that comes back gets VMX operation only
lp_inits() {
	awk '$1 == "SYS.LP.INIT" || $1 == "TDH.SYS.LP.INIT" { print $2 }' /sys/kernel/debug/seam/calls
}

memory_note
comes_up
same "calls of LP.INIT" "$(lp_inits)" 4
for cpu in 1 2 3; do
	succeeds sh -c "echo 0 >/sys/devices/system/cpu/cpu$cpu/online"
done
for cpu in 1 2 3; do
	succeeds sh -c "echo 1 >/sys/devices/system/cpu/cpu$cpu/online"
done
succeeds rmmod tdx_test_caller
succeeds modprobe tdx_test_caller
same "calls of LP.INIT" "$(lp_inits)" 4
# VMX operation is there on all CPUs: each answer of the module is a legal one
succeeds modprobe tdx_test_stress seconds=1
intact
