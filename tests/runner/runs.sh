#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Whole runs, and how they end.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

# known_is_green: with --only-new what is known is red nowhere in the last run's results
known_is_green()
{
	local latest=$TCE_RESULTS/latest

	checks=$((checks + 4))
	[[ $(tail -n 1 "$DIR/out") == '5 passed, 0 failed, 1 skipped' ]] ||
		complain "--only-new: the last line is $(tail -n 1 "$DIR/out")"
	! grep -E '<(failure|error)|(failures|errors)="[^0]' "$latest/junit.xml" \
		>"$DIR/out" || complain '--only-new: junit.xml is red'
	jq -c .summary "$latest/results.json" >"$DIR/out"
	jq -e '.summary | .fail + .error == 0 and .skip == 1' \
		"$latest/results.json" >/dev/null ||
		complain '--only-new: results.json is red'
	grep '<title>' "$latest/report.html" >"$DIR/out"
	grep -q '<title>passed: ' "$DIR/out" ||
		complain '--only-new: report.html is red'
}

# In each: the case that proves the machine usable, and two or more others.
runs()
{
	guest good 0 ' passed, 0 failed, 0 skipped'
	boots 1
	recorded 'kernel: ' statement.txt
	recorded "$TCE_QEMU" qemu.txt
	guest good 0 '# end' --ktap
	guest good 0 'guest shared-1: power-on to init' --timing
	recorded 'initramfs' timing.txt
	guest red 1 'FAIL platform.usable'
	TCE_MACHINE=pseries-small guest red 1 "One case again: ./run-tests.sh \
-k $DIR/vmlinux --waivers fixtures/waivers.txt -m pseries-small \
-v 'platform.usable'" --waivers fixtures/waivers.txt --repeat 1 -j 1
	cp -rL "$TCE_RESULTS/latest" "$DIR/red"
	# it was so before, but nothing works
	guest red 1 'Nothing of the interface works' --only-new --baseline \
		"$DIR/red/results.json"
	guest fails 1 'FAIL info.'
	cp -rL "$TCE_RESULTS/latest" "$DIR/fails"
	guest fails 0 'Still failing: 1' --only-new --baseline \
		"$DIR/fails/results.json"
	known_is_green
	recorded 'verdict: exit 0, 5 passed, 0 failed, 1 skipped' statement.txt
	recorded 'known failure: info.' statement.txt
	refused 'no GLOB beside it' --last-failed="$DIR/fails" 'info.*'
	refused 'has no results' --last-failed="$DIR"
	export FAKE=good
	want 0 '2 passed, 0 failed' -k "$DIR/vmlinux" --last-failed="$DIR/fails"
	cp -rL "$TCE_RESULTS/latest" "$DIR/green"
	want 4 'no case is red' --last-failed="$DIR/green"
	guest fails_stuck 1 'argsz-too-small: --fail-fast ended the run' --fail-fast
	recorded '# ERROR not run: --fail-fast'
	guest slow 0 '0 failed'
	[[ $(<"$TCE_RESULTS/latest/results.ktap") != *'time 1000'* ]] ||
		complain 'the time of a case is not that of the host'
	guest skips 4 '0 passed, 0 failed' --color always
	guest skips 1 '0 passed' --strict
	# that the machine can be used is no verdict
	guest idle 4 '1 passed, 0 failed'
	guest garbage 0 ' 0 failed'
	guest stranger 1 'no.case: not in the plan'
	guest panic 1 'ERROR info.'
	boots 2
	recorded 'the guest died: kernel panic: by script'
	recorded '# kernel: Kernel panic'
	guest cut 1 '1 failed'
	boots 2
	recorded 'the machine powered off'
	guest damaged 0 ' 0 failed'
	boots 2
	guest unusable 1 '0 passed, 1 failed, 0 skipped'
	boots 1
	guest barren 3 'two guests: kernel panic: at boot'
	boots 2
	guest refuses 3 'fake-qemu: no such machine'
	guest silent 3 'silent for 1 s after power-on' --boot-timeout 1
	boots 1
	guest stuck 124 'not done after 1 s' --overall-timeout 1
	TCE_LANE_GRACE=1 guest stuck_once 1 'the guest died: no output for ' \
		--timeout 1
	boots 2
	recorded '# kernel: CPU 0: NIP c000000000000042, LR c000000000000123'
	TCE_LANE_GRACE=1 guest talks 1 'not done after 6 s, but not silent' \
		--timeout 1
	guest talks_first 3 'not done after 1 s, but not silent' --boot-timeout 1
	guest talks_last 0 ' 0 failed'
	TCE_LANE_GRACE=1 guest stuck_once 1 'no output for 2 s' --timeout 1 -j 100
	guest escapes 3 'guest: ?]0;title'
	said 'fake-qemu: ?[2Jgone'
	! grep -q $'[\e\a\302]' "$DIR/out" ||
		complain 'control characters of a guest reach the terminal'
	export FAKE=''
	TCE_QEMU=nonsense want 3 'nonsense is missing' -k "$DIR/vmlinux"
	TCE_RESULTS=/dev/null/x want 3 'cannot write' -k "$DIR/vmlinux"
	TMPDIR=/dev/null/x want 3 'cannot write' -k "$DIR/vmlinux"
}

# Cases in which a device moves data have a guest of their own, and a machine
# may have none for them.
data_guests()
{
	local data alone

	data=$(./run-tests.sh -n | plan data | sed -n 1p)
	[[ -n $data ]] || return 0
	alone=$(./run-tests.sh -n | plan alone | sed -n 1p)
	sed '/^\[data\]/,$d' fixtures/machines/pseries.conf >"$DIR/no-data.conf"
	guest good 0 '0 failed' "$data"
	boots 2
	recorded icount qemu.txt
	want 0 '3 passed, 0 failed' -k "$DIR/vmlinux" "$data" "$alone"
	boots 2
	want 0 '2 passed, 0 failed' -k "$DIR/vmlinux" "$data"
	boots 1
	recorded icount qemu.txt
	want 0 'for: gdb-multiarch' -k "$DIR/vmlinux" --gdb "$data" "$alone"
	boots 1
	[[ $(<"$TCE_RESULTS/latest/qemu.txt") != *icount* ]] ||
		complain '--gdb: the guest for data, yet other cases, too'
	want 0 '3 passed, 0 failed' -k "$DIR/vmlinux" --repeat 2 "$data"
	guest good 0 '0 failed' -m "$DIR/no-data.conf" "$data"
	boots 1
	guest half 1 'guest: unusable: by script' "$data"
	said '1 failed'
}

# A reader that goes away, and a disk that is full.
outputs()
{
	local rc=0

	export FAKE=good
	fresh
	./run-tests.sh -k "$DIR/vmlinux" -q >/dev/full 2>"$DIR/out" || rc=$?
	expect 'a full disk' 3 'cannot write the summary' "$rc"
	rc=0
	./run-tests.sh -k "$DIR/vmlinux" --ktap 2>"$DIR/out" | : || rc=$?
	expect 'a closed pipe' 3 'cannot write the stream' "$rc"
}

# Paths in which QEMU, make or a shell see something else.
paths()
{
	local dir="$DIR/o, \$(touch pwned) 'ü\""

	export FAKE=good
	fresh
	mkdir "$dir"
	cp fixtures/machines/pseries.conf "$dir/mine.conf"
	want 0 ' 0 failed' -k "$DIR/vmlinux" -o "$dir/out" -m "$dir/mine.conf" \
		'info.page-*'
	TCE_RESULTS=$dir want 0 ' 0 failed' -k "$DIR/vmlinux" 'info.page-*'
	[[ ! -e pwned && -e "$dir/out/console.log" ]] ||
		complain 'a path was run, or not kept'
}

# What is in the folder of -o is of this run, or not there, however it ends.
earlier()
{
	local old=$DIR/earlier lock

	export FAKE=good
	old_run "$old"
	want 2 "'--nope'" -o "$old" --nope
	want 0 info.v1 -n -o "$old" info.v1
	want 2 "$old: -o removes it" -o "$old" --baseline "$old"
	want 2 'results.json: -o removes it' -o "$old/" \
		--baseline "$old/results.json"
	exec {lock}>>"$old/run"
	flock "$lock"
	want 3 'another run uses this folder' -o "$old" -k "$DIR/vmlinux"
	exec {lock}>&-
	[[ -e $old/junit.xml && -e $old/cases/a.log ]] ||
		complain 'no run, yet the results of an earlier one are gone'
	want 2 'no kernel nosuch' -o "$old" -k nosuch
	none_old "$old"
	want 2 'has no run' --resume "$old"
	old_run "$old"
	TCE_QEMU=nonsense want 3 'nonsense is missing' -o "$old" \
		-k "$DIR/vmlinux"
	none_old "$old"
	old_run "$old" "$old"/vmlinux/{pseries,pseries-radix}
	TCE_QEMU=nonsense want 3 'nonsense is missing' -o "$old" \
		-k "$DIR/vmlinux" -m pseries -m pseries-radix
	none_old "$old"/vmlinux/{pseries,pseries-radix}
	rm -r "$old/vmlinux"
	none_old "$old"
}

# A signal and the end of the time are heard in the preparation, too.
preparation()
{
	local lock pid rc=0

	mkdir -p "$DIR/cache"
	exec {lock}>"$DIR/cache/.apt.lock"
	flock "$lock"
	TCE_CACHE=$DIR/cache want 124 'not done after 1 s' --overall-timeout 1 \
		-k "$DIR/vmlinux" 'info.page-*'
	: >"$DIR/out"
	set -m
	TCE_CACHE=$DIR/cache ./run-tests.sh -k "$DIR/vmlinux" 'info.page-*' \
		>"$DIR/out" 2>&1 </dev/null &
	pid=$!
	set +m
	until grep -q 'another run' "$DIR/out"; do sleep 0.05; done
	kill "$pid"
	wait "$pid" || rc=$?
	expect 'SIGTERM while it waits for a lock' 130 interrupted "$rc"
	exec {lock}>&-
	flock -w 5 "$DIR/cache/.apt.lock" true ||
		complain 'what prepared the run goes on after it'
}

runs
data_guests
paths
earlier
preparation
outputs
finish
