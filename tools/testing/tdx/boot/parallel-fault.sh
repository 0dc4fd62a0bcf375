# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: a call of TDH.SYS.TDMR.INIT fails while others are at work: they end where they are
# qemu: --smp 4 --nodes 2 --mem 32G
# append: seam=on,erratum=pw seam_inject=leaf=SYS.TDMR.INIT,nth=5000,status=0xc000010000000001 trace_event=seam:seamcall trace_buf_size=8M
# timeout: 180

# More calls than in fault-tdmr-*: on a busy machine one CPU may make a thousand of
# them before the others begin
memory_note
fails modprobe tdx_test_caller
expect 'virt/tdx: TDH.SYS.TDMR.INIT of TDMR \[mem 0x[0-9a-f]+-0x[0-9a-f]+\] failed: TDX_OPERAND_INVALID \(0xc000010000000001\)' 1
expect 'virt/tdx: TDH.SYS.TDMR.INIT' 1
expect 'virt/tdx: TDX cannot be enabled any more' 1
memory_back
intact

# Each begins 64 calls at a time, and a TDMR is a multiple of that: a last run of
# another length was cut short. How many calls follow the one that fails is a matter
# of how soon the others learn of it.
sed -n 's/^ *\([^ ]*-[0-9]*\) .*SYS.TDMR.INIT .* rcx \(0x[0-9a-f]*\) rdx .* -> \([A-Z_]*\).*/\1 \2 \3/p' \
	/sys/kernel/debug/tracing/trace >/tmp/calls
calls=$(awk '/TDMR.INIT/ { print $2 }' /sys/kernel/debug/seam/calls)
same "calls in the trace" "$(wc -l </tmp/calls)" "$calls"
awk '{ run[$1] = at[$1] == $2 ? run[$1] + 1 : 1; at[$1] = $2; all[$1]++ }
	$3 != "TDX_SUCCESS" { failed[$1] = 1 }
	END { for (who in run) if (!failed[who]) print who, all[who], run[who] % 64 }' /tmp/calls >/tmp/others
cat /tmp/others
echo "check: $calls calls"
succeeds [ "$calls" -ge 5000 ]
[ "$(wc -l </tmp/others)" -gt 1 ] || skip "there was hardly anybody to stop"
[ "$calls" -lt 8192 ] || skip "the others were done before they knew"
succeeds grep -qv ' 0$' /tmp/others
