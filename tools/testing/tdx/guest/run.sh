# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# The guest's part of "make run": stand in for KVM, enable TDX. The host makes
# the table, from the kernel's messages and from what is written to fd 3.

. /etc/profile
modprobe tdx_test_caller
ret=$?
# Of each leaf its name and the number of calls
[ ! -f /sys/kernel/debug/seam/calls ] || sed 's/^/calls /' /sys/kernel/debug/seam/calls >&3
# The calls one by one, if they are traced
case $(cat /proc/cmdline) in
*trace_event=*) sed -n 's/^ .*: seamcall: /trace /p' /sys/kernel/debug/tracing/trace >&3 ;;
esac
exit $ret
