#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# tests/readme.sh [README...]: carries out the examples of the READMEs, each
# README in a copy of the tree with its native objects, so that what a reader is
# asked to write builds and runs. A line before a fenced block says what it is:
#
#	<!-- example: create FILE -->
#	<!-- example: add FILE after "TEXT" -->	below the first line with TEXT
#	<!-- example: add FILE before "TEXT" -->	above it
#	<!-- example: run -->		shell commands that must end with 0
#	<!-- example: fails -->		... that must not
#
# A run block in which a line begins with "$ " is a session: those lines run.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source-path=SCRIPTDIR source=lib.sh
. tests/lib.sh

# Folders that a reader opens without a map; each has a README.
FOLDERS=(. tests tests/host tests/hardware lib lib/engine lib/spec ci ci/fits
	ci/guest fixtures)
# lines that somebody wrote: two pages, and the first one a little more
MOST=130
MOST_FIRST=150

# blocks README: each example as a file $DIR/blocks/NN, its first line the kind
blocks()
{
	rm -rf "$DIR/blocks"
	mkdir "$DIR/blocks"
	awk -v out="$DIR/blocks" '
		/^<!-- example: .* -->$/ {
			kind = substr($0, 15, length($0) - 18)
			next
		}
		kind != "" && /^```/ {
			if (file == "") {
				file = sprintf("%s/%02d", out, ++n)
				print kind >file
			} else {
				close(file)
				file = kind = ""
			}
			next
		}
		file != "" { print >file }
		kind != "" && file == "" && NF { bad = 1; exit }
		END { exit bad || kind != "" }' "$1"
}

# copy: the tree as it is, with what is built of it
copy()
{
	rm -rf "$DIR/tree"
	mkdir -p "$DIR/tree/build"
	git ls-files -z --cached --others --exclude-standard |
		xargs -0 cp -a --parents -t "$DIR/tree" 2>/dev/null || :
	cp -a build/native build/version "$DIR/tree/build/"
}

# add FILE after|before TEXT BLOCK
add()
{
	local file=$DIR/tree/$1

	[[ -f $file ]] && grep -qF -- "$3" "$file" || return
	awk -v where="$2" -v text="$3" -v block="$4" '
		function put() {
			while ((getline line <block) > 0)
				print line
		}
		!done && index($0, text) {
			done = 1
			if (where == "before") put()
			print
			if (where == "after") put()
			next
		}
		{ print }' "$file" >"$file.new"
	mv "$file.new" "$file"
}

# carry_out KIND BLOCK: one example in the copy
carry_out()
{
	local form='^add ([^ ]+) (after|before) "(.*)"$'

	case $1 in
	'create '*)
		mkdir -p "$DIR/tree/$(dirname "${1#create }")"
		cp "$2" "$DIR/tree/${1#create }"
		;;
	'add '*)
		[[ $1 =~ $form ]] || return
		add "${BASH_REMATCH[@]:1:3}" "$2"
		;;
	run | fails)
		! grep -q '^\$ ' "$2" || sed -i -n 's/^\$ //p' "$2"
		if (cd "$DIR/tree" && bash -e "$2"); then
			[[ $1 == run ]]
		else
			[[ $1 == fails ]]
		fi
		;;
	*) return 1 ;;
	esac
}

# readme FILE: all its examples, in order, in one copy
readme()
{
	local block kind

	: >"$DIR/out"
	checks=$((checks + 1))
	blocks "$1" || {
		complain "$1: an example line without a fenced block"
		return
	}
	[[ -n $(ls "$DIR/blocks") ]] || return 0
	copy
	for block in "$DIR/blocks"/*; do
		checks=$((checks + 1))
		kind=$(head -n 1 "$block")
		sed -i 1d "$block"
		carry_out "$kind" "$block" >"$DIR/out" 2>&1 </dev/null ||
			complain "$1: example ${block##*/}: $kind"
	done
}

# written FILE: its lines, without those that programs print into it
written()
{
	sed '/^<!-- \(print\|text\): /,/^<!-- end -->/d' "$1" | wc -l
}

lengths()
{
	local folder file most

	: >"$DIR/out"
	for folder in "${FOLDERS[@]}"; do
		checks=$((checks + 1))
		file=${folder#.}
		file=${file:+$file/}README.md
		most=$MOST
		[[ $folder != . ]] || most=$MOST_FIRST
		if [[ ! -f $file ]]; then
			complain "$folder has no README.md"
		elif (($(written "$file") > most)); then
			complain "$file has $(written "$file") lines, $most at most"
		fi
	done
}

if [[ $# == 0 ]]; then
	lengths
	mapfile -t files < <(git ls-files '*README.md')
	set -- "${files[@]}"
fi
for file; do
	readme "$file"
done
finish
