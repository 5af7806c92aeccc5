#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# tests/defects.sh [FIXTURES]: the reports in fixtures/defects/ have one form, and
# agree with the waivers, with the fixes, and with the cases and machines that
# they name.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source-path=SCRIPTDIR source=lib.sh
. tests/lib.sh

FIXTURES=${1:-fixtures}
HEADS='Summary Affected Reproducer Cause Impact Fix'

# section FILE HEAD: its lines
section()
{
	awk -v head="## $2" '/^## / { on = $0 == head; next } on && NF' "$1"
}

# The title names the defect, and the heads are all there, in order, with a text.
form()
{
	local name=$1 file=$2 head

	[[ $(head -n 1 "$file") == "# $name: "?* ]] ||
		complain "$name: want a first line \"# $name: SENTENCE\""
	[[ $(grep '^#' "$file" | sed '1d; s/^## //' | tr '\n' ' ') == "$HEADS " ]] ||
		complain "$name: want the heads $HEADS, in this order"
	for head in $HEADS; do
		[[ -n $(section "$file" "$head") ]] ||
			complain "$name: $head is empty"
	done
}

# A waiver refers to it, or it says why there is none.
waiver()
{
	local name=$1 why

	why=$(section "$2" Affected | grep '^No waiver: .' || :)
	if grep -qxF "$name" "$DIR/waived"; then
		[[ -z $why ]] || complain "$name: has a waiver, but says \"$why\""
	else
		[[ -n $why ]] || complain \
			"$name: want a waiver, or \"No waiver: REASON\" under Affected"
	fi
}

# Where it comes from, and to whom the report goes.
origin()
{
	local name=$1 good bad

	good=$(section "$2" Affected | grep -cE \
		'^Fixes: ([0-9a-f]{12} \(".+"\)$|not found, because .)' || :)
	bad=$(grep -c '^Fixes: ' "$2" || :)
	[[ $good != 0 && $good == "$bad" ]] || complain "$name: want \
\"Fixes: HASH (\"SUBJECT\")\" or \"Fixes: not found, because ...\" under Affected"
	[[ $(section "$2" Impact | grep -cE '^Report to: .' || :) == 1 ]] ||
		complain "$name: want one line \"Report to: WHOM\" under Impact"
}

# fixes: "DEFECT FILE" for each file of fixtures/fixes that belongs to a defect
fixes()
{
	awk -F = '
		function put() {
			base = file
			sub(/.*\//, "", base)
			if (change)
				print defect, base
			else
				sub(/\.conf$/, "", base)
			print defect, (change ? change : base) ".patch"
			print defect, (change ? change : base) ".cocci"
		}
		FNR == 1 && file { put() }
		FNR == 1 { file = FILENAME; defect = change = "" }
		$1 == "defect" { defect = $2 }
		$1 == "change" { change = $2 }
		END { put() }' "$FIXTURES"/fixes/*.conf | sort -u |
		while read -r defect file; do
			[[ ! -e $FIXTURES/fixes/$file ]] ||
				printf '%s %s\n' "$defect" "$file"
		done
}

# The fixes that it names are all that there are for it, or it says why none is.
fix()
{
	local name=$1 text

	text=$(section "$2" Fix)
	grep -oE 'fixtures/fixes/[a-z0-9-]+\.[a-z]+' <<<"$text" |
		sed 's|.*/||' | sort -u >"$DIR/named" || :
	sed -n "s/^$name //p" "$DIR/all-fixes" >"$DIR/fixes"
	cmp -s "$DIR/named" "$DIR/fixes" || complain "$name: names other fixes \
than it has: $(diff "$DIR/named" "$DIR/fixes" | grep '^[<>]' | tr '\n' ' ')"
	if [[ -s $DIR/fixes ]]; then
		[[ $text != None:* ]] || complain "$name: has a fix, and says None"
	else
		[[ $text == 'None: '?* ]] ||
			complain "$name: want a fix, or \"None: REASON\" under Fix"
	fi
}

is_case()
{
	local case

	for case in "${CASES[@]}"; do
		# shellcheck disable=SC2053
		[[ $case != $1 ]] || return 0
	done
	return 1
}

# The commands in a reproducer, one a line.
commands()
{
	section "$1" Reproducer | sed -e ':a' -e '/\\$/N; s/\\\n//; ta' |
		grep '^    .*\./run-tests\.sh' || :
}

# They name machines and cases that there are, and apply no waiver: with one, a
# known defect is green. --fixes applies none.
reproducer()
{
	local name=$1 line words word waivers commands=0
	local -a globs

	while read -r line; do
		commands=$((commands + 1))
		read -ra words <<<"${line#*./run-tests.sh}"
		globs=()
		waivers=1
		while [[ ${#words[@]} != 0 ]]; do
			word=${words[0]//\'/}
			words=("${words[@]:1}")
			case $word in
			-m)
				[[ -e $FIXTURES/machines/${words[0]}.conf ]] ||
					complain "$name: no machine ${words[0]}"
				words=("${words[@]:1}")
				;;
			-k | --boot-timeout | --soak) words=("${words[@]:1}") ;;
			--pedantic) ;;
			--waivers)
				[[ ${words[0]} != /dev/null ]] || waivers=0
				words=("${words[@]:1}")
				;;
			--fixes=*)
				waivers=0
				[[ -e $FIXTURES/fixes/${word#*=}.conf ]] ||
					complain "$name: no fix ${word#*=}"
				;;
			-*) complain "$name: $word is not known here" ;;
			*) globs+=("$word") ;;
			esac
		done
		[[ $waivers = 0 ]] ||
			complain "$name: want --waivers /dev/null: $line"
		for word in "${globs[@]}"; do
			is_case "$word" || complain "$name: no case $word"
		done
	done < <(commands "$2")
	[[ $commands != 0 ]] || complain "$name: has no command to reproduce it"
}

# What they print, a case at least, or why that is not there.
output()
{
	local name=$1 why case

	why=$(section "$2" Reproducer | grep '^No output: .' || :)
	section "$2" Reproducer |
		sed -nE 's/^    (FAIL|ERROR|TIMEOUT) +//p' >"$DIR/printed"
	while read -r case; do
		is_case "$case" || complain "$name: prints $case, which is no case"
	done <"$DIR/printed"
	if [[ -s $DIR/printed ]]; then
		[[ -z $why ]] || complain "$name: has an output, but says \"$why\""
	elif grep -qxF "$name" "$DIR/waived"; then
		[[ -n $why ]] || complain \
			"$name: want what it prints, or \"No output: REASON\""
	fi
}

# A recipient has only this one: outside commands and quoted names of files it
# mentions no other by its name. Some phrases are not plain enough for a mail.
alone()
{
	local name=$1 other

	# shellcheck disable=SC2016
	sed -e 1d -e '/^    /d' -e 's/`[^`]*`//g' "$2" |
		tr -c 'a-z0-9-' '\n' | sort -u >"$DIR/words"
	while read -r other; do
		complain "$name: explain $other, the reader does not have it"
	done < <(comm -12 "$DIR/words" "$DIR/names" | grep -vxF "$name")
}

# with those that run only when they are named, and those of a soak
mapfile -t CASES < <(build/native/tce-test --list=plan --soak=1s '*' \
	'collide.*' 'host-alone.*' | cut -f 1)
fixes >"$DIR/all-fixes"
sed '/^#/d' "$FIXTURES/waivers.txt" | awk -F '|' 'NF > 3 {
	gsub(/[ \t]/, "", $3); print $3 }' | sort -u >"$DIR/waived"
while read -r name; do
	checks=$((checks + 1))
	[[ -e $FIXTURES/defects/$name.md ]] ||
		complain "a waiver refers to $name, which has no $name.md"
done <"$DIR/waived"
for file in "$FIXTURES"/defects/*.md; do
	basename "$file" .md
done | sort >"$DIR/names"
for file in "$FIXTURES"/defects/*.md; do
	checks=$((checks + 1))
	name=$(basename "$file" .md)
	form "$name" "$file"
	waiver "$name" "$file"
	origin "$name" "$file"
	fix "$name" "$file"
	reproducer "$name" "$file"
	output "$name" "$file"
	alone "$name" "$file"
done
while read -r name file; do
	checks=$((checks + 1))
	[[ -e $FIXTURES/defects/$name.md ]] ||
		complain "$file is for $name, which has no $name.md"
done <"$DIR/all-fixes"
finish
