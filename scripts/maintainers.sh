# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# Sourced after lib.sh: our section of MAINTAINERS.

# with_snippet MAINTAINERS SNIPPET: the file with the section where its title
# belongs in the order of the list.
with_snippet() {
	local title
	title=$(head -n 1 "$2")
	awk -v title="$title" -v snippet="$2" '
		function put(line) {
			while ((getline line <snippet) > 0) print line
			print ""
			done = 1
		}
		# A title follows an empty line
		/^Maintainers List$/ { list = NR + 1 }
		!done && list && NR > list && last == "" && /^[0-9A-Z]/ && $0 > title { put() }
		{ print; last = $0 }
		END { exit !done }' "$1" || die "no place for '$title' in $1"
}
