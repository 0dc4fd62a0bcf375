# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
# about: the limit that make bench compares with: TDMRs initialised in a bare loop on all CPUs
# qemu: --smp 4 --nodes 2 --mem 4G
# append: seam=on
# timeout: 60

seam=/sys/kernel/debug/seam

# calls_in_times leaf NAME, or cpu: how many the file of times has
calls_in_times() {
	awk -v kind="$1" -v name="${2-}" '$1 == kind && (name == "" || $2 == name) { n += $4 }
		END { print n + 0 }' $seam/times
}

succeeds modprobe tdx_test_bare
memory_note
comes_up
calls=$(ok_calls TDH.SYS.TDMR.INIT)
same "calls of TDH.SYS.TDMR.INIT, 256 for a GiB" $((calls > 0 && calls % 256)) 0
same "those calls in the file of times" "$(calls_in_times leaf TDH.SYS.TDMR.INIT)" "$calls"
same "calls of all CPUs there" "$(calls_in_times cpu)" "$(awk 'NR > 1 { n += $2 } END { print n }' $seam/calls)"
succeeds awk '$1 == "leaf" && ($6 > $8 || $8 - $6 + 2 < $10 && $4 == 1 || !$10) { exit 1 }' $seam/times
fails sh -c 'echo 0 >/sys/module/tdx_test_bare/parameters/stores'
succeeds sh -c 'echo 8388608 >/sys/module/tdx_test_bare/parameters/stores'
expect 'tdx_test_bare: stores: 8388608 bytes, [0-9]+ us' 1
intact
