# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: more errors than are kept: whole lines, and a last one that says so
# qemu: --smp 2 --nodes 1 --mem 2G
# append: seam=on,cmr=1M-16M,cmr=17M-32M,cmr=33M-48M,cmr=49M-64M,cmr=65M-80M,cmr=81M-96M,cmr=97M-112M,cmr=113M-128M,cmr=129M-144M,cmr=145M-160M,cmr=161M-176M,cmr=177M-192M,cmr=193M-208M,cmr=209M-224M,cmr=225M-240M,cmr=241M-256M,cmr=257M-272M,cmr=273M-288M,cmr=289M-304M,cmr=305M-320M,cmr=321M-3G
# timeout: 60

dev=/sys/devices/platform/tdx_host
fails modprobe tdx_test_caller
dmesg | sed -n 's/.*virt\/tdx: \(.* is in no CMR.*\)/\1/p' >/tmp/printed
same "lines printed" "$(wc -l </tmp/printed)" 20
cat $dev/last_error >/tmp/kept
succeeds test "$(wc -c </tmp/kept)" -le 2048
kept=$(wc -l </tmp/kept)
succeeds test "$kept" -ge 10
same "last line" "$(tail -n 1 /tmp/kept)" "... more in the kernel log"
same "the lines before" "$(sed '$d' /tmp/kept)" "$(head -n $((kept - 1)) /tmp/printed)"
fails modprobe tdx_test_caller
same "kept of a second attempt" "$(cat $dev/last_error)" "$(cat /tmp/kept)"
