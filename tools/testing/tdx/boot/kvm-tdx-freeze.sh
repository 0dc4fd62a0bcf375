# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: suspend to idle with TDX in use
# qemu: --smp 4 --nodes 2 --mem 4G
# append: seam=on,vmx suspend.pm_test_delay=1
# timeout: 90

# shellcheck source=tools/testing/tdx/guest/kvm.sh
. /kvm.sh
kvm_up
echo platform >/sys/power/pm_test || skip "this kernel cannot test suspend"
succeeds sh -c 'echo freeze >/sys/power/state'
expect 'PM: suspend exit' 1
intact
succeeds rmmod kvm_intel
kvm_up
