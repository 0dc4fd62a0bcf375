# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: NMIs call the module on top of calls that are half done: busy, not deadlock
# qemu: --smp 2 --nodes 1 --mem 2G
# append: seam=on
# timeout: 90
# allow: INFO: NMI handler .* took too long to run

memory_note
comes_up
modprobe tdx_test_stress seconds=12 &
stress=$!
n=0
while [ $n -lt 150 ]; do
	echo "monitor nmi" >&3
	n=$((n + 1))
	usleep 50000
done
wait $stress || fail "tdx_test_stress was not content"
expect 'tdx_test_stress: [0-9]+ calls, [0-9]+ of them busy, 0 answered wrongly; [1-9][0-9]* calls from NMIs, [0-9]+ busy, 0 answered wrongly' 1
intact
