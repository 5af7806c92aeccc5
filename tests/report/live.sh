# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154
# A run that is followed: logs, FIFOs, signals, and how it is resumed.

# A log holds all of its case, the noise of the stream too.
check_logs()
{
	rm -rf out
	printf '%s\n' x.one x.one/2 >"$DIR/plan"
	printf '%s\n' '# RUN x.one' 'noise' '# note' 'ok 7 x.one' \
		'# RUN x.one/2' 'ok 8 x.one/2' >"$DIR/lane"
	"$program" live -q --plan "$DIR/plan" --output out "$DIR/lane" >/dev/null
	checks=$((checks + 3))
	printf '%s\n' '# RUN x.one' 'noise' '# note' 'ok 1 x.one' |
		diff - out/cases/x.one.log || complain "the log of x.one"
	if grep -qx noise out/results.ktap; then
		complain "noise in results.ktap"
	fi
	printf '%s\n' '# RUN x.one/2' 'ok 2 x.one/2' |
		diff - out/cases/x.one.2.log || complain "the log of x.one/2"
}

# await FILE WORDS: up to five seconds
await()
{
	local i
	for ((i = 0; i < 100; i++)); do
		if grep -qs -- "$2" "$1"; then
			return
		fi
		sleep 0.05
	done
	complain "no '$2' in $1"
}

# Two guests at once: blocks stay whole, and come as they end.
check_fifos()
{
	local pid status=0
	rm -rf out
	mkfifo "$DIR/a" "$DIR/b"
	printf 'x.slow\nx.fast\n' >"$DIR/plan"
	"$program" live -q --plan "$DIR/plan" --output out "$DIR/a" "$DIR/b" \
		>"$DIR/live" &
	pid=$!
	exec 3>"$DIR/a" 4>"$DIR/b"
	printf 'KTAP version 1\n1..1\n# RUN x.slow\n# step 1: half of ' >&3
	printf 'KTAP version 1\n1..1\n# RUN x.fast\n# hi\nok 1 x.fast\n# end\n' >&4
	exec 4>&-
	await out/results.ktap 'ok 1 x.fast'
	printf 'a line\nok 1 x.slow\n# end\n' >&3
	exec 3>&-
	wait "$pid" || status=$?
	checks=$((checks + 1))
	printf '%s\n' 'KTAP version 1' '# property run.suites x' 1..2 '# RUN x.fast' '# hi' 'ok 1 x.fast' \
		'# RUN x.slow' '# step 1: half of a line' 'ok 2 x.slow' '# end' |
		diff - out/results.ktap || complain "two FIFOs: merged wrong"
	[[ $status == 0 ]] || complain "two FIFOs: exit $status, expected 0"
}

# What has finished is kept, and the stream has its end.
check_interrupt()
{
	local pid status=0
	rm -rf out
	printf 'x.done\nx.runs\n' >"$DIR/plan"
	exec 3<>"$DIR/a"
	"$program" live -q --plan "$DIR/plan" --output out "$DIR/a" \
		>"$DIR/live" 3>&- &
	pid=$!
	printf 'KTAP version 1\n# RUN x.done\nok 1 x.done\n# RUN x.runs\n' >&3
	await out/results.ktap 'ok 1 x.done'
	kill -TERM "$pid"
	wait "$pid" || status=$?
	exec 3>&-
	checks=$((checks + 1))
	[[ $status == 130 ]] || complain "SIGTERM: exit $status, expected 130"
	[[ $(tail -n 1 out/results.ktap) == "# end" ]] || complain "SIGTERM: no end"
	[[ $(cat "$DIR/live") == "1 passed, 1 failed, 0 skipped" ]] ||
		complain "SIGTERM: said $(cat "$DIR/live")"
}

# missing WHAT NAME...: those of the plan that out still lacks
missing()
{
	checks=$((checks + 1))
	printf '%s\n' "${@:2}" |
		diff - <("$program" missing --plan "$DIR/plan" out) ||
		complain "missing, $1"
}

# resumes WHAT STATUS LAST: goes on in out with the lane at hand
resumes()
{
	local status=0
	"$program" live -q --resume --plan "$DIR/plan" --output out "$DIR/lane" \
		>"$DIR/live" 2>&1 || status=$?
	checks=$((checks + 2))
	[[ $status == "$2" ]] || complain "$1: exit $status, expected $2"
	[[ $(cat "$DIR/live") == "$3" ]] || complain "$1: said $(cat "$DIR/live")"
}

# A stream that was cut anywhere loses the case that ran, and no other.
check_resume()
{
	local cut
	printf '%s\n' x.one x.two x.three >"$DIR/plan"
	printf '%s\n' '# RUN x.three' 'ok 1 x.three' >"$DIR/lane"
	for cut in '' '# RUN x.three' $'# RUN x.three\n# step 1: hal' \
		$'# RUN x.three\nok 3 x.three # SK'; do
		rm -rf out
		mkdir -p out/cases
		printf '%s\n' x.one x.two x.three >out/journal
		printf '%s\n' 'KTAP version 1' '# property kernel old' 1..3 \
			'# RUN x.one' '# about it' 'ok 1 x.one' '# RUN x.two' \
			'# step 1: no' 'not ok 2 x.two' >out/results.ktap
		printf '%s' "$cut" >>out/results.ktap
		missing "after '$cut'" x.three
		resumes "resumed after '$cut'" 1 '2 passed, 1 failed, 0 skipped'
		checks=$((checks + 1))
		printf '%s\n' 'KTAP version 1' '# property kernel old' \
			'# property run.suites x' 1..3 \
			'# RUN x.one' '# about it' 'ok 1 x.one' '# RUN x.two' \
			'# step 1: no' 'not ok 2 x.two' '# RUN x.three' \
			'ok 3 x.three' '# end' | diff - out/results.ktap ||
			complain "resumed after '$cut': not whole"
	done
}

# What never ran is run; what was cut short twice is not, a third time.
check_resume_cut()
{
	rm -rf out
	mkdir out
	printf '%s\n' x.one x.two x.three >"$DIR/plan"
	printf '%s\n' x.one x.two x.two >out/journal
	printf '%s\n' 'KTAP version 1' 1..3 '# RUN x.one' \
		'not ok 1 x.one # ERROR not run: interrupted meanwhile' \
		'not ok 3 x.three # ERROR not run' '# end' >out/results.ktap
	missing "cut twice" x.one x.three
	printf '%s\n' '# RUN x.one' 'ok 1 x.one' '# RUN x.three' \
		'ok 2 x.three' >"$DIR/lane"
	resumes "cut twice" 1 '2 passed, 1 failed, 0 skipped'
	checks=$((checks + 2))
	grep -q 'x.two # ERROR the run was cut short twice' out/results.ktap ||
		complain "cut twice: not said"
	printf '%s\n' x.one x.two x.two x.one x.three | diff - out/journal ||
		complain "the journal"
	check_resume_broken
	rm -rf out
	mkdir -p out/results.ktap
	wants "no stream to resume" 3 "results.ktap" \
		"$program" missing --plan "$DIR/plan" out
}

# What a run was interrupted in has no verdict, unless that happens again.
check_resume_broken()
{
	rm -rf out
	mkdir out
	printf '%s\n' x.one >"$DIR/plan"
	printf '%s\n' x.one >out/journal
	printf '%s\n' 'KTAP version 1' 1..1 '# RUN x.one' \
		'not ok 1 x.one # ERROR no result: the stream broke off' \
		'# end' >out/results.ktap
	missing "broken off" x.one
	printf '%s\n' '# RUN x.one' 'ok 1 x.one' >"$DIR/lane"
	resumes "broken off" 0 '1 passed, 0 failed, 0 skipped'
}
