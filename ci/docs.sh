#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Writes into the documents what programs print: the lines between a marker
# and its end. A marker is one of
#   <!-- print: COMMAND -->   the output as it is (a table)
#   <!-- text: COMMAND -->    the output, indented
# up to <!-- end -->. COMMAND is tce-test or run-tests.sh with a list, ci/deps.sh
# or ci/kernel.sh.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$(realpath "$0")")/lib.sh"
guard 3
cd "$TCE_ROOT"

usage()
{
	cat <<-EOF
	usage: ci/docs.sh [--check] [FILE.md]...    (all that git knows)
	  --check  change nothing; print what would change

	exit: 0 nothing changed, 1 with --check: something would, 2 usage,
	  3 a program is missing or fails
	EOF
}

# printed COMMAND: its output; only commands that change nothing
printed()
{
	local -a words

	read -ra words <<<"$1"
	case $1 in
	'tce-test --list='*) words[0]=build/native/tce-test ;;
	'run-tests.sh --list='*) words[0]=./run-tests.sh ;;
	'ci/deps.sh --print'* | 'ci/lab.sh -h') ;;
	*) die 3 "cannot print '$1': see ci/docs.sh" ;;
	esac
	"${words[@]}" || die 3 "$1: failed"
}

# clauses: stdin with the clauses that its samples quote as they are today
clauses()
{
	awk -F ' *[|] *' '
		FNR == NR {
			if (!/^#/ && NF > 2) {
				sub(/ .*/, "", $2)
				text[$1] = $1 " (" $2 "): " $3
			}
			next
		}
		/^    / && match($0, /[A-Z][A-Z0-9]+-[0-9]+( \([a-z]+\))?: /) {
			id = substr($0, RSTART)
			sub(/[ :].*/, "", id)
			if (id in text)
				$0 = substr($0, 1, RSTART - 1) text[id]
		}
		{ print }' fixtures/clauses.txt -
}

# document FILE: with what the programs print today, on stdout
document()
{
	local line inside='' text n=0
	local mark='^<!-- (print|text): (.*) -->$'

	while IFS= read -r line || [[ -n $line ]]; do
		n=$((n + 1))
		if [[ $line == '<!-- end -->' ]]; then
			[[ -n $inside ]] || die 3 "$1:$n: an end without a marker"
			inside=''
		fi
		[[ -n $inside ]] || printf '%s\n' "$line"
		[[ $line =~ $mark ]] || continue
		[[ -z $inside ]] || die 3 "$1:$n: a marker before the end"
		inside=1
		text=$(printed "${BASH_REMATCH[2]}") || exit
		if [[ ${BASH_REMATCH[1]} == text ]]; then
			printf '\n    %s\n\n' "${text//$'\n'/$'\n    '}"
		else
			printf '%s\n' "$text"
		fi
	done <"$1"
	[[ -z $inside ]] || die 3 "$1: a marker without an end"
}

main()
{
	local check='' file temp rc=0
	local -a files

	case ${1-} in
	-h | --help) usage; return ;;
	--check) check=1; shift ;;
	-*) die 2 "unknown option $1, see ci/docs.sh -h" ;;
	esac
	files=("$@")
	[[ $# != 0 ]] || mapfile -t files < <(git ls-files '*.md')
	[[ -x build/native/tce-test ]] ||
		die 3 "build/native/tce-test is missing: run make native"
	temp=$(mktemp)
	at_exit rm -f "$temp"
	for file in "${files[@]}"; do
		document "$file" | clauses >"$temp" || exit
		! cmp -s "$file" "$temp" || continue
		if [[ -n $check ]]; then
			diff -u --label "$file" --label 'make docs' "$file" \
				"$temp" || rc=1
		else
			cat "$temp" >"$file"
			note "$file"
		fi
	done
	JUDGED=1
	return "$rc"
}

main "$@"
