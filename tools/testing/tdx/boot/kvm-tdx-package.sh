# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: the last CPU of a package stays online while KVM uses TDX and a guest has a KeyID
# qemu: --smp 4 --nodes 2 --mem 4G
# append: seam=on,vmx
# timeout: 60

# shellcheck source=tools/testing/tdx/guest/kvm.sh
. /kvm.sh
# shellcheck source=tools/testing/tdx/guest/cpus.sh
. /cpus.sh

kvm_up
last_of_package_stays
# What was done to go offline was undone: KVM is back in VMX operation there
succeeds modprobe tdx_test_stress seconds=1
succeeds rmmod tdx_test_stress
succeeds rmmod tdx_test_keyid
succeeds turn 2 0
for cpu in 2 3; do
	succeeds turn $cpu 1
done
succeeds modprobe tdx_test_stress seconds=1
intact
succeeds rmmod kvm_intel
kvm_up
