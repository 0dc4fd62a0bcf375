# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: each of the kernel's selftests of TDX passes alone, in a kernel of its own
# qemu: --smp 4 --nodes 2 --mem 2G --tdx-selftests
# append: seam=on,state=0x10000000,reload memmap=512K$0x10000000 nokaslr retain_initrd no_console_suspend
# timeout: 420

# shellcheck source=tools/testing/tdx/guest/kselftest.sh
. /kselftest.sh

round=${round:-1}
nr=$(echo "$kselftests" | wc -w)
test=$(echo "$kselftests" | cut -d ' ' -f "$round")
kselftest -t "tdx:$test"
kselftest_passes "$test"
same "cases that failed" "$(verdicts '^# not ok')" 0
intact
[ "$round" = "$nr" ] || next_kernel -c "round=$((round + 1))" 's/round=[0-9]*//'
