#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# tests/layers.sh [OBJECTS]: a part includes only what it may, by the
# compiler's own dependency files; no files of a folder need each other in a
# circle, no two things have one name, the library neither prints nor ends the
# program, and lib/ has no file-wide state, by the symbols of the objects
# (default: build/native/obj).
set -euo pipefail
cd "$(dirname "$0")/.."

obj=${1:-build/native/obj}
failed=0

complain()
{
	printf 'layers: %s\n' "$*"
	failed=1
}

# may FILES PATTERN: the headers of this tree that some files may include, both
# as extended regular expressions over paths
may()
{
	local dep file

	while IFS= read -r dep; do
		[[ -f $(source_of "$dep") ]] || continue # of an earlier build
		while IFS= read -r file; do
			[[ $file =~ ^($2) ]] || complain \
				"$(source_of "$dep") must not include $file"
		done < <(headers "$dep" | grep -v '^/')
	done < <(find "$obj" -name '*.d' | grep -E "^$obj/($1)" | sort)
}

source_of()
{
	local file=${1#"$obj"/}

	printf '%s.c' "${file%.d}"
}

# headers DEPFILE: what it names, with all .. taken out
headers()
{
	sed -E 's/^[^:]*://; s/\\$//; /^ *$/q' "$1" | tr -s ' ' '\n' |
		grep -E '\.h$' |
		sed -E ':a; s,(^|/)[^./][^/]*/\.\./,\1,; ta'
}

# circle FOLDER: names the files of one circle, if there is one
circle()
{
	local file
	local -a objects=()

	# Some of the firmware's files are not in native programs.
	for file in "$1"/*.c; do
		[[ ! -e $obj/${file%.c}.o ]] || objects+=("$obj/${file%.c}.o")
	done
	nm -A "${objects[@]}" |
		awk '
	{
		n = split($1, at, ":")
		file = at[1]
		sub(/.*\//, "", file); sub(/\.o$/, "", file)
		symbol = $NF
		kind = $(NF - 1)
		if (kind == "U")
			uses[file, symbol] = 1
		else if (kind ~ /[TDBRVWC]/)
			home[symbol] = file
	}
	END {
		for (use in uses) {
			split(use, part, SUBSEP)
			to = home[part[2]]
			if (to != "" && to != part[1])
				print part[1], to
		}
	}' | sort -u | tsort 2>&1 >/dev/null | sed -n 's/^tsort: //p' |
		grep -v 'input contains a loop' || true
}

# objects PATHSPEC...: those of these sources
objects()
{
	git ls-files "$@" | sed "s|^|$obj/|; s|c\$|o|"
}

# What prints to a file that the library did not open, and what ends a program.
SPEAKS='v?f?printf|v?dprintf|f?puts|f?putc|putchar|fwrite|perror|psignal'
SPEAKS+='|v?(err|warn)x?|error|v?syslog|std(in|out|err)|getopt(_long)?'
SPEAKS+='|_?_?[eE]xit|quick_exit|abort|__assert(_.*)?_fail|raise'

# silent PATHSPEC...: these sources neither print nor exit
silent()
{
	local line

	while IFS= read -r line; do
		complain "the library must not print or exit: $line"
	done < <(objects "$@" | xargs nm -A -u |
		sed -E 's/__([a-z]+)_chk$/\1/; s/@.*//' |
		grep -E " U ($SPEAKS)$" || true)
}

# Variables that may change, by source and name, and why.
STATE='
lib/core/file root		unit tests have a tree of their own
lib/spec/model/store bytes	guards, the same for all models
lib/spec/model/store made	whether these are there
lib/stream/write error		a process writes one stream
'

# stateless PATHSPEC...: these sources have no other variables
stateless()
{
	local line found

	# Constants that hold pointers are written once, by the linker.
	found=$(objects "$@" | xargs nm -A -f sysv | tr -d ' ' |
		awk -F '|' 'NF == 7 && $3 ~ /^[bBdDC]$/ &&
				$7 !~ /^\.data\.rel\.ro/ {
			split($1, at, ":")
			sub(/\.[0-9]+$/, "", at[2]) # static in a function
			print at[1], at[2]
		}' | sed "s|^$obj/||; s|\.o | |" | sort -u)
	while IFS= read -r line; do
		complain "a variable that outlives a call: $line"
	done < <(comm -23 <(echo "$found") <(states))
	while IFS= read -r line; do
		complain "no such variable is left, drop it here: $line"
	done < <(comm -13 <(echo "$found") <(states))
}

states()
{
	awk 'NF { print $1, $2 }' <<<"$STATE" | sort
}

[[ -d $obj/lib ]] || {
	echo "layers: no objects in $obj: make native first" >&2
	exit 2
}
may 'lib/[^/]*$|lib/(core|engine)/' 'include/|lib/[^/]*$|lib/(core|engine)/'
may 'lib/spec/' 'include/|lib/[^/]*$|lib/(core|engine|spec)/'
may 'lib/stream/' 'lib/stream/'
may 'ci/report/' 'ci/report/|lib/stream/'
may 'ci/run/' 'ci/(run|report|firmware)/|lib/stream/|lib/spec/kernel/firmware_call.h'
may 'ci/guest/' 'ci/guest/|include/|lib/core/'
may 'ci/firmware/' 'ci/firmware/|lib/spec/kernel/firmware_call.h'
may 'tests/suites/' 'tests/(suites|harness)/|include/|lib/'
may 'tests/harness/' 'tests/harness/|include/|lib/|tests/host/(host|journal|safety|inventory|scene).h|tests/(bench|suites)/'
may 'tests/host/' 'tests/host/|include/|lib/([^/]*$|core/|engine/|stream/)'
may 'tests/bench/' 'tests/(bench|harness)/|include/|lib/'

for folder in lib lib/core lib/engine lib/spec/model lib/spec/kernel lib/spec/steps lib/stream \
	ci/report ci/run ci/firmware tests/harness tests/host tests/suites; do
	mapfile -t found < <(circle "$folder")
	((${#found[@]} == 0)) ||
		complain "$folder: files that need each other:" "${found[@]}"
done
silent 'lib/*.c' ':!lib/spec' ':!lib/stream' ':!lib/example'
stateless 'lib/*.c' ':!lib/example'
# One name for one thing: no two types, and no two functions that are not static.
while IFS= read -r line; do
	complain "two types of one name: $line"
done < <(git ls-files '*.c' '*.h' |
	xargs grep -HE '^(static )?(const )?(struct|enum|union) [a-z_0-9]+ \{' |
	sed -E 's/:.*(struct|enum|union) ([a-z_0-9]+).*/ \2/' | awk '
	{ n[$2]++; at[$2] = at[$2] " " $1 }
	END { for (name in n) if (n[name] > 1) print name ":" at[name] }')
while IFS= read -r line; do
	complain "two functions of one name: $line"
done < <(objects '*.c' |
	xargs ls -d 2>/dev/null | xargs nm -A |
	awk '$2 == "T" && $3 != "main" { print $3 }' | sort | uniq -d)
exit "$failed"
