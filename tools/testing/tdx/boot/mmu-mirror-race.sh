# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: mirror page tables with many vCPUs against conversions, memslots, failures, destruction
# not-on: rt KVM of PREEMPT_RT wants a constant TSC, which TCG has none of on AMD
# qemu: --cpu amd --smp 4 --nodes 1 --mem 2G --mmu-selftests
# timeout: 400

succeeds modprobe kvm_amd
succeeds /mmu/mirror_race_test -s 3
succeeds rmmod kvm_amd
