# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: kvm_intel loads on the shim's virtual VMX, as it is
# qemu: --smp 4 --nodes 2 --mem 4G
# append: seam=on,vmx
# timeout: 60

succeeds grep -qw vmx /proc/cpuinfo
succeeds modprobe kvm_intel
succeeds test -c /dev/kvm
for param in ept vpid unrestricted_guest eptad enable_apicv; do
	same "kvm_intel.$param" "$(cat /sys/module/kvm_intel/parameters/$param)" Y
done
for cpu in 1 2 3; do
	succeeds sh -c "echo 0 >/sys/devices/system/cpu/cpu$cpu/online"
	succeeds sh -c "echo 1 >/sys/devices/system/cpu/cpu$cpu/online"
done
succeeds rmmod kvm_intel
succeeds modprobe kvm_intel
