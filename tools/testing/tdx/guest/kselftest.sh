# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# What boot tests of the kernel's selftests add to lib.sh.

# shellcheck disable=SC2034
kselftests="tdx_inject.sh tdx_callers.sh tdx_enable.sh tdx_sysfs.sh tdx_hotplug.sh tdx_sleep.sh tdx_kexec.sh"

# kselftest OPTION...: the kernel's own runner; its TAP goes to the console, and is
# kept. Lines of its own begin with a verdict, those of tests with "# ".
kselftest() {
	export KEXEC_IMAGE=/boot/bzImage KEXEC_INITRD=/sys/firmware/initrd
	# devtmpfs has none
	[ -e /dev/stdout ] || ln -s /proc/self/fd/1 /dev/stdout
	# Opened more than once: all have to append
	: >/tmp/kselftest
	/kselftest/run_kselftest.sh "$@" >>/tmp/kselftest 2>&1
	cat /tmp/kselftest
}

# verdicts REGEX: how many lines of the runner or of tests match
verdicts() {
	grep -cE -- "$1" /tmp/kselftest
}

# A test has passed, with all of its cases
kselftest_passes() {
	same "$1" "$(sed -n "s/^\(ok\|not ok\) [0-9]* selftests: tdx: $1/\1/p" /tmp/kselftest)" ok
}
