#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# shellcheck disable=SC2154
# kexec with TDX in use.
#
# A kernel that is left runs no tests any more, so by itself this one loads the next
# kernel and the crash kernel, looks at where they are, and unloads them.
#
# With --leave it goes through with it: the next kernel has tdx_kexec_test=STATE on
# its command line, and this test, when it is run there, checks what TDX says.
# KEXEC_IMAGE and KEXEC_INITRD name other files than those of the running kernel.

# shellcheck source=tools/testing/selftests/tdx/tdx_host_lib.sh
. "$(dirname "$0")/tdx_host_lib.sh"

image=${KEXEC_IMAGE-/boot/vmlinuz-$(uname -r)}
initrd=${KEXEC_INITRD-/boot/initrd.img-$(uname -r)}

need_root
need_host
need_tool kexec
kexec=$(tool kexec)
left=$(sed -n 's/.*tdx_kexec_test=\([a-z]*\).*/\1/p' /proc/cmdline)

# --- in the next kernel ---

# The module is not started twice.  One that was disabled is gone.
module_was_in_use() {
	enable_tdx && { note "TDX was enabled a second time"; return 1; }
	case $(cat "$dev/last_error") in
	*TDX_SYS_INIT_NOT_PENDING*'reboot through the firmware'*) return 0 ;;
	*TDX_SEAMCALL_VMFAIL*reboot*) return 0 ;;
	esac
	error_begins 'TDH\.SYS\.INIT failed.*TDX_SYS_INIT_NOT_PENDING'
}

memory_is_usable() {
	mib=$(($(sed -n 's/^MemAvailable: *\([0-9]*\) kB$/\1/p' /proc/meminfo) / 2048))
	[ "$mib" -le 1024 ] || mib=1024
	dd if=/dev/zero of=/tmp/tdx_kexec.memory bs=1M count="$mib" 2>/dev/null
	ret=$?
	rm -f /tmp/tdx_kexec.memory
	return "$ret"
}

if [ -n "$left" ]; then
	ktap_print_header
	ktap_set_plan 3
	note "the kernel before had TDX $left; here it is $(state)"
	if [ -d "$seam" ] && ! grep -q 'state=' /proc/cmdline; then
		skip_case "the module was in use" "the shim starts anew without seam=state="
	else
		check "the module was in use" module_was_in_use
	fi
	check "memory is usable" memory_is_usable
	check "no violation" no_violation
	ktap_finished
fi

# --- in the kernel that is left ---

[ -r "$image" ] || skip_all "no kernel $image: set KEXEC_IMAGE"
[ -f /sys/kernel/kexec_loaded ] || skip_all "this kernel has no kexec"
[ "$(cat /sys/kernel/kexec_loaded)" = 0 ] || skip_all "a kernel is loaded by kexec already"
need_ready

# load HOW SYSCALL [WORDS]
load() {
	set -- "$1" "$2" --command-line="$(sed 's/crashkernel=[^ ]*//' /proc/cmdline) ${3-}"
	[ ! -r "$initrd" ] || set -- "$@" --initrd="$initrd"
	"$kexec" "$@" "$image" >/tmp/tdx_kexec.err 2>&1 && return
	note "$(head -n 1 /tmp/tdx_kexec.err)"
	return 1
}

loads() {
	load -l "$1" || return 1
	same "$(cat /sys/kernel/kexec_loaded)" 1 || return 1
	"$kexec" "$1" -u && same "$(cat /sys/kernel/kexec_loaded)" 0
}

crash_kernel_loads() {
	was=$(cat /sys/kernel/kexec_crash_loaded)
	[ "$was" = 0 ] || return 0
	load -p -s nr_cpus=1 || return 1
	same "$(cat /sys/kernel/kexec_crash_loaded)" 1 || return 1
	"$kexec" -s -p -u && same "$(cat /sys/kernel/kexec_crash_loaded)" 0
}

# PAMTs hold what a crash kernel must not touch.  The layout has a line for each
# TDMR: tdmr BASE SIZE 1g BASE SIZE 2m BASE SIZE 4k BASE SIZE
no_pamt_in_crash_kernel() {
	range=$(sed -n 's/^ *\([0-9a-f]*\)-\([0-9a-f]*\) : Crash kernel$/0x\1 0x\2/p' /proc/iomem |
		head -n 1)
	start=$((${range% *})) end=$((${range#* })) pamts=0
	awk '$1 == "tdmr" { print $5, $6; print $8, $9; print $11, $12 }' "$layout" \
		>/tmp/tdx_kexec.pamts
	while read -r base size; do
		[ $((base)) -gt "$end" ] || [ $((base + size)) -le "$start" ] ||
			{ note "PAMT at $base is in the crash kernel's memory"; return 1; }
		pamts=$((pamts + 1))
	done </tmp/tdx_kexec.pamts
	rm -f /tmp/tdx_kexec.pamts
	[ "$pamts" -gt 0 ] || { note "no PAMT in $layout"; return 1; }
}

layout=/sys/kernel/debug/tdx_host/layout

if [ "${1-}" = --leave ]; then
	load -l -c "tdx_kexec_test=$(state)" || skip_all "kexec cannot load $image"
	ktap_print_header
	ktap_set_plan 1
	note "leaving this kernel: run the test again in the next one"
	sync
	"$kexec" -e
	ktap_test_fail "kexec -e came back"
	ktap_finished
fi

ktap_print_header
ktap_set_plan 5
note "TDX is $(state); nothing is checked here that needs the next kernel, see --leave"
check "a kernel can be loaded, kexec_load()" loads -c
check "a kernel can be loaded, kexec_file_load()" loads -s
if [ "$(cat /sys/kernel/kexec_crash_size 2>/dev/null || echo 0)" = 0 ]; then
	skip_case "a crash kernel can be loaded" "no crashkernel= on the command line"
	skip_case "no PAMT is in the crash kernel's memory" "no crashkernel= on the command line"
else
	check "a crash kernel can be loaded" crash_kernel_loads
	if [ -r "$layout" ]; then
		check "no PAMT is in the crash kernel's memory" no_pamt_in_crash_kernel
	else
		skip_case "no PAMT is in the crash kernel's memory" "no $layout: mount debugfs"
	fi
fi
check "TDX is still ready" same "$(state)" ready
unload_caller
ktap_finished
