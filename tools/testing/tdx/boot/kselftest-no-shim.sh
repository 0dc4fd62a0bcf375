# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: without a TDX host, each selftest of the kernel skips, and says why
# qemu: --smp 4 --nodes 2 --mem 4G --tdx-selftests
# timeout: 60

# shellcheck source=tools/testing/tdx/guest/kselftest.sh
. /kselftest.sh

kselftest -c tdx
for test in $kselftests; do
	same "$test" "$(sed -n "s/^\(ok\|not ok\) [0-9]* selftests: tdx: $test //p" /tmp/kselftest)" "# SKIP"
done
same "reasons" "$(verdicts '^# 1\.\.0 # SKIP no TDX host: ')" 7
refuse 'virt/tdx: '

# And without root
cat >/etc/passwd <<-END
	nobody:x:65534:65534:nobody:/:/bin/sh
END
su -s /bin/sh nobody -c 'sh /kselftest/tdx/tdx_enable.sh' >/tmp/kselftest
same "exit status for others" $? 4
same "what is said" "$(tail -n 1 /tmp/kselftest)" "1..0 # SKIP not root"
