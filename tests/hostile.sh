#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Proves with real guests that nothing which a case does to its kernel, its
# emulator or the stream costs another case's verdict, and that a run which was
# killed can be finished.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=../ci/lib.sh
. "$(dirname "$0")/../ci/lib.sh"
cd "$TCE_ROOT"

# shellcheck source-path=SCRIPTDIR source=lib.sh
. tests/lib.sh
export TMPDIR=$DIR/tmp TCE_LANE_GRACE=6
mkdir "$TMPDIR"

# want NAME RESULT [REASON]: the line of the stream that judges hostile.NAME
want()
{
	local line

	checks=$((checks + 1))
	line=$(grep -E "^(not )?ok [0-9]+ hostile\.$1( |\$)" \
		"$DIR/out/results.ktap") || :
	[[ $line == "$2 "* && $line == *"${3-}" ]] ||
		complain "$1: want '$2 ... ${3-}', have '$line'"
}

# Evidence is what a case's log says about its end.
evidence()
{
	grep -qF -- "$2" "$DIR/out/cases/hostile.$1.log" ||
		complain "$1: no '$2' in its log"
}

# The lock on a run's folder is free when its last process has gone.
all_gone()
{
	timeout 20 flock "$DIR/out/run" true ||
		complain "$1: something is left running"
}

hostile_cases()
{
	local rc=0 i end='TIMEOUT 3 s'

	# newer ones only log the transfer that makes it end
	[[ $("${TCE_QEMU:-qemu-system-ppc64}" --version) != *' version 7.'* ]] ||
		end='(0x0000000000040000-0x0000000000040fff)!'
	./run-tests.sh -q --timeout 3 -o "$DIR/out" 'hostile.*' \
		>"$DIR/log" 2>&1 || rc=$?
	[[ $rc == 1 ]] || complain "exit $rc, want 1: $(tail -n 3 "$DIR/log")"
	[[ $(tail -n 1 "$DIR/log") == '11 passed, 5 failed, 0 skipped' ]] ||
		complain "the totals: $(tail -n 1 "$DIR/log")"
	for i in {1..8}; do
		want "calm-$i" ok
	done
	want panics 'not ok' \
		'ERROR the guest died: kernel panic: sysrq triggered crash'
	evidence panics sysrq_handle_crash
	want hangs 'not ok' 'it cannot be killed: it hangs in the kernel'
	evidence hangs pipe_read
	want kills-emulator 'not ok' "$end"
	want floods-console ok
	want floods-stream ok
	# Whole seconds have passed, 8 or 9 of them.
	want stops-clock 'not ok' ' s'
	evidence stops-clock 'ERROR the guest died: no output for '
	evidence stops-clock '# kernel: CPU 1: NIP 0000000000000060'
	want resets 'not ok' \
		'ERROR the guest died: the machine powered off'
	[[ -z $(ls -A "$TMPDIR") ]] || complain "left $(ls -A "$TMPDIR")"
	all_gone 'hostile cases'
}

# A machine that was reset on purpose is not reset again.
reset_again()
{
	local rc=0

	./run-tests.sh -q -m pseries-reboot -o "$DIR/out" hostile.resets \
		hostile.calm-1 >"$DIR/log" 2>&1 || rc=$?
	[[ $rc == 1 ]] || complain "exit $rc, want 1: $(tail -n 3 "$DIR/log")"
	want calm-1 ok
	want resets 'not ok' \
		'ERROR the guest died: the machine powered off'
	[[ $(grep -c 'ask: boot' "$DIR/out/results.ktap") == 0 ]] ||
		complain 'requests are in the results'
}

# killed GROUP: "-" for all of the run's processes, or "" for its main one
killed()
{
	local pid begun

	rm -rf "$DIR/out"
	set -m
	./run-tests.sh -q -o "$DIR/out" 'info.*' 'create.*' 'data-edu.[a-f]*' \
		>"$DIR/log" 2>&1 &
	pid=$!
	set +m
	while kill -0 "$pid" 2>/dev/null; do
		begun=$(grep -c . "$DIR/out/journal" 2>/dev/null) || begun=0
		((begun < 9)) || break
		sleep 0.05
	done
	kill -KILL -- "$1$pid"
	wait "$pid" 2>/dev/null || :
	rm -rf "${TMPDIR:?}"/*
	all_gone "killed '$1'"
	./run-tests.sh -q --resume "$DIR/out" >"$DIR/log" 2>&1 ||
		complain "resumed after kill '$1': exit $?: $(<"$DIR/log")"
	cmp -s "$DIR/list" <(names) ||
		complain "resumed after kill '$1': not the cases of a whole run"
	all_gone "resumed after kill '$1'"
}

# All names with their verdicts, whatever the order.
names()
{
	sed -nE 's/^(ok|not ok) [0-9]+ ([^ ]+)( # [A-Z]+)?.*/\2 \1\3/p' \
		"$DIR/out/results.ktap" | sort
}

hostile_cases
reset_again
rm -rf "$DIR/out"
./run-tests.sh -q -o "$DIR/out" 'info.*' 'create.*' 'data-edu.[a-f]*' \
	>"$DIR/log" 2>&1 || complain "the whole run: $(tail -n 3 "$DIR/log")"
names >"$DIR/list"
killed -
killed ''
finish
