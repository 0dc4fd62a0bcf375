# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: after an injected failure that is for good, the kernel's selftests of TDX skip
# qemu: --smp 4 --nodes 2 --mem 4G --tdx-selftests
# append: seam=on no_console_suspend retain_initrd
# timeout: 120

# shellcheck source=tools/testing/tdx/guest/kselftest.sh
. /kselftest.sh

export KSELFTEST_TDX_INJECT_SH_ARGS=--fatal
kselftest -t tdx:tdx_inject.sh
kselftest_passes tdx_inject.sh
same "cases" "$(verdicts '^# ok [0-9]+ ')" 8
same "state" "$(sed 's/:.*//' /sys/devices/platform/tdx_host/state)" dead

kselftest -c tdx
for test in tdx_inject.sh tdx_callers.sh tdx_enable.sh tdx_hotplug.sh tdx_sleep.sh tdx_kexec.sh; do
	same "$test" "$(sed -n "s/^\(ok\|not ok\) [0-9]* selftests: tdx: $test //p" /tmp/kselftest)" "# SKIP"
done
same "reasons" "$(verdicts '^# 1\.\.0 # SKIP TDX cannot be enabled any more: dead: TDH.SYS.KEY.CONFIG')" 5
kselftest_passes tdx_sysfs.sh
intact
