# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2154
# Sourced after lib.sh: how kbuild is called, and how a configuration is made.

# A kernel says who built it and when; constants let the compiler cache and the
# next checkout profit. Depend mode spares ccache a run of the preprocessor.
export KBUILD_BUILD_USER=tdx KBUILD_BUILD_HOST=host KBUILD_BUILD_VERSION=1
export KBUILD_BUILD_TIMESTAMP=2024-01-01
export CCACHE_DIR=$cache/ccache CCACHE_BASEDIR=$build CCACHE_NOHASHDIR=1
export CCACHE_DEPEND=1 CCACHE_MAXSIZE=2G
ccache=''
if command -v ccache >/dev/null && mkdir -p "$CCACHE_DIR" 2>/dev/null; then
	ccache='ccache '
fi
cc=${ccache}gcc
toolchain=(CC="$cc")

# kmake ARGUMENT...: make in $obj, with $toolchain.
kmake() {
	make -C "$linux" O="$obj" "${toolchain[@]}" -j"$(nproc)" "$@"
}

# config_files NAME: sets files to what configs/NAME.config consists of: those that a
# line "# Extends: OTHER..." in it names, then itself.
config_files() {
	local wanted=$top/configs/$1.config
	[ -f "$wanted" ] || die "no configs/$1.config; CONFIG= names one of: $(cd "$top/configs" && echo *.config)"
	read -ra files <<<"$(sed -n 's/^# Extends: *//p' "$wanted")"
	files=("${files[@]/#/$top/configs/}")
	files=("${files[@]/%/.config}" "$wanted")
}

# compiler_of FILE...: sets toolchain for what a line "# Compiler: NAME" in the last
# of them names, gcc without one, and for variables of make in lines "# Make: NAME=VALUE".
compiler_of() {
	local name variables
	name=$(sed -n 's/^# Compiler: *//p' "${@: -1}")
	[ -z "$name" ] || toolchain=(CC="$ccache$name")
	mapfile -t variables < <(sed -n 's/^# Make: *//p' "${@: -1}")
	toolchain+=("${variables[@]}")
}

# configure FILE...: makes $obj/.config. Every option is off that the files do
# not ask for and no other one selects; of two lines for an option the later
# counts. An old .config is replaced only if it differs. Fails, and says so
# line by line, if an option was not taken; not with $lenient, for a tree in which
# some are not there yet.
configure() {
	local wanted=$obj/wanted.config new=$obj/.config.new
	mkdir -p "$obj"
	awk '/^CONFIG_/ { name = $0; sub(/=.*/, "", name) }
	     /^# CONFIG_/ { name = $2 }
	     /^(# )?CONFIG_/ { line[name] = $0 }
	     END { for (name in line) print line[name] }' "$@" | sort >"$wanted"
	kmake -s KCONFIG_ALLCONFIG="$wanted" KCONFIG_CONFIG="$new" allnoconfig || return
	[ "${lenient-}" ] || awk '/^CONFIG_/ { name = $0; sub(/=.*/, "", name) }
	     /^# CONFIG_/ { name = $2 }
	     !/^(# )?CONFIG_/ { next }
	     FILENAME == ARGV[1] { got[name] = $0; next }
	     !(name in got) && /^#/ || name in got && got[name] == $0 { next }
	     { print "not taken: " $0; lost = 1 }
	     END { exit lost }' "$new" "$wanted" || return
	if cmp -s "$new" "$obj/.config"; then rm "$new"; else mv "$new" "$obj/.config"; fi
}
