# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: what faults and memslots cost a VM without a direct bit; make bench-kvm compares with the base
# not-on: rt KVM of PREEMPT_RT wants a constant TSC, which TCG has none of on AMD
# qemu: --cpu amd --smp 1 --nodes 1 --mem 4G --mmu-selftests
# timeout: 300

# figure NAME VALUE, for the host, in microseconds
figure() {
	[ "${2:-0}" -gt 0 ] || { cat /tmp/out; fail "no figure for $1"; }
	echo "bench $1 $2" >&3
	passed "$1: $2 us"
}

# Of "... total execution time: 0.012345678s"
phase() {
	figure "$2" "$(awk -v phase="$1" 'index($0, phase) { sub(/s$/, "", $NF); printf "%.0f", $NF * 1e6 }' /tmp/out)"
}

succeeds modprobe kvm_amd
succeeds sh -c '/mmu/kvm_page_table_test -b 64M -v 1 -s anonymous >/tmp/out'
phase KVM_CREATE_MAPPINGS "first-faults"
phase KVM_UPDATE_MAPPINGS "write-protection-faults"
phase KVM_ADJUST_MAPPINGS "faults-after-dirty-logging"
succeeds sh -c '/mmu/mirror_root_bench -o >/tmp/out'
figure "prefaults-of-1000-pages" "$(awk '/faults-per-second/ { printf "%.0f", 1e9 / $2 }' /tmp/out)"
figure "zaps-of-1000-pages" "$(awk '/zaps-per-second/ { printf "%.0f", 1e9 / $2 }' /tmp/out)"
figure "unmaps-of-1000-single-pages" "$(awk '/ordinary-unmaps-per-second/ { printf "%.0f", 1e9 / $2 }' /tmp/out)"
figure "unmaps-of-1000-pages-not-there" "$(awk '/empty-unmaps-per-second/ { printf "%.0f", 1e9 / $2 }' /tmp/out)"
# In 0 to 2 the guest spins until the host is done: of no use where instructions count
nrs='3 4 0 1 2'
[ "${instructions-}" != yes ] || nrs='3 4'
for nr in $nrs; do
	succeeds sh -c "/mmu/memslot_perf_test -s 64 -f $nr -e $nr -l 2 >/tmp/out"
	name=$(sed -n 's/^Testing \(.*\) performance with.*/\1/p' /tmp/out | tr ' ' -)
	figure "memslots:$name" "$(awk '/avg/ { for (i = 1; i < NF; i++) if ($i == "avg") { sub(/s$/, "", $(i + 1)); printf "%.0f", $(i + 1) * 1e6 } }' /tmp/out)"
done
succeeds rmmod kvm_amd
