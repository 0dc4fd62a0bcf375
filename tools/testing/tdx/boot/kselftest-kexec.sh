# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: the kernel's selftest of kexec leaves for the next kernel, and goes on there
# qemu: --smp 4 --nodes 2 --mem 4G --tdx-selftests
# append: seam=on,erratum=pw,state=0x10000000 memmap=512K$0x10000000 nokaslr retain_initrd
# timeout: 120

# shellcheck source=tools/testing/tdx/guest/kselftest.sh
. /kselftest.sh

if [ -z "${tdx_kexec_test-}" ]; then
	export KSELFTEST_TDX_KEXEC_SH_ARGS=--leave
	kselftest -t tdx:tdx_kexec.sh
	fail "the test did not leave"
fi

same "what the kernel before had" "$tdx_kexec_test" ready
kselftest -t tdx:tdx_kexec.sh
kselftest_passes tdx_kexec.sh
same "cases" "$(verdicts '^# ok [0-9]+ ')" 3
same "cases that were skipped" "$(verdicts '# SKIP')" 0
