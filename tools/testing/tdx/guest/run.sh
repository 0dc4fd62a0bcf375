# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# The guest's part of "make run": load KVM, which enables TDX as the kernel
# command line says. The host makes the table, from the kernel's messages and from
# what is written to fd 3.

. /etc/profile
modprobe kvm_intel
grep -qx Y /sys/module/kvm_intel/parameters/tdx
ret=$?
# Of each leaf its name and the number of calls
[ ! -f /sys/kernel/debug/seam/calls ] || sed 's/^/calls /' /sys/kernel/debug/seam/calls >&3
# The calls one by one, if they are traced
case $(cat /proc/cmdline) in
*trace_event=*) sed -n 's/^ .*: seamcall: /trace /p' /sys/kernel/debug/tracing/trace >&3 ;;
esac
exit $ret
