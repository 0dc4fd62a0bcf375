# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: a CPU that was not initialised when TDX was enabled is named and refused
# qemu: --smp 4 --nodes 4 --mem 4G
# append: seam=on acpi=off maxcpus=1
# timeout: 60

# Without ACPI neither the kernel nor the model knows what firmware enabled, so
# that one CPU is enough.  The MP table lists one CPU of each package.
memory_note
comes_up
fails sh -c 'echo 1 >/sys/devices/system/cpu/cpu1/online'
expect 'virt/tdx: CPU 1 was not initialised before TDX was enabled, and the module takes no CPU later' 1
same "CPUs online" "$(cat /sys/devices/system/cpu/online)" 0
succeeds rmmod tdx_test_caller
# Without the caller it is a CPU like any other
succeeds sh -c 'echo 1 >/sys/devices/system/cpu/cpu1/online'
fails modprobe tdx_test_caller
expect 'virt/tdx: CPU 1 was not initialised' 2
succeeds sh -c 'echo 0 >/sys/devices/system/cpu/cpu1/online'
succeeds modprobe tdx_test_caller
intact
