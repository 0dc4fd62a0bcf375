# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: the base's own KVM selftests about guest memory, for VMs without a direct bit
# not-on: rt KVM of PREEMPT_RT wants a constant TSC, which TCG has none of on AMD
# qemu: --cpu amd --smp 4 --nodes 1 --mem 12G --mmu-selftests
# timeout: 600

# selftest NAME [ARGUMENT...]: passes or, with status 4, does not apply
selftest() {
	start=$(cut -d ' ' -f 1 /proc/uptime)
	name=$1
	shift
	"/mmu/$name" "$@" >/tmp/selftest 2>&1
	ret=$?
	[ "$ret" = 0 ] || [ "$ret" = 4 ] || cat /tmp/selftest
	[ "$ret" = 0 ] || [ "$ret" = 4 ] || fail "$name $* ended with status $ret"
	end=$(cut -d ' ' -f 1 /proc/uptime)
	passed "$name, status $ret, $(echo "$end $start" | awk '{ printf "%.1f", $1 - $2 }') s"
}

succeeds modprobe kvm_amd
selftest set_memory_region_test
selftest guest_memfd_test
selftest pre_fault_memory_test
selftest private_mem_kvm_exits_test
selftest private_mem_conversions_test
selftest private_mem_conversions_test -n 2 -m 2
selftest dirty_log_test -i 3 -M dirty-log
selftest dirty_log_test -i 3 -M clear-log
selftest dirty_log_page_splitting_test -b 8M -s anonymous_thp
selftest kvm_page_table_test -b 64M -v 2 -s anonymous_thp
selftest memslot_modification_stress_test -i 50 -v 2 -b 16M
succeeds rmmod kvm_amd
