# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: after a failure that is for good, sysfs keeps the cause, whatever is tried later
# qemu: --smp 4 --nodes 2 --mem 4G
# append: seam=on seam_inject=leaf=SYS.KEY.CONFIG,pkg=1,status=KEY_GENERATION_FAILED
# timeout: 60

dev=/sys/devices/platform/tdx_host
fails modprobe tdx_test_caller
cause=$(dmesg | sed -n 's/.*virt\/tdx: \(TDH.SYS.KEY.CONFIG.*\)/\1/p')
same "state" "$(cat $dev/state)" "dead: $(echo "$cause" | sed 's/0x[0-9a-f]*/0x*/g')"
same "first line of last_error" "$(head -n 1 $dev/last_error)" "$cause"
same "second line of last_error" "$(sed -n 2p $dev/last_error)" "TDX cannot be enabled any more, its PAMTs were given back: the module starts anew only with a reboot"
fails modprobe tdx_test_caller
same "state later" "$(cat $dev/state)" "dead: $(echo "$cause" | sed 's/0x[0-9a-f]*/0x*/g')"
same "lines of last_error later" "$(wc -l <$dev/last_error)" 2
fails cat $dev/version
fails cat $dev/memory
fails test -e $dev/node0
layout=/sys/kernel/debug/tdx_host/layout
same "plan" "$(grep '^status' $layout)" "status infeasible dead: $cause"
same "the plan that the module was given" \
	"$(grep -E '^(mem|cmr|nopamt|limit|cpus) ' $layout | tdx-plan --format machine - | head -n 1)" \
	"status ok"
