# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# bench.sh WHO: the guest's part of "make bench". WHO is base, ours or bare. What
# was measured goes to the host (fd 3), which knows what it means.

# shellcheck source=tools/testing/tdx/guest/lib.sh
. /lib.sh
seam=/sys/kernel/debug/seam

[ "$1" != bare ] || modprobe tdx_test_bare || exit
free=$(free_kib)
modprobe tdx_test_caller || exit
echo "free $free KiB" >&3
sed 's/^/times /' $seam/times >&3
cat $seam/tdmrs >&3
dmesg | sed -n 's/.*TDX came up for .*, \([0-9]*\) us$/enable \1/p' >&3
echo "sweep $(cat $seam/sweep)" >&3

if [ "$1" = bare ]; then
	bytes=0
	while read -r word _ _ _ _ size_1g _ _ size_2m _ _ size_4k; do
		[ "$word" != tdmr ] || bytes=$((bytes + size_1g + size_2m + size_4k))
	done <$seam/tdmrs
	echo $bytes >/sys/module/tdx_test_bare/parameters/stores || exit
	dmesg | sed -n 's/.*tdx_test_bare: stores: \([0-9]*\) bytes, \([0-9]*\) us$/stores \2 \1/p' >&3
fi
exit 0
