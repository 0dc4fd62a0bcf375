# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# Sourced after lib.sh: our section of MAINTAINERS.

# with_snippet MAINTAINERS SNIPPET: the file with the section where its title
# belongs. The list is not quite in order: it goes behind the last smaller title
# that begins with the same word, or, where none does, before the first that is
# greater.
with_snippet() {
	local title
	title=$(head -n 1 "$2")
	awk -v title="$title" -v snippet="$2" '
		function put(line) {
			while ((getline line <snippet) > 0) print line
			print ""
			done = 1
		}
		BEGIN { split(title, word, " ") }
		FNR == 1 { list = 0; last = "" }
		/^Maintainers List$/ { list = FNR + 1 }
		# A title follows an empty line
		{ is_title = list && FNR > list && last == "" && /^[0-9A-Z]/; last = $0 }
		NR == FNR {
			if (!is_title) next
			if (behind && !before) before = FNR
			if ($0 > title && !greater) greater = FNR
			if ($1 == word[1] && $0 < title) { behind = FNR; before = 0 }
			next
		}
		FNR == (before ? before : greater) { put() }
		{ print }
		END { exit !done }' "$1" "$1" || die "no place for '$title' in $1"
}
