#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The tables that people read beside verdicts, for inputs that are known: pairs and
# fixes, and coverage. "tables.sh --accept" takes what comes out for right.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source-path=SCRIPTDIR source=lib.sh
. tests/lib.sh

GOLDEN=$PWD/tests/tables
ACCEPT=${1-}

# A tree in which ci/pairs.sh finds its programs, and runs that are none.
pairs()
{
	local tree=$DIR/tree rc=0

	mkdir -p "$tree/ci" "$tree/build" "$tree/fixtures"
	cp ci/lib.sh ci/pairs.sh "$tree/ci"
	cp -r tests/tables/pairs "$tree/fixtures/patches"
	cp tests/tables/pairs/run-tests.sh "$tree"
	touch "$tree"/fixtures/patches/{holds,green-without,red-with,no-boot}.cocci
	printf '#!/bin/sh\n' >"$tree/ci/deps.sh"
	chmod +x "$tree/ci/deps.sh"
	printf 'native:\n' >"$tree/Makefile"
	mkdir "$tree/build/native"
	ln -s "$PWD/build/native/tce-report" "$tree/build/native"
	# the plan of a pair: one case a word, and the one that comes first
	printf '#!/bin/sh\nshift; printf "%%s\\tshared\\n" platform.usable "$@"\n' \
		>"$tree/build/native/tce-test"
	chmod +x "$tree/build/native/tce-test"
	"$tree/ci/pairs.sh" patches '*' lab "$DIR/pairs" >"$DIR/out" \
		2>"$DIR/err" || rc=$?
	checks=$((checks + 1))
	[[ $rc == 1 ]] || complain "pairs.sh: exit $rc, want 1"
	golden pairs.txt
	cmp -s "$DIR/out" "$DIR/pairs/pairs.txt" ||
		complain 'pairs.txt is not what was printed'
	cp "$DIR/pairs/pairs.json" "$DIR/out"
	golden pairs.json
	cp "$DIR/pairs/pairs.html" "$DIR/out"
	golden pairs.html
	rc=0
	"$tree/ci/pairs.sh" patches not-shown lab "$DIR/unshown" >"$DIR/out" \
		2>"$DIR/err" || rc=$?
	checks=$((checks + 1))
	[[ $rc == 4 && $(tail -n 1 "$DIR/out") == '0 of 1 hold, 1 not shown' ]] ||
		complain "pairs.sh: nothing is shown: exit $rc, $(tail -n 1 "$DIR/out")"
}

coverage()
{
	mkdir -p "$DIR/linux/drivers/vfio"
	cp tests/tables/coverage-source.txt "$DIR/linux/drivers/vfio/window.c"
	sed "s|@DIR@|$DIR|" tests/tables/coverage.info >"$DIR/coverage.info"
	printf 'window.c | %s\n' \
		'window_unset(): return -EIO; | of another function' \
		'window_set(): return 0; / return -EIO; | after another line' \
		'window_set(): if (BUG_ON_DATA(entry)) / return -EIO; | no emulated machine has such data' \
		'window_unset() | nobody calls it' >"$DIR/unreached"
	TCE_UNREACHED=$DIR/unreached ci/coverage.sh --info "$DIR/coverage.info" \
		>"$DIR/out"
	golden coverage.txt
}

pairs
coverage
finish
