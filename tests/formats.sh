#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Every format of the results, read back by programs that are not ours:
# formats.sh TCE_REPORT STREAM...
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=../ci/lib.sh
. "$(dirname "$0")/../ci/lib.sh"
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

[[ $# -ge 2 && -x $1 ]] || {
	echo "formats.sh: want the path of tce-report and streams" >&2
	exit 2
}
REPORT=$1
shift

# check WHAT COMMAND...
check()
{
	local what=$1

	shift
	checks=$((checks + 1))
	"$@" >"$DIR/out" 2>&1 || complain "$what"
}

# same WHAT WANT HAVE
same()
{
	check "$1: want '$2', have '$3'" test "$2" = "$3"
}

# What results.json says: "total failed skipped", the way JUnit counts them.
counts()
{
	jq -r '.summary | "\(.total) \(.fail + .xpass + .error)" +
		" \(.skip + .xfail)"' "$DIR/json"
}

junit()
{
	check "$1: xmllint refuses its XML" xmllint --noout "$DIR/junit"
	same "$1: junitparser" "$(counts)" "$(/usr/bin/python3 - "$DIR/junit" \
		<<-'EOF'
		import sys, junitparser
		xml = junitparser.JUnitXml.fromfile(sys.argv[1])
		cases = [case for suite in xml for case in suite]
		kinds = [type(result).__name__ for case in cases
			 for result in case.result]
		bad = kinds.count("Failure") + kinds.count("Error")
		assert (xml.tests, xml.failures + xml.errors) == \
			(len(cases), bad)
		print(len(cases), bad, kinds.count("Skipped"))
		EOF
	)"
}

# A known defect is not what is not here, and neither is a known failure.
kinds()
{
	same "$1: kinds of skips in JUnit" \
		"$(jq -r '[.cells[].cases[] | select(.status == "skip" or
			.status == "xfail") | if .status == "xfail"
			then "known-defect" elif .was then "known-failure"
			else "not-here" end] | sort | join(" ")' "$DIR/json")" \
		"$(sed -n 's/.*<skipped type="\([^"]*\)".*/\1/p' "$DIR/junit" |
			sort | paste -sd ' ')"
}

# The stream itself is TAP and KTAP; its verdicts are prove's and kunit.py's,
# which count a known deviation as passed.
tap()
{
	local rc=0 bad

	bad=$(jq '.summary | .fail + .xpass + .error' "$DIR/json")
	prove -e cat "$2" >"$DIR/out" 2>&1 || rc=1
	same "$1: prove" "$((bad != 0))" "$rc"
	/usr/bin/python3 "$KUNIT" parse "$(realpath "$2")" >"$DIR/out" 2>&1 || :
	same "$1: kunit.py" "$(jq -r '.summary | [
			(.pass + .xfail | select(. > 0) | "passed: \(.)"),
			(.fail + .xpass + .error | select(. > 0) |
				"failed: \(.)"),
			(.skip | select(. > 0) | "skipped: \(.)")] |
			join(", ")' "$DIR/json")" \
		"$(sed -n 's/.*Ran [0-9]* tests: //p' "$DIR/out")"
}

html()
{
	# What is empty is a square of the matrix.
	check "$1: tidy refuses its HTML" tidy -errors -quiet \
		--drop-empty-elements no "$DIR/html"
	same "$1: references to other files" 0 \
		"$(grep -cE '(src|href)=|url\(|@import' "$DIR/html")"
}

kcidb()
{
	same "$1: KCIDB's statuses" \
		"$(jq -r '.summary.total' "$DIR/json") 0" \
		"$(jq -r '.tests | "\(length) \(map(select(
			(.id | test("^[a-z0-9_]+:.")) and
			(.build_id | test("^[a-z0-9_]+:.")) and
			(.path | test("^[.a-zA-Z0-9_/-]*$")) and
			(.status | test("^(FAIL|ERROR|MISS|PASS|DONE|SKIP)$"))
			| not)) | length)"' "$DIR/kcidb")"
}

formats()
{
	local name=${1##*/} kind

	for kind in json junit html kcidb; do
		"$REPORT" "$kind" "$1" >"$DIR/$kind"
	done
	check "$name: jq refuses its JSON" jq -e '.schema == 1' "$DIR/json"
	junit "$name"
	kinds "$name"
	html "$name"
	kcidb "$name"
}

KUNIT=$("$TCE_ROOT/ci/kunit.sh")
for stream; do
	"$REPORT" json "$stream" >/dev/null 2>&1 || continue
	formats "$stream"
	# What breaks off, or comes twice, is TAP for nobody; ours says so.
	! grep -q '^# end$' "$stream" || [[ ${stream##*/} != results.ktap ]] ||
		tap "${stream##*/}" "$stream"
done
finish
