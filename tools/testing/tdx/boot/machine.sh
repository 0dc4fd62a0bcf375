# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: the guest is the machine that was asked for: CPUs, nodes, sockets, memory
# qemu: --smp 4 --nodes 2 --mem 4G
# timeout: 60

same "CPUs online" "$(cat /sys/devices/system/cpu/online)" 0-3
same "nodes online" "$(cat /sys/devices/system/node/online)" 0-1
same "sockets" "$(cat /sys/devices/system/cpu/cpu*/topology/physical_package_id | sort -u | wc -l)" 2
# Memory present, in KiB: KASAN takes an eighth of it for itself
succeeds test "$(dmesg | sed -n 's/.*Memory: [0-9]*K\/\([0-9]*\)K available.*/\1/p')" -gt 4192000
succeeds test "$(awk '{ n += $1 } END { print n + 0 }' /proc/allocinfo)" -gt 1000000
