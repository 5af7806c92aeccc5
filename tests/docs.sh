#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Checks the documents against the programs: what they quote, the options in
# manual pages, and that the files and options they name exist.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=../ci/lib.sh
. "$(dirname "$0")/../ci/lib.sh"
cd "$TCE_ROOT"

TEST=build/native/tce-test
REPORT=build/native/tce-report
failed=0

complain()
{
	failed=1
	printf 'docs.sh: %s\n' "$*"
}

# options TEXT: each option that it names
options()
{
	{ grep -oE -- '(^|[ ,([`|])--?[A-Za-z][a-z-]*' <<<"$1" || :; } |
		tr -d ' ,([`|' | sort -u
}

# option_lines COMMAND...: the lines of its help that begin with an option
option_lines()
{
	"$@" | grep -E '^ +-' || :
}

# page_options PAGE: each option that has a paragraph of its own
page_options()
{
	sed -n 's/^\.It //p' "ci/man/$1" | grep -oE 'Fl -?[A-Za-z][a-z-]*' |
		sed 's/^Fl /-/' | sort -u
}

# page PAGE MUST MAY: it has all options of the text MUST, and no others but those of
# the text MAY
page()
{
	local left

	left=$(comm -23 <(options "$2") <(page_options "$1") | tr '\n' ' ')
	[[ -z $left ]] || complain "ci/man/$1: not there, but in --help: $left"
	left=$(comm -13 <(options "$2 $3") <(page_options "$1") | tr '\n' ' ')
	[[ -z $left ]] || complain "ci/man/$1: not in --help: $left"
}

pages()
{
	local test run host

	test=$(option_lines "$TEST" --help)$'\n'
	run=$(option_lines ./run-tests.sh --help)
	host=$(build/native/tce-run host --help)
	page tce-test.1 "$test$(option_lines "$TEST" bench --help)" ''
	page tce-report.1 "$(option_lines "$REPORT" --help)" ''
	page tce-host.1 "$host" "$test"
	page run-tests.sh.1 "$run" ''
}

# paths FILE: what it names that is not there: files of the tree in backquotes, or
# the beginnings of several, and links
paths()
{
	local path dir=.

	[[ $1 != */* ]] || dir=${1%/*}
	# shellcheck disable=SC2016
	{ grep -oE '`(ci|fixtures|include/tce|lib|tests)/[A-Za-z0-9_./-]+`' \
		"$1" || :; } | tr -d '`' | sort -u | while read -r path; do
		[[ $path == *NAME* ]] || compgen -G "$path*" >/dev/null ||
			printf '%s ' "$path"
	done
	{ grep -oE '\]\([^):#]+' "$1" || :; } | cut -c 3- | sort -u |
		while read -r path; do
			[[ -e $dir/$path ]] || printf '%s ' "$path"
		done
}

# commands FILE: options of our programs that it uses in examples
commands()
{
	options "$(sed -nE '/^    (\$ )?(\.\/|build\/native\/)?(run-tests|tce-)/{
		s/  *#.*//; s/ -- .*//; p; }' "$1")"
}

# kernels, machines and matrices that documents name in commands; NAME is any
named()
{
	local option name known

	known=$(names fixtures/machines)' '$(names fixtures/matrices)
	# what a reader is asked to write
	known+=' '$(grep -hoP '(?<=create fixtures/machines/)[a-z0-9-]+' "$@" |
		tr '\n' ' ')
	while read -r option name; do
		case $option in
		-k) ci/kernel.sh --check "$name" ||
			complain "documents name a kernel $name" ;;
		*) [[ " $known " == *" $name "* ]] ||
			complain "documents name $option $name" ;;
		esac
	done < <(grep -hoE -- '(-k|-m|--matrix) [a-z][A-Za-z0-9:+=_.-]*' "$@" |
		grep -v NAME | sort -u)
}

# sample FILE: the last line of a sample that has a marker
# <!-- sample: GLOB... --> counts as many cases as match
samples()
{
	local line want='' totals='([0-9]+) passed, ([0-9]+) failed, ([0-9]+) skipped'

	while IFS= read -r line; do
		if [[ $line =~ ^'<!-- sample: '(.*)' -->'$ ]]; then
			read -ra globs <<<"${BASH_REMATCH[1]}"
			want=$("$TEST" --list=plan "${globs[@]}" | wc -l)
		elif [[ -n $want && $line =~ $totals ]]; then
			((want == BASH_REMATCH[1] + BASH_REMATCH[2] +
				BASH_REMATCH[3])) ||
				complain "$1: '${line# *}', but there are" \
					"$want cases"
			want=''
		fi
	done <"$1"
	[[ -z $want ]] || complain "$1: a sample without totals"
}

documents()
{
	local file known left

	known=$(
		./run-tests.sh --help
		build/native/tce-run host --help
		"$TEST" --help
		"$TEST" bench --help
		"$REPORT" --help
	)
	for file; do
		left=$(paths "$file")
		[[ -z $left ]] || complain "$file: no such file: $left"
		left=$(comm -23 <(commands "$file") <(options "$known") |
			tr '\n' ' ')
		[[ -z $left ]] || complain "$file: no such option: $left"
		samples "$file"
	done
}

# lacks TEXT WORD...: the words that it does not have
lacks()
{
	local text=$1 word

	shift
	for word; do
		grep -qw -- "$word" <<<"$text" || printf '%s ' "$word"
	done
}

# The table of choices has each clause and each rule that leaves one, and none that
# is gone.
choices()
{
	local table=fixtures/levels.md text rules clauses left
	local -a may named

	text=$(<"$table")
	rules=$("$TEST" --list=rules)
	clauses=$(<fixtures/clauses.txt)
	mapfile -t may < <(
		sed -n 's/^\([A-Z0-9]*-[0-9]*\) | may.*/\1/p' <<<"$clauses"
		awk '$3 != "must" { print $2 }' <<<"$rules"
	)
	mapfile -t named < <(cut -s -d '|' -f 2 <<<"$text" |
		grep -oE '\b[A-Z][A-Z0-9]*(-[0-9]{2}|(_[A-Z0-9]+)+)\b' | sort -u)
	left=$(lacks "$text" "${may[@]}")
	[[ -z $left ]] || complain "$table: no line for $left"
	left=$(lacks "$clauses $rules" "${named[@]}")
	[[ -z $left ]] || complain "$table: no such clause or rule: $left"
}

choices
ci/docs.sh --check || complain "make docs changes that"
pages
mapfile -t all < <(git ls-files '*.md')
documents "${all[@]}"
named "${all[@]}"
exit "$failed"
