# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: each registration at boot fails, a kernel each: TDX stays off, says why once, and the next kernel has it
# qemu: --smp 2 --nodes 1 --mem 1G
# append: seam=on,erratum=pw,state=0x10000000,reload memmap=512K$0x10000000 nokaslr retain_initrd fail_tdx=1,100,1,1
# timeout: 240

# off WHAT: TDX stays off because of it
off() {
	expect "virt/tdx: $1 cannot be watched: error -12: TDX stays off, reboot to try again" 1
	same "state" "$(cat /sys/devices/platform/tdx_host/state)" \
		"unusable: $1 cannot be watched: error -12: TDX stays off, reboot to try again"
	fails modprobe tdx_test_caller
	refuse 'virt/tdx: ready'
}

round=${round:-1}
memory_note
[ "$round" -ge 6 ] || expect 'virt/tdx: fault injection: [a-z_]*\(\) fails with error -12' 1
case $round in
1) off "CPU hotplug" ;;
2) off "memory hotplug" ;;
3) off "sleep states" ;;
4) off "the end of this kernel" ;;
5)
	expect 'virt/tdx: no device tdx_host in sysfs: error -12: TDX works without it' 1
	fails test -e /sys/devices/platform/tdx_host
	comes_up
	;;
6)
	# What follows is tdx_enable()'s: the sweep itself
	refuse 'virt/tdx: fault injection'
	comes_up
	;;
esac
[ "$round" -lt 6 ] || refuse 'virt/tdx: .*(cannot be watched|no device)'
intact
round=$((round + 1))
[ "$round" -gt 6 ] ||
	next_kernel -s "round=$round fail_tdx=1,100,$round,1" 's/round=[0-9]*//; s/fail_tdx=[^ ]*//'
