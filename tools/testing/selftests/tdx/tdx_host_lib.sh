# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2119,SC2120
# What the selftests of TDX host support share.  They are for a booted kernel, run
# as root; tests in need of something that is not there say so and skip.
#
# A host enables TDX once and cannot go back, so a test takes the host as the tests
# before have left it and says what that is.  Each can be run alone as well.

KTAP_HELPERS=$(dirname "$0")/../kselftest/ktap_helpers.sh
if [ ! -r "$KTAP_HELPERS" ]; then
	echo "1..0 # SKIP no $KTAP_HELPERS"
	exit 4
fi
# shellcheck source=/dev/null
. "$KTAP_HELPERS"

# shellcheck disable=SC2034
dev=/sys/devices/platform/tdx_host
# shellcheck disable=SC2034
seam=/sys/kernel/debug/seam
module=tdx_test_caller

# Not the applets of a shell, which know other options
tool() {
	for dir in /sbin /usr/sbin /bin /usr/bin; do
		[ ! -x "$dir/$1" ] || { echo "$dir/$1"; return 0; }
	done
	return 1
}

skip_all() {
	ktap_print_header
	ktap_skip_all "$*"
	exit "$KSFT_SKIP"
}

need_root() {
	[ "$(id -u)" = 0 ] || skip_all "not root"
}

need_host() {
	[ -d "$dev" ] ||
		skip_all "no TDX host: firmware gave no KeyIDs to TDX, and there is no SEAM shim"
}

need_shim() {
	[ -d "$seam" ] ||
		skip_all "no SEAM shim: boot with seam=on (CONFIG_TDX_SEAM_SHIM), mount debugfs"
}

need_tool() {
	tool "$1" >/dev/null || skip_all "no $1"
}

has_module() {
	"$(tool modprobe)" -n "$1" 2>/dev/null
}

has_caller() {
	has_module "$module" && [ ! -d /sys/module/kvm_intel ]
}

need_caller() {
	need_tool modprobe
	has_module "$module" || skip_all "no module $module (CONFIG_TDX_TEST_CALLER)"
	[ ! -d /sys/module/kvm_intel ] || skip_all "kvm_intel is loaded and has VMX: unload it"
}

# The word of the state: present, ready, failed, dead, off, unusable
state() {
	sed 's/:.*//' "$dev/state"
}

need_state_that_can_be_enabled() {
	case $(state) in
	present | failed | ready) ;;
	*) skip_all "TDX cannot be enabled any more: $(cat "$dev/state")" ;;
	esac
}

load_caller() {
	"$(tool modprobe)" "$module" "$@" 2>/tmp/tdx_host.err
}

unload_caller() {
	[ ! -d "/sys/module/$module" ] || "$(tool rmmod)" "$module"
}

# Enable TDX with whatever this kernel has for it: the test module, or KVM.  Either
# may stay loaded.
enable_tdx() {
	[ "$(state)" != ready ] || return 0
	if has_caller; then
		load_caller
	else
		"$(tool modprobe)" kvm_intel tdx=1 && [ "$(state)" = ready ]
	fi
}

need_ready() {
	need_host
	need_tool modprobe
	need_state_that_can_be_enabled
	if [ "$(state)" != ready ] && [ -d /sys/module/kvm_intel ]; then
		skip_all "kvm_intel is loaded without tdx=1: unload it, or enable TDX before"
	fi
	if [ "$(state)" != ready ] && ! has_caller && ! has_module kvm_intel; then
		skip_all "nothing can enable TDX: neither $module nor kvm_intel is there"
	fi
	enable_tdx || skip_all "TDX cannot be enabled here: $(cat "$dev/state")"
}

# What the shim has seen: calls of a leaf that succeeded; nothing without a shim
ok_calls() {
	awk -v leaf="$1" '$1 == leaf { n = $3 } END { print n + 0 }' "$seam/calls"
}

# --- cases: check WHAT COMMAND..., each of which may note why it failed ---

note() {
	ktap_print_msg "$*"
}

check() {
	check_what=$1
	shift
	if "$@"; then
		ktap_test_pass "$check_what"
	else
		ktap_test_fail "$check_what"
	fi
}

# A case that cannot be run here: skip_case WHAT REASON
skip_case() {
	ktap_test_skip "$1: $2"
}

# same GOT WANTED
same() {
	[ "$1" = "$2" ] || { note "'$1', not '$2'"; return 1; }
}

fails() {
	! "$@" 2>/dev/null || { note "'$*' did not fail"; return 1; }
}

# The model, where there is one, has found nothing wrong, and every PAMT as it was
no_violation() {
	[ -d "$seam" ] || return 0
	same "$(cat "$seam/sweep") damaged, $(cat "$seam/violations") wrong" "0 damaged, 0 wrong"
}

# Of the errors of the last attempt, one line begins with REGEX.  That a CPU cannot
# be introduced to the module is no attempt of its own.
error_begins() {
	grep -q "^$1" "$dev/last_error" 2>/dev/null && return 0
	note "last_error: '$(cat "$dev/last_error" 2>&1)'"
	return 1
}
