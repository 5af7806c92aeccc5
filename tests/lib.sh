# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# What the test scripts share: a folder of their own, and counting. Sourced, after
# "set -euo pipefail".

DIR=$(mktemp -d)
trap 'rm -rf "$DIR"' EXIT
checks=0
failed=0

# complain TEXT: the check at hand failed; with the output that is in $DIR/out
complain()
{
	failed=$((failed + 1))
	printf '%s: %s\n' "${0##*/}" "$1"
	[[ ! -f $DIR/out || ! -s $DIR/out ]] || sed 's/^/    /' "$DIR/out" | tail -n 12
}

# golden NAME: $DIR/out is $GOLDEN/NAME, or becomes it with ACCEPT=--accept
golden()
{
	checks=$((checks + 1))
	[[ $ACCEPT != --accept ]] || cp "$DIR/out" "$GOLDEN/$1"
	diff -u "$GOLDEN/$1" "$DIR/out" >"$DIR/diff" && return
	mv "$DIR/diff" "$DIR/out"
	complain "$1 is another one"
}

# finish: the last line, and the exit status
finish()
{
	printf '%s: %d checks, %d failed\n' "${0##*/}" "$checks" "$failed"
	[[ $failed == 0 ]]
}
