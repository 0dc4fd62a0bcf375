# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: mirror page tables with a stand-in for the vendor: roots, zaps, failing calls
# not-on: rt KVM of PREEMPT_RT wants a constant TSC, which TCG has none of on AMD
# qemu: --cpu amd --smp 2 --nodes 1 --mem 2G --mmu-selftests
# timeout: 300

succeeds modprobe kvm_amd
succeeds test -c /dev/kvm
succeeds /mmu/mirror_root_test
expect 'private page at gfn 0x[0-9a-f]+ cannot be removed: -EIO'
expect 'private page table at gfn 0x40000 level 1 is not given back: -ENOTEMPTY' 1
same "TAINT_TEST" $(($(cat /proc/sys/kernel/tainted) >> 18 & 1)) 1
succeeds rmmod kvm_amd
