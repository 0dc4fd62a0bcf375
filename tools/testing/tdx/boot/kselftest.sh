# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: the kernel's selftests of TDX, one after the other: all pass, none skips a case
# qemu: --smp 4 --nodes 2 --mem 4G --maxmem 16G --tdx-selftests
# append: seam=on no_console_suspend retain_initrd crashkernel=256M
# timeout: 240

# shellcheck source=tools/testing/tdx/guest/kselftest.sh
. /kselftest.sh

# Memory that TDX does not have, for the test of hotplug. KMSAN knows none that is
# plugged in, and has something in each block of the other.
skipped=0
case $sanitizer in
KernelMemorySanitizer) skipped=2 ;;
*) plug_dimm d0 1073741824 ;;
esac

kselftest -c tdx
for test in $kselftests; do
	kselftest_passes "$test"
done
# The one of the guest needs a guest
same "tests that failed" "$(grep '^not ok' /tmp/kselftest)" "not ok 1 selftests: tdx: tdx_guest_test # exit=1"
same "cases that passed" "$(verdicts '^# ok [0-9]+ [^#]*$')" $((42 - skipped))
same "cases that were skipped" "$(verdicts '# SKIP')" $skipped
intact
