# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# What boot tests about KVM add to lib.sh.

# kvm_memory_note: as memory_note, when KVM has allocated what it does not give
# back when it is unloaded.
kvm_memory_note() {
	succeeds modprobe kvm_intel
	succeeds rmmod kvm_intel
	memory_note
}

# kvm_up: kvm_intel loads and TDX is usable.
kvm_up() {
	succeeds modprobe kvm_intel tdx=1
	succeeds test -c /dev/kvm
	same "kvm_intel.tdx" "$(cat /sys/module/kvm_intel/parameters/tdx)" Y
}

# kvm_without_tdx REGEX [PARAMETER...]: kvm_intel loads, TDX stays off for a reason
# that matches, and nothing of it stays behind.
kvm_without_tdx() {
	reason=$1
	shift
	dmesg -c >/tmp/dmesg.before
	succeeds modprobe kvm_intel tdx=1 "$@"
	succeeds test -c /dev/kvm
	same "kvm_intel.tdx" "$(cat /sys/module/kvm_intel/parameters/tdx)" N
	expect "kvm_intel: TDX stays off: $reason" 1
	refuse 'virt/tdx: ready'
	succeeds rmmod kvm_intel
}
