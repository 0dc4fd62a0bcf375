# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: CPUs left offline by maxcpus= are named; once they are online TDX comes up
# qemu: --smp 4 --nodes 2 --mem 4G
# append: seam=on maxcpus=2
# timeout: 60

memory_note
fails modprobe tdx_test_caller
expect 'virt/tdx: 2 of 4 processors that firmware enabled are not online \(CPU 2, CPU 3\).*maxcpus=, nosmt and nr_cpus=' 1
refuse 'virt/tdx: ready'
memory_back
for cpu in 2 3; do
	echo 1 >/sys/devices/system/cpu/cpu$cpu/online
done
same "CPUs online" "$(cat /sys/devices/system/cpu/online)" 0-3
memory_note
comes_up
