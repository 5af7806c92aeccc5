#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# An exit code of 1 says that something is red, and nothing else: scripts that a fault
# of the system ends, in which they are called by a link, or that ends a command in
# their midst, end with another one.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=../ci/lib.sh
. "$(dirname "$0")/../ci/lib.sh"
cd "$TCE_ROOT"
# shellcheck source-path=SCRIPTDIR source=lib.sh
. tests/lib.sh
unset TCE_NAME

# ends STATUS TEXT COMMAND...: with that, and the text in its output
ends()
{
	local rc=0

	checks=$((checks + 1))
	"${@:3}" >"$DIR/out" 2>&1 </dev/null || rc=$?
	[[ $rc == "$1" ]] || complain "${*:3}: exit $rc, want $1"
	[[ $(<"$DIR/out") == *$2* ]] || complain "${*:3}: no '$2' in its output"
}

# script STATUS BODY [TEXT]: one that sources lib.sh, as ours do
script()
{
	printf '%s\n' 'set -euo pipefail' ". '$TCE_ROOT/ci/lib.sh'" "$2" >"$DIR/x"
	ends "$1" "${3-}" bash "$DIR/x"
}

guards()
{
	script 3 $'guard 3\nfalse' 'x: failed unexpectedly: false'
	# shellcheck disable=SC2016
	script 3 $'guard 3\nmain() { local x; x=$(grep -c a /dev/null); }\nmain' \
		'failed unexpectedly: x='
	# shellcheck disable=SC2016
	script 3 $'guard 3\n: "${unset[3]}"' 'unbound variable'
	script 3 $'guard 3\n/nonexistent' 'No such file'
	script 3 $'guard 3\n(false)' 'failed unexpectedly'
	script 255 $'guard 255\nfalse' 'failed unexpectedly'
	script 1 $'guard 3\nJUDGED=1\nexit 1'
	script 2 $'guard 3\ndie 2 x'
	script 0 $'guard 3\nexit 0'
	script 0 $'at_exit printf "%s,%s" "a b" c\n(at_exit echo d; :)' $'d\na b,c'
	# what does not guard itself has bash's codes
	script 1 'false'
	script 127 '/nonexistent'
}

# Each script has a guard, and prints its usage, and does nothing else, when it is
# called by a link: so it finds its library.
links()
{
	local file name

	for file in ci/*.sh ci/fits/*.sh; do
		[[ -x $file ]] || continue
		checks=$((checks + 1))
		: >"$DIR/out"
		grep -qE '^guard ' "$file" || complain "$file has no guard"
		name=${file##*/}
		ln -sf "$TCE_ROOT/$file" "$DIR/$name"
		ends 0 'usage: ' "$DIR/$name" -h
		# it hands these to run-tests.sh
		[[ $name == bisect.sh || $name == tmt.sh ]] ||
			ends 2 "$name: " "$DIR/$name" --nonsense
	done
}

guards
links
ends 3 'failed unexpectedly' env TMPDIR=/nonexistent ci/docs.sh --check
ends 3 'TMT_TEST_DATA must be set' env -u TMT_TEST_DATA ci/fits/tmt.sh
ends 2 'usage' ci/sysroot.sh nonsense
finish
