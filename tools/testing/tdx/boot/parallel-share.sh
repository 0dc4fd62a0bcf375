# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: CPUs hand TDMRs on after a part of the work: three TDMRs, two CPUs
# qemu: --smp 2 --nodes 1 --mem 8G
# append: seam=on,max_tdmrs=3 trace_event=seam:seamcall trace_buf_size=8M
# not-on: kmsan it keeps two of three pieces of memory to itself, and no PAMT above 4 MiB finds room
# timeout: 60

memory_note
comes_up
expect 'virt/tdx: ready: 3 TDMRs, .* on 2 CPUs$' 1

# How often a CPU went on with another TDMR than its last; each CPU once to start
sed -n 's/^.* \[\([0-9]*\)\].*SYS.TDMR.INIT .* rcx \(0x[0-9a-f]*\) rdx .* -> .*/\1 \2/p' \
	/sys/kernel/debug/tracing/trace >/tmp/calls
calls=$(awk '/TDMR.INIT/ { print $2 }' /sys/kernel/debug/seam/calls)
same "calls in the trace" "$(wc -l </tmp/calls)" "$calls"
changes=$(awk 'at[$1] != $2 { n++ } { at[$1] = $2 } END { print n }' /tmp/calls)
longest=$(awk '{ run[$1] = at[$1] == $2 ? run[$1] + 1 : 1; at[$1] = $2
		 if (run[$1] > most) most = run[$1] } END { print most }' /tmp/calls)
echo "check: $calls calls, $changes changes, $longest in a row"
# 64 calls at a time. A TDMR with much more left than others is taken again, as is
# the last one; without handing on there would be a change or two for each TDMR.
succeeds [ "$changes" -ge 12 ]
