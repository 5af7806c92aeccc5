#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Runs that are interrupted, killed and resumed.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

# interrupt SIGNAL TARGET FILE: once FILE has a line; TARGET is "-" for the
# whole group, as from a terminal, or "" for the script only
interrupt()
{
	local pid rc=0

	start_stuck
	await test -s "$3"
	kill "-$1" -- "$2$pid"
	wait "$pid" || rc=$?
	expect "interrupted by $1" 130 'interrupted' "$rc"
}

# killed_and_resumed GROUP BOOTS [ARG...]: cut short by SIGKILL in the second case of
# a guest, then finished in so many guests; GROUP is "-" for all of its processes, or
# "" for the script only
killed_and_resumed()
{
	local pid latest total

	start_stuck "${@:3}"
	await begun 2 "$TCE_RESULTS/latest/journal"
	kill -KILL -- "$1$pid"
	wait "$pid" 2>/dev/null || :
	rm -rf "${TMPDIR:?}"/*
	latest=$(realpath "$TCE_RESULTS/latest")
	# The lock is free when the last process of that run is gone.
	timeout 10 flock "$latest/run" true ||
		complain "killed '$1': something is left running"
	export FAKE=good
	: >"$FAKE_DIR/boots"
	./run-tests.sh -q --resume "$latest" >"$DIR/out" 2>&1 || :
	total=$(./run-tests.sh -n "${@:3}" 'info.*' | plan all | wc -l)
	expect "resumed after kill '$1'" 0 "$total passed, 0 failed" 0
	boots "$2"
	recorded 'started by that' statement.txt
}

resumes()
{
	local latest

	refused 'has no run' --resume "$DIR"
	refused "isolate wants case" --isolate nonsense
	# without those that have a guest each, which ends before the kill or after it
	killed_and_resumed - 3 -j 6 'data-nvme.*' 'map.*' 'create.*' -x 'map.past-*'
	killed_and_resumed - 1
	killed_and_resumed '' 1
	latest=$(realpath "$TCE_RESULTS/latest")
	: >"$FAKE_DIR/boots"
	./run-tests.sh -q --resume "$latest" >"$DIR/out" 2>&1 || :
	boots 0
	said ' 0 failed, 0 skipped'
	./run-tests.sh --resume "$latest" 'info.*' >"$DIR/out" 2>&1 || :
	said 'the cases are those of that run'
	echo >>"$DIR/vmlinux"
	./run-tests.sh --resume "$latest" >"$DIR/out" 2>&1 || :
	said 'is another kernel now'
	make_kernel "$DIR/vmlinux"
	sed -i 's/^/0/' "$latest/run"
	./run-tests.sh --resume "$latest" >"$DIR/out" 2>&1 || :
	said 'of the suite, this is'
	guest good 0 ' 0 failed' --isolate case
	boots "$(./run-tests.sh -n 'info.page-*' 'info.argsz-*' | plan all | wc -l)"
	guest good 0 ' 0 failed' --isolate suite
	boots 2
}

# resumed TOTAL: the run that was just interrupted has each verdict after --resume
resumed()
{
	local latest

	latest=$(realpath "$TCE_RESULTS/latest")
	! grep -q 'broke off' "$latest/results.ktap" ||
		complain 'an interrupted case has a verdict'
	FAKE=good ./run-tests.sh -q --resume "$latest" >"$DIR/out" 2>&1 || :
	expect 'resumed after a signal' 0 \
		"$(./run-tests.sh -n 'info.*' | plan all | wc -l) passed, 0 failed" 0
}

interrupt INT - "$TCE_RESULTS/latest/qemu.txt"
interrupt INT - "$FAKE_DIR/boots"
interrupt INT - "$TCE_RESULTS/latest/results.ktap"
said '1 passed'
left=$(($(./run-tests.sh -n 'info.*' | plan all | wc -l) - 1))
recorded "verdict: exit 130, 1 passed, $left failed, 0 skipped" statement.txt
recorded "not run: $left, counted as failed" statement.txt
resumed
recorded "verdict: exit 0, $((left + 1)) passed, 0 failed, 0 skipped" statement.txt
! grep 'not run' "$TCE_RESULTS/latest/statement.txt" >"$DIR/out" ||
	complain 'a statement of a resumed run says what was not run before'
for signal in TERM HUP; do
	interrupt "$signal" '' "$TCE_RESULTS/latest/results.ktap"
	said '1 passed'
	resumed
done
FAKE=stuck want 124 'not done after 2 s' --overall-timeout 2 \
	-k "$DIR/vmlinux" 'info.*'
resumed
resumes
finish
