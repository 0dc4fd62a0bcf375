#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# shellcheck disable=SC2154
# Faults of the module, injected by the SEAM shim: enabling fails with the name of
# the step, leaves nothing behind, and can be repeated.
#
# With --fatal also one after TDH.SYS.CONFIG, from which TDX does not recover: no
# test after this one can enable it.

# shellcheck source=tools/testing/selftests/tdx/tdx_host_lib.sh
. "$(dirname "$0")/tdx_host_lib.sh"

rules=$seam/inject

need_root
need_host
need_shim
need_caller
case $(state) in
present | failed) ;;
*) skip_all "enabling cannot fail any more: TDX is $(state)" ;;
esac

fails_cleanly() {
	echo "$1" >"$rules" || return 1
	fails load_caller || return 1
	grep -q 'fired [1-9]' "$rules" || { note "no effect: $(cat "$rules")"; return 1; }
	echo clear >"$rules"
	same "$(state)" failed &&
		error_begins "$2" &&
		fails cat "$dev/pamt_bytes" &&
		same "$(cat "$dev/guest_keyids_in_use")" 0 &&
		same "$(cat "$seam/tdmrs")" "" &&
		no_violation
}

wrong_rule() {
	fails sh -c "echo leaf=SYS.CONFIG,status=NO_SUCH_STATUS >$rules" &&
		same "$(cat "$rules")" ""
}

fails_for_good() {
	echo leaf=SYS.KEY.CONFIG,status=KEY_GENERATION_FAILED >"$rules" || return 1
	fails load_caller || return 1
	echo clear >"$rules"
	same "$(state)" dead &&
		error_begins 'TDH\.SYS\.KEY\.CONFIG .*failed: TDX_KEY_GENERATION_FAILED' &&
		fails load_caller &&
		same "$(state)" dead &&
		fails cat "$dev/pamt_bytes" &&
		no_violation
}

# fault RULE REGEX: how the error begins.  TDH.SYS.INIT and TDH.SYS.LP.INIT succeed
# once in the life of the module and are not called again.
fault() {
	leaf=${1%%,*} leaf=TDH.${leaf#leaf=}
	case $leaf in
	*.INIT)
		if [ "$(ok_calls "$leaf")" != 0 ]; then
			skip_case "fails and can be repeated: $1" "$leaf has succeeded"
			return
		fi
		;;
	esac
	check "fails and can be repeated: $1" fails_cleanly "$1" "$2"
}

# Each CPU is asked for a field before metadata is read
cpus=$(nproc)

ktap_print_header
plan=7
[ "${1-}" != --fatal ] || plan=8
ktap_set_plan "$plan"
note "TDX is $(state)"

check "a wrong rule is refused" wrong_rule
fault leaf=SYS.INIT,status=SYS_BUSY \
	'TDH\.SYS\.INIT failed on CPU [0-9]*: TDX_SYS_BUSY'
fault leaf=SYS.LP.INIT,lp=0,status=INCORRECT_CPUID_VALUE \
	'TDH\.SYS\.LP\.INIT failed on CPU 0: TDX_INCORRECT_CPUID_VALUE'
fault leaf=SYS.RD,from=$((cpus + 3)),status=METADATA_FIELD_NOT_READABLE \
	'metadata field M.*_VERSION .* cannot be read: TDX_METADATA_FIELD_NOT_READABLE'
fault leaf=SYS.RD,from=$((cpus + 16)),vmfail \
	'metadata field .* cannot be read: TDX_SEAMCALL_VMFAIL'
fault leaf=SYS.CONFIG,status=INVALID_PAMT \
	'TDH\.SYS\.CONFIG .*failed: TDX_INVALID_PAMT'
fault leaf=SYS.CONFIG,vmfail \
	'TDH\.SYS\.CONFIG failed: TDX_SEAMCALL_VMFAIL'
[ "${1-}" != --fatal ] || check "a failure after TDH.SYS.CONFIG is for good" fails_for_good
ktap_finished
