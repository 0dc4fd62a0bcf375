# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: VMs and vCPUs are made, with and without TDX: KVM selftests that run no guest
# qemu: --smp 4 --nodes 2 --mem 4G --kvm-selftests
# append: seam=on,vmx
# timeout: 240

# shellcheck source=tools/testing/tdx/guest/kvm.sh
. /kvm.sh
selftests() {
	for file in /kvm/*; do
		"$file" >/tmp/selftest 2>&1
		ret=$?
		[ "$ret" = 0 ] || cat /tmp/selftest
		[ "$ret" = 0 ] || fail "$(basename "$file") ended with status $ret"
		passed "$(basename "$file"), $1"
	done
}

succeeds modprobe kvm_intel
selftests "without TDX"
succeeds rmmod kvm_intel

kvm_up
selftests "with TDX"
intact
succeeds rmmod kvm_intel
