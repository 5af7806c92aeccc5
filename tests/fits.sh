#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Runs what ci/fits hands to shells of CI systems, with a run-tests.sh that ends as it
# is asked to.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source-path=SCRIPTDIR source=lib.sh
. tests/lib.sh

export KERNEL=k SHARD=1/1

# A tree in which a run has been, and the next one cannot start, or is red.
make_tree()
{
	rm -rf "$DIR/tree"
	mkdir -p "$DIR/tree/results/ci" "$DIR/tree/ci/fits"
	cp ci/fits/tmt.sh "$DIR/tree/ci/fits"
	cp ci/lib.sh "$DIR/tree/ci"
	echo old >"$DIR/tree/results/ci/junit.xml"
	cat >"$DIR/tree/run-tests.sh" <<-'EOF'
	#!/bin/bash
	[[ $RC != 3 ]] || exit 3
	while [[ $1 != -o ]]; do shift; done
	mkdir -p "$2"
	printf '%s\n' 'ok 1 one.a' 'ok 2 one.b # SKIP no' 'not ok 3 one.c' \
		'not ok 4 two.a # ERROR x' >"$2/results.ktap"
	echo new >"$2/junit.xml"
	exit "$RC"
	EOF
	chmod +x "$DIR/tree/run-tests.sh"
}

# of the last job of the file
gitlab()
{
	sed -n '/^tce:/,$ s/^    - //p' ci/fits/gitlab-ci.yml |
		sed '/^KERNEL:/d'
}

jenkins()
{
	awk "/'''/ { inside = !inside; next } inside" ci/fits/Jenkinsfile
}

# publishes SYSTEM: what its job publishes is of this run, or nothing
publishes()
{
	local rc want

	for want in 3 1; do
		checks=$((checks + 2))
		make_tree
		rc=0
		"$1" >"$DIR/job"
		(cd "$DIR/tree" && RC=$want bash -e "$DIR/job") \
			>"$DIR/out" 2>&1 || rc=$?
		[[ $rc == "$want" ]] || complain "$1: exit $rc, want $want"
		rc=$(cat "$DIR/tree/results/ci/junit.xml" 2>/dev/null) || :
		[[ $want$rc == 3 || $want$rc == 1new ]] ||
			complain "$1: publishes '$rc' of a run that ended with $want"
	done
}

# tmt reads results.yaml: each case has its result, and no run has none
tmt()
{
	local rc=0

	checks=$((checks + 2))
	make_tree
	RC=1 TMT_TEST_DATA=$DIR/tmt "$DIR/tree/ci/fits/tmt.sh" \
		>"$DIR/out" 2>&1 || rc=$?
	cat "$DIR/tmt/results.yaml" >"$DIR/out"
	[[ $rc == 1 && $(sed -n 's/^  result: //p' "$DIR/out" |
		paste -sd ' ') == 'pass info fail error' ]] ||
		complain "tmt.sh: exit $rc, or another result"
	rm -r "$DIR/tmt"
	rc=0
	RC=3 TMT_TEST_DATA=$DIR/tmt "$DIR/tree/ci/fits/tmt.sh" \
		>"$DIR/out" 2>&1 || rc=$?
	[[ $rc == 3 && ! -e $DIR/tmt/results.yaml ]] ||
		complain "tmt.sh: exit $rc of a run that is none"
}

publishes gitlab
publishes jenkins
tmt
finish
