# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: what mirror page tables cost beside direct ones; make bench-kvm shows the numbers
# not-on: rt KVM of PREEMPT_RT wants a constant TSC, which TCG has none of on AMD
# qemu: --cpu amd --smp 1 --nodes 1 --mem 1G --mmu-selftests
# timeout: 200

# bench DELAY: name value, for the host; DELAY is of a vendor call, in microseconds
bench() {
	/mmu/mirror_root_bench -d "$1" >/tmp/bench || { cat /tmp/bench; fail "mirror_root_bench -d $1 failed"; }
	sed -nE "s/^[a-z-]+ [0-9.]+$/bench $1 &/p" /tmp/bench >&3
	# A call for each page, and one for a table now and then
	same "vendor calls per private fault, $1 us each" \
		"$(awk '/^vendor-calls-per-private-fault/ { printf "%.0f", $2 }' /tmp/bench)" 1
	same "pages per flush above 16" \
		"$(awk '/^flushes-per-private-zap/ { print ($2 > 0 && $2 < 1 / 16) }' /tmp/bench)" 1
}

succeeds modprobe kvm_amd
bench 0
bench 3
succeeds rmmod kvm_amd
