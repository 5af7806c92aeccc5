#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Proves ci/whole.sh without a kernel: runs that a script plays, of fixes that make
# something worse or nothing, and the table of them. "whole.sh --accept" takes what
# comes out for right.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source-path=SCRIPTDIR source=lib.sh
. tests/lib.sh

GOLDEN=$PWD/tests/tables/whole
ACCEPT=${1-}
TREE=$DIR/tree
export FAKE_DIR=$DIR/fake TCE_CACHE=$DIR/cache

# A tree in which ci/whole.sh finds its programs, and kernels that are none.
make_tree()
{
	local part

	mkdir -p "$TREE"/{ci,build/native,fixtures/{matrices,machines}} "$FAKE_DIR"
	cp ci/{lib,whole}.sh ci/{reports,worse}.awk "$TREE/ci"
	cp -r "$GOLDEN/fixes" "$TREE/fixtures"
	cp "$GOLDEN"/{stream,console,*.sed,*.log} "$FAKE_DIR"
	cp "$GOLDEN/run-tests.sh" "$TREE"
	ln -s "$PWD/build/native/tce-report" "$TREE/build/native"
	printf 'native:\n' >"$TREE/Makefile"
	printf '# none\nlab+kasan pseries\nlab+kasan powernv9 info.*\n' \
		>"$TREE/fixtures/matrices/fixes.conf"
	touch "$TREE"/fixtures/machines/{pseries,powernv9}.conf
	for part in include lib tests/{harness,suites,host,bench} ci/{guest,run}; do
		mkdir -p "$TREE/$part"
		echo "$part" >"$TREE/$part/a.c"
	done
	cat >"$TREE/ci/deps.sh" <<-'EOF2'
		#!/bin/sh
	EOF2
	cat >"$TREE/ci/lab.sh" <<-'EOF2'
		#!/bin/sh
		case $1 in *no-source*) echo 'it changes nothing' >&2; exit 3 ;; esac
		mkdir -p "$FAKE_DIR/kernel" && echo "$1" >"$FAKE_DIR/kernel/key"
		echo "$FAKE_DIR/kernel"
	EOF2
	# a pair: name, commit, ... with, without, verdict, about
	cat >"$TREE/ci/pairs.sh" <<-'EOF2'
		#!/bin/sh
		mkdir -p "$4"
		verdict=holds
		[ "$2" != blind ] || verdict='green without it'
		printf '%s\t-\t-\t-\t-\t-\t1\t1\t%s\t-\n' "$2" "$verdict" >"$4/pairs.tsv"
	EOF2
	printf '#!/bin/sh\necho QEMU 0\n' >"$DIR/qemu"
	chmod +x "$TREE"/ci/{deps,lab,pairs}.sh "$DIR/qemu"
	export TCE_QEMU=$DIR/qemu
}

# whole STATUS ARG...: a whole proof; what it prints is in $DIR/out
whole()
{
	local status=$1 rc=0

	shift
	: >"$FAKE_DIR/runs"
	TCE_QUIET=1 "$TREE/ci/whole.sh" "$@" >"$DIR/out" 2>"$DIR/err" || rc=$?
	checks=$((checks + 1))
	[[ $rc == "$status" ]] ||
		complain "whole.sh $*: exit $rc, want $status: $(<"$DIR/err")"
}

# runs N [PATTERN]: that many runs were made, of kernels that match
runs()
{
	local n

	n=$(grep -c -- "${2:-}" "$FAKE_DIR/runs") || :
	checks=$((checks + 1))
	[[ $n == "$1" ]] || complain "$n runs of '${2:-}', want $1"
}

alone()
{
	whole 1 '*' "$DIR/alone"
	golden whole.txt
	cmp -s "$DIR/out" "$DIR/alone/whole.txt" ||
		complain 'whole.txt is not what was printed'
	# one without a fix for each kernel and machine
	runs 4 'lab[^=]* '
	runs 2 'lab+kasan '
	runs 2 'lab:next+kasan '
	runs 1 'lab+kasan+with=otherwise+with=good pseries$'
	cp "$DIR/alone/pairs.json" "$DIR/out"
	golden whole.json
}

# What was made without a fix is used again until something differs.
cached()
{
	whole 0 good "$DIR/again" pseries
	runs 1
	echo more >>"$TREE/tests/suites/a.c"
	whole 0 good "$DIR/again" pseries
	runs 2
	echo 'qemu=-m 3G' >>"$TREE/fixtures/machines/pseries.conf"
	whole 0 good "$DIR/again" pseries
	runs 2
	whole 0 good "$DIR/again" pseries -- 'map.*'
	runs 2
	golden look.txt
	echo 'lab+kasan pseries map.* -x a.*' >"$TREE/fixtures/matrices/fixes.conf"
	whole 0 good "$DIR/again" pseries
	runs 2
}

together()
{
	whole 1 '' "$DIR/together" pseries
	golden together.txt
	runs 1 'fixes=vfio pseries$'
}

usage()
{
	whole 4 'none*' "$DIR/none"
	whole 2 good "$DIR/none" pseries-none
}

# The names of an area, as the lab takes them.
areas()
{
	# shellcheck source-path=SCRIPTDIR source=../ci/lib.sh
	(. "$TREE/ci/lib.sh"
	for area in kvm vfio arch all; do
		echo "$area:" "$(fixes_of "$area" 6.12 | tr '\n' ' ')"
	done) >"$DIR/out"
	golden areas.txt
}

make_tree
alone
cached
together
usage
areas
finish
