#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# All tests: everything that boots nothing, then (unless "native" is asked for)
# static analysis and a short run of a real kernel in a guest.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=../ci/lib.sh
. "$(dirname "$0")/../ci/lib.sh"
guard 3
cd "$TCE_ROOT"

usage()
{
	cat <<-EOF2
	usage: tests/check.sh [native]
	  tests the suite itself: the tools of this host, static analysis, then
	  short runs of real kernels in guests (15 minutes on two cores)
	  native   only what boots nothing and needs no POWER tools (3 minutes)
	Installs the packages that it needs, as root. exit: 0 all pass, 1 not, 2 usage
	EOF2
}

case ${1-} in
-h | --help)
	usage
	exit
	;;
'' | native) [[ $# -lt 2 ]] || die 2 "one word at most, see tests/check.sh -h" ;;
*) die 2 "unknown word $1, see tests/check.sh -h" ;;
esac

passed=0
failed=0

# check NAME COMMAND...: quiet when it passes
check()
{
	local name=$1 start=$SECONDS log

	shift
	log=$(mktemp)
	if "$@" >"$log" 2>&1; then
		passed=$((passed + 1))
		printf 'ok    %-40s %3d s\n' "$name" $((SECONDS - start))
	else
		failed=$((failed + 1))
		printf 'FAIL  %-40s (%s)\n' "$name" "$*"
		sed 's/^/      /' "$log" | tail -n 60
	fi
	rm -f "$log"
}

# Boots stock kernels on several machines: the whole way from package to verdict.
boot()
{
	./run-tests.sh -o "$1" --matrix ci
}

# Linux 6.1, on which nothing works: red, and the verdict says since when.
dead_kernel()
{
	local rc=0

	./run-tests.sh -o "$1" -k debian-6.1 'map.iova*' || rc=$?
	[[ $rc == 1 ]] && grep 'known as before-the-rework: from Linux 5' \
		"$1/results.ktap"
}

# All machines natively; the sanitizers see all code with two of them.
native_checks()
{
	local kind
	local -a machines=()

	for kind in native asan; do
		[[ $kind == native ]] ||
			machines=(--platform pseries-64k-hash --platform pseries-4k-hash)
		check "$kind: library" "build/$kind/unit"
		check "$kind: reports" tests/report.sh "build/$kind/tce-report"
		check "$kind: harness" tests/self.sh "build/$kind/tce-test"
		check "$kind: tables against the model" \
			"build/$kind/tce-test" --backend model "${machines[@]}"
	done
	check "each rule broken turns a case red" build/native/tce-test --mutate
	check "each function was seen red" tests/red.sh build/native/tce-test
	check "each clause has a case or a reason" \
		build/native/tce-test --list=clauses
	check "each waiver has a case" build/native/tce-test --list=waivers \
		--waivers fixtures/waivers.txt
	check "reports of defects, waivers and fixes" tests/defects.sh
	check "documents, against the programs" tests/docs.sh
	check "examples in the documents" tests/readme.sh
	check "tables of pairs, coverage, firmware" tests/tables.sh
	check "the whole suite with fixes, played" tests/whole.sh
	check "a part includes only what it may" tests/layers.sh
	check "libtce, as other programs see it" tests/library.sh
	check "nightly runs, without an LPAR" tests/lpar.sh
	check "what fits into other CI systems" tests/fits.sh
	check "an exit code of 1 is a verdict" tests/verdicts.sh
	check "the runner, without a guest" tests/runner.sh
}

if [[ ${1-} == native ]]; then
	"$TCE_ROOT/ci/deps.sh" native
else
	"$TCE_ROOT/ci/deps.sh" check
fi
make -s -j "$(nproc)" native asan
native_checks
if [[ ${1-} != native ]]; then
	check "lint" ci/lint.sh
	check "what reads KTAP, on random streams" make -s fuzz RUNS=50000
	check "installed, and as Debian packages" tests/install.sh
	results=$(mktemp -d)
	check "stock kernels on several machines" boot "$results"
	check "a kernel on which nothing works" dead_kernel "$results/dead"
	check "every format, by foreign readers" tests/formats.sh \
		build/asan/tce-report fixtures/ktap/*.ktap \
		"$results"/*/pseries/results.ktap
	rm -rf "$results"
	check "the runner, with hostile guests" tests/hostile.sh
fi
printf '%d passed, %d failed, 0 skipped\n' "$passed" "$failed"
JUDGED=1
[[ $failed == 0 ]]
