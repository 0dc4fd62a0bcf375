# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# bench.sh WHO: the guest's part of "make bench". WHO is base, ours or bare. What
# was measured goes to the host (fd 3), which knows what it means.
#
# Two boots of one guest. In the first, pages that are written get their memory
# from the machine, which takes longer than writing them and never as long as the
# last time; the second writes the same pages, and is reported.

# shellcheck source=tools/testing/tdx/guest/lib.sh
. /lib.sh
seam=/sys/kernel/debug/seam

[ "$1" != bare ] || modprobe tdx_test_bare || exit
free=$(free_kib)
modprobe tdx_test_caller || exit

bytes=0
while read -r word _ _ _ _ size_1g _ _ size_2m _ _ size_4k; do
	[ "$word" != tdmr ] || bytes=$((bytes + size_1g + size_2m + size_4k))
done <$seam/tdmrs
stores() {
	[ "$1" != bare ] || echo $bytes >/sys/module/tdx_test_bare/parameters/stores
}

if ! dmesg | grep -q 'seam: the module of an earlier kernel was replaced'; then
	stores "$1" || exit
	reboot -f
fi

{
	echo "free $free KiB"
	sed 's/^/times /' $seam/times
	cat $seam/tdmrs
	dmesg | sed -n 's/.*TDX came up for .*, \([0-9]*\) us$/enable \1/p'
	echo "sweep $(cat $seam/sweep)"
} >&3
stores "$1" || exit
dmesg | sed -n 's/.*tdx_test_bare: stores: \([0-9]*\) bytes, \([0-9]*\) us$/stores \2 \1/p' >&3
exit 0
