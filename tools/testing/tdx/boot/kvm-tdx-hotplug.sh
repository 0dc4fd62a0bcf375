# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: CPUs go and come while kvm_intel is loaded and unloaded
# qemu: --smp 4 --nodes 2 --mem 4G
# append: seam=on,vmx rcupdate.rcu_expedited=1
# timeout: 600
# allow: WARNING: CPU: .* sched_cpu_dying|Call Trace:

# shellcheck source=tools/testing/tdx/guest/kvm.sh
. /kvm.sh
toggle() {
	cpu=1
	while [ ! -e /tmp/stop ]; do
		echo 0 >/sys/devices/system/cpu/cpu$cpu/online || touch /tmp/toggle.failed
		echo 1 >/sys/devices/system/cpu/cpu$cpu/online || touch /tmp/toggle.failed
		cpu=$((cpu % 3 + 1))
		[ ! -e /tmp/slow ] || usleep 300000
	done
}

toggle &
n=0 up=0
while [ "$n" -lt $((${loads:-20} / 2)) ]; do
	modprobe kvm_intel tdx=1 || fail "load $n failed"
	case $(cat /sys/module/kvm_intel/parameters/tdx) in
	Y) up=$((up + 1)) ;;
	*) [ "$up" = 0 ] || fail "TDX went off with load $n" ;;
	esac
	rmmod kvm_intel || fail "unload $n failed"
	n=$((n + 1))
	# At first one CPU is always away, then TDX comes up
	[ "$n" -lt 3 ] || touch /tmp/slow
done
touch /tmp/stop
wait
fails test -e /tmp/toggle.failed
passed "$n loads, TDX was up in $up of them"

# Nothing but a CPU that is away keeps it from coming up
same "loads without TDX" "$(dmesg | grep -c 'kvm_intel: TDX stays off: it cannot be enabled, error -ENXIO')" $((n - up))

# A CPU that was away may have kept it from coming up; now all are there
kvm_up
expect 'virt/tdx: ready: ' 1
no_task_left
intact
