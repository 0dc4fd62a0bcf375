# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: kvm_intel with TDX is loaded and unloaded 200 times
# qemu: --smp 4 --nodes 2 --mem 4G
# append: seam=on,vmx rcupdate.rcu_expedited=1
# timeout: 600

# shellcheck source=tools/testing/tdx/guest/kvm.sh
. /kvm.sh
kvm_up
succeeds rmmod kvm_intel
kvm_memory_note
n=0
while [ "$n" -lt "${loads:-200}" ]; do
	modprobe kvm_intel tdx=1 || fail "load $n failed"
	[ "$(cat /sys/module/kvm_intel/parameters/tdx)" = Y ] || fail "TDX is off after load $n"
	rmmod kvm_intel || fail "unload $n failed"
	n=$((n + 1))
done
passed "$n loads and unloads"
expect 'virt/tdx: ready: ' 1
memory_back
intact
