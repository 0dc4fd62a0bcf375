# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# test.sh NAME: runs one boot test; see lib.sh.

# shellcheck source=tools/testing/tdx/guest/lib.sh
. /lib.sh
# shellcheck disable=SC1090
. "/tests/$1.sh"
[ "$checks" -gt 0 ] || fail "nothing was checked"
echo "checks $checks" >&3
exit 0
