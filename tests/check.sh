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
	  short runs of real kernels in guests (14 minutes on two cores);
	  as many checks at once as there are cores
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

# Checks run side by side, one for each core; each has a number, and in DIR the log
# and, when it has ended, the status and the seconds.
DIR=$(mktemp -d)
at_exit rm -rf "$DIR"
names=()
pids=()
shown=0
passed=0
failed=0

# check NAME COMMAND...: starts it when a core is free; quiet when it passes
check()
{
	local file=$DIR/${#names[@]}

	while mapfile -t running < <(jobs -rp); ((${#running[@]} >= JOBS)); do
		wait -n || :
		show
	done
	names+=("$1")
	shift
	# in a group of its own, which is all that a signal has to end
	set -m
	{
		rc=0 start=$SECONDS
		"$@" >"$file.log" 2>&1 || rc=$?
		echo "$rc $((SECONDS - start)) $*" >"$file.end"
	} </dev/null &
	pids+=($!)
	set +m
}

# show: what has ended, in the order of the start
show()
{
	local rc seconds command

	while [[ -e $DIR/$shown.end ]]; do
		read -r rc seconds command <"$DIR/$shown.end"
		if [[ $rc == 0 ]]; then
			passed=$((passed + 1))
			printf 'ok    %-40s %3d s\n' "${names[shown]}" "$seconds"
		else
			failed=$((failed + 1))
			printf 'FAIL  %-40s (%s)\n' "${names[shown]}" "$command"
			sed 's/^/      /' "$DIR/$shown.log" | tail -n 60
		fi
		shown=$((shown + 1))
	done
}

# settle: until all that was started has ended; one that left no status has failed
settle()
{
	local i

	for i in "${!pids[@]}"; do
		wait "${pids[i]}" || :
		[[ -e $DIR/$i.end ]] || echo "1 0 was killed" >"$DIR/$i.end"
		show
	done
}

# below PID...: the processes that these have started, and theirs
below()
{
	local pid
	local -a children

	for pid; do
		read -ra children <"/proc/$pid/task/$pid/children" || :
		echo "${children[@]}"
		below "${children[@]}"
	done 2>/dev/null
}

# Those of a check that are in groups of their own hear nothing of a terminal.
interrupted()
{
	local -a running all

	trap '' INT TERM HUP
	mapfile -t running < <(jobs -rp)
	read -rd '' -a all < <(below "${running[@]}") || :
	kill -TERM "${running[@]}" "${all[@]}" 2>/dev/null || :
	wait
	die 130 interrupted
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

# All machines natively; the sanitizers see all code with two of them. What takes
# longest begins first.
native_checks()
{
	local kind
	local -a machines=(--platform pseries-64k-hash --platform pseries-4k-hash)

	check "the runner, without a guest" tests/runner.sh
	check "each rule broken turns a case red" build/native/tce-test --mutate
	check "examples in the documents" tests/readme.sh
	for kind in asan native; do
		check "$kind: library" "build/$kind/unit"
		check "$kind: harness" tests/self.sh "build/$kind/tce-test"
		check "$kind: tables against the model" \
			"build/$kind/tce-test" --backend model "${machines[@]}"
		check "$kind: reports" tests/report.sh "build/$kind/tce-report"
		machines=()
	done
	check "reports of defects, waivers and fixes" tests/defects.sh
	check "documents, against the programs" tests/docs.sh
	check "libtce, as other programs see it" tests/library.sh
	check "nightly runs, without an LPAR" tests/lpar.sh
	check "a part includes only what it may" tests/layers.sh
	check "the whole suite with fixes, played" tests/whole.sh
	check "each function was seen red" tests/red.sh build/native/tce-test
	check "tables of pairs, coverage, firmware" tests/tables.sh
	check "an exit code of 1 is a verdict" tests/verdicts.sh
	check "what fits into other CI systems" tests/fits.sh
	check "each clause has a case or a reason" \
		build/native/tce-test --list=clauses
	check "each waiver has a case" build/native/tce-test --list=waivers \
		--waivers fixtures/waivers.txt
}

# What checks share is built before: of two that build at once one would see the
# other's half.
JOBS=$(nproc)
# A unit test that hangs is ended; one that has to wait for a core is not.
export CK_TIMEOUT_MULTIPLIER=10
parts=(native asan build/native/libtce.a build/native/libtce.so.0)
if [[ ${1-} == native ]]; then
	"$TCE_ROOT/ci/deps.sh" native
else
	"$TCE_ROOT/ci/deps.sh" check
	parts+=(guest build/guest/tce-report build/guest/tce-run build/fuzz/ktap)
fi
make -s -j "$JOBS" "${parts[@]}"
trap interrupted INT TERM HUP
if [[ ${1-} != native ]]; then
	check "lint" ci/lint.sh
	check "the runner, with hostile guests" tests/hostile.sh
	check "installed, and as Debian packages" tests/install.sh
	check "what reads KTAP, on random streams" make -s fuzz RUNS=50000
fi
native_checks
if [[ ${1-} != native ]]; then
	check "a kernel on which nothing works" dead_kernel "$DIR/dead"
	# It has a guest for each core, and its results are read then.
	settle
	check "stock kernels on several machines" boot "$DIR/results"
	settle
	check "every format, by foreign readers" tests/formats.sh \
		build/asan/tce-report fixtures/ktap/*.ktap \
		"$DIR"/results/*/pseries/results.ktap
fi
settle
printf '%d passed, %d failed, 0 skipped\n' "$passed" "$failed"
JUDGED=1
[[ $failed == 0 ]]
