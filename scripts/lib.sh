# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034
# Sourced by the scripts beside it: the places, the messages, the lock and the
# progress lines. Nothing here changes anything by itself.
#
# Places, all below the build directory (build/, or O=<dir>):
#   base/      the kernel as Debian or KERNEL_SRC has it; never edited
#   linux/     base + overlay + hooks, what is built; made again at will
#   linux-base/  base with its own TDX host code + our SEAM shim and test modules,
#              for configurations named base or base-*: the opponent
#   obj/NAME/  object files of configs/NAME.config
#   bin/       userspace programs        test/  one console log per boot test
#   log/       output of long commands   .stamp/  what the above was made from

set -euo pipefail
export LC_ALL=C
unset MAKEFLAGS MFLAGS MAKEOVERRIDES MAKELEVEL GNUMAKEFLAGS KBUILD_OUTPUT ARCH CROSS_COMPILE

die() {
	printf 'error: %s\n' "$*" >&2
	exit 1
}

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build=${O:-$top/build}
case $build in /*) ;; *) build=$top/$build ;; esac
case $build in
*[[:space:]:]*) die "build directory '$build': kbuild takes no spaces or colons; give another with O=<dir>" ;;
esac
cache=${XDG_CACHE_HOME:-${HOME:?is not set}/.cache}/tdx-host
config=${CONFIG:-slim}
case $config in
base | base-*) linux=$build/linux-base tree=tree-base ;;
*) linux=$build/linux tree=tree ;;
esac
obj=$build/obj/$config
log=$build/log
stamps=$build/.stamp
mkdir -p "$build" "$log" "$stamps" || die "cannot write to $build; give another place with O=<dir>"

: "${TDX_T0:=$(date +%s)}"
export TDX_T0

# A line of progress, with the seconds since the command began.
say() {
	local now
	printf -v now '%(%s)T' -1
	printf '[%3d s] %s\n' $((now - TDX_T0)) "$*"
}

# One maker at a time in a build directory. Held until the script ends.
lock() {
	exec 9>"$build/.lock"
	flock -n 9 && return
	say "waiting: another make is working in $build"
	flock 9
}

# Whatever ends a script: no ticker goes on, no half-made thing ($scratch) stays.
ticker='' scratch=''
leave() {
	[ -z "$ticker" ] || kill "$ticker" 2>/dev/null || :
	[ -z "$scratch" ] || rm -rf "$scratch"
}
trap leave EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# watched LABEL LOG REGEX UNIT COMMAND...: runs COMMAND with its output in LOG,
# says every ten seconds how many lines of LOG match REGEX. Returns its status.
watched() {
	local label=$1 file=$2 regex=$3 unit=$4 ret=0
	shift 4
	: >"$file"
	(
		trap - EXIT
		exec 9>&- 3<> <(:)
		while :; do
			read -rt 10 <&3 || :
			kill -0 $$ 2>/dev/null || exit
			say "$label: $(grep -cE "$regex" "$file" || :) $unit"
		done
	) &
	ticker=$!
	"$@" >>"$file" 2>&1 9>&- </dev/null || ret=$?
	kill "$ticker" 2>/dev/null || :
	wait "$ticker" 2>/dev/null || :
	ticker=
	return "$ret"
}

# fresh NAME HASH: true if NAME was last made from what has this hash.
fresh() {
	[ "$(cat "$stamps/$1" 2>/dev/null)" = "$2" ]
}

stale() {
	rm -f "$stamps/$1"
}

made() {
	printf '%s\n' "$2" >"$stamps/$1.new"
	mv "$stamps/$1.new" "$stamps/$1"
}

# Console lines that mean trouble whatever a test is about.
trouble='\] seam: VIOLATION|Shutting down cpus with NMI|Kernel panic|Oops|BUG: |BUG [a-z]|UBSAN: |WARNING: |INFO: |soft lockup|detected stalls|protection fault|invalid opcode|Call Trace:|[Bb]ad page|unable to handle|DEADLOCK|locking correctness'

# The base's own reports of KMSAN are known by these: text_poke() compares what it
# wrote through a mapping that has no shadow, native_cpuid() is called from code that is
# not instrumented, and memory_block_online() notifies of memory without the node. Only
# where the report is and its caller count: what is ours may lie above one of them.
kmsan_false='__text_poke native_cpuid memtier_hotplug_callback'

# without_kmsan_false: a console without these reports. Of others the first line stays,
# where they end, another begins, or the console ends.
without_kmsan_false() {
	awk -v false="$kmsan_false" '
		BEGIN { n = split(false, name, " "); for (i = 1; i <= n; i++) known[name[i]] = 1 }
		function done() { if (head && !drop) print head; head = "" }
		/BUG: KMSAN: / { done(); head = $0; drop = deep = 0; next }
		/=========/ { done(); next }
		head && /\+0x[0-9a-f]*\/0x/ && deep++ < 2 {
			at = $0; sub(/^\[[^]]*\] */, "", at); sub(/\+0x.*/, "", at)
			if (at in known) drop = 1
		}
		{ print }
		END { done() }'
}

# first_trouble CONSOLE [ALLOWED]: the first of them. Data races between functions
# that are not in $obj/ours, if there is such a list, are the base's own.
first_trouble() {
	tr -d '\r' <"$1" | without_kmsan_false | grep -aE "$trouble" | grep -avE "${2:-^$}" |
		awk -v list="$obj/ours" '
		BEGIN { while ((getline name <list) > 0) { ours[name] = 1; known = 1 } }
		known && /BUG: KCSAN: data-race in / {
			races = $0; sub(/.*data-race in /, "", races)
			n = split(races, at, / \/ | /)
			for (i = 1; i <= n; i++) { sub(/\..*/, "", at[i]); if (at[i] in ours) { print; next } }
			next
		}
		{ print }' | head -n 1 || :
}

# our_functions: names of all functions of ours in the kernel built, in $obj/ours.
our_functions() {
	find "$obj"/arch/x86/virt/vmx/tdx "$obj"/arch/x86/kvm -name '*.o' \
		\( -path '*/tdx/*' -o -name 'tdx.o' -o -name 'mirror*.o' \) -exec nm {} + 2>/dev/null |
		awk '$2 == "t" || $2 == "T" { sub(/\..*/, "", $3); print $3 }' | sort -u >"$obj/ours"
	[ -s "$obj/ours" ] || die "no functions of ours found below $obj"
}

# hash FILE...: one hash over names and contents.
hash() {
	sha256sum -- "$@" | sha256sum | cut -c1-64
}
