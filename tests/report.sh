#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Golden test of tce-report: every fixtures/ktap/NAME.ktap against the expected
# files beside it, then what a golden file cannot say.
#
#   NAME.ktap     the stream, and the first lane of a live run
#   NAME.lane2    the second lane, if there is one
#   NAME.plan     the plan of the live run; without it there is none
#   NAME.args     options for summary and live
#   NAME.summary  what summary says, and its exit code
#   NAME.json     what json says; absent where it must refuse
#   NAME.live     what live says, and its exit code
#   NAME.merged   the results.ktap of the live run
set -euo pipefail

usage() {
	echo "usage: tests/report.sh [--update] PROGRAM"
	echo "  --update  rewrite the expected files from what PROGRAM does"
}

failures=0
checks=0

fail() {
	echo "FAIL $*"
	failures=$((failures + 1))
}

# Runs the rest and says how it ended.
with_exit() {
	local status=0
	"$@" || status=$?
	echo "exit $status"
}

# compare EXPECTED ACTUAL
compare() {
	if [[ $update == yes ]]; then
		cp "$2" "$1"
		return
	fi
	checks=$((checks + 1))
	diff -u "$1" "$2" || fail "$1 differs: fix it, or --update if it is right"
}

# wants WHAT STATUS WORDS COMMAND...: the exit code, and words of the output
wants() {
	local what=$1 status=$2 words=$3 got=0 said
	shift 3
	checks=$((checks + 1))
	said=$("$@" 2>&1) || got=$?
	[[ $got == "$status" ]] || fail "$what: exit $got, expected $status: $said"
	[[ $said == *"$words"* ]] || fail "$what: said '$said', not '$words'"
}

read_args() {
	args=()
	if [[ -e $1.args ]]; then
		read -ra args <"$1.args"
	fi
}

golden_saved() {
	local name=$1 args
	read_args "$name"
	with_exit "$program" summary "${args[@]}" "$name.ktap" \
		>"$tmp/summary" 2>&1
	compare "$name.summary" "$tmp/summary"
	if "$program" json "$name.ktap" >"$tmp/json" 2>/dev/null; then
		compare "$name.json" "$tmp/json"
	elif [[ -e $name.json ]]; then
		fail "$name: json refused what it must take"
	fi
}

golden_live() {
	local name=$1 args lanes=("$1.ktap")
	read_args "$name"
	if [[ -e $name.lane2 ]]; then
		lanes+=("$name.lane2")
	fi
	rm -rf out
	with_exit "$program" live "${args[@]}" --plan "$name.plan" --output out \
		--property kernel=debian "${lanes[@]}" >"$tmp/live" 2>&1
	compare "$name.live" "$tmp/live"
	compare "$name.merged" out/results.ktap
	same_verdict "$name"
	same_again "$name"
}

# The stream is the only truth: all that live knew is in it.
same_verdict() {
	local name=$1
	checks=$((checks + 1))
	with_exit "$program" summary "${args[@]}" out/results.ktap \
		>"$tmp/summary" 2>&1
	diff <(tail -n 2 "$tmp/live") <(tail -n 2 "$tmp/summary") ||
		fail "$name: live and summary of its stream disagree"
	"$program" json out/results.ktap | diff out/results.json - ||
		fail "$name: results.json is not the JSON of results.ktap"
}

# A merged stream whose names are its plan merges into itself.
same_again() {
	local name=$1
	checks=$((checks + 1))
	rm -rf again
	sed -nE 's/^(not )?ok [0-9]+ ([^ ]+).*/\2/p' out/results.ktap >"$tmp/plan"
	"$program" live -q --plan "$tmp/plan" --output again \
		out/results.ktap >"$tmp/again" 2>&1 || true
	diff <(grep -v '^1\.\.' out/results.ktap) \
		<(grep -v '^1\.\.' again/results.ktap) ||
		fail "$name: its merged stream does not merge into itself"
}

goldens() {
	local name
	for name in *.ktap; do
		name=${name%.ktap}
		golden_saved "$name"
		if [[ -e $name.plan ]]; then
			golden_live "$name"
		fi
	done
}

check_usage() {
	local live=("$program" live --plan verdicts.plan --output out)

	wants "no subcommand" 2 "name a subcommand" "$program"
	wants "unknown subcommand" 2 "subcommand: frobnicate" "$program" frobnicate
	wants "help" 0 "Usage: tce-report" "$program" --help
	wants "no plan" 2 "--plan FILE" "$program" live --output out verdicts.ktap
	wants "no output" 2 "--output DIR" \
		"$program" live --plan verdicts.plan verdicts.ktap
	wants "no lane" 2 "LANE" "${live[@]}"
	wants "bad property" 2 "KEY=VALUE" "${live[@]}" --property x verdicts.ktap
	wants "bad colour" 2 "--color" "$program" summary --color red verdicts.ktap
	wants "unknown option" 2 "--frob" "$program" summary --frob verdicts.ktap
	wants "misplaced option" 2 "json takes no --ktap" \
		"$program" json --ktap verdicts.ktap
	wants "two streams" 2 "one saved stream" \
		"$program" json verdicts.ktap verdicts.ktap
}

check_input() {
	wants "no such file" 3 "absent.ktap" "$program" summary absent.ktap
	wants "a folder" 3 "Is a directory" "$program" json .
	wants "no such lane" 3 "absent.lane" \
		"$program" live --plan verdicts.plan --output out absent.lane
	wants "a folder as a lane" 3 "Is a directory" \
		"$program" live --plan verdicts.plan --output out .
	wants "no such plan" 3 "absent.plan" \
		"$program" live --plan absent.plan --output out verdicts.ktap
	printf 'a.one\nNo Name\n' >"$tmp/plan"
	wants "bad plan" 3 "plan:2: 'No Name'" \
		"$program" live --plan "$tmp/plan" --output out verdicts.ktap
	printf 'a.one\na.one\n' >"$tmp/plan"
	wants "double plan" 3 "a.one is in the plan twice" \
		"$program" live --plan "$tmp/plan" --output out verdicts.ktap
}

to_full() {
	"$@" >/dev/full
}

check_full_disk() {
	local file live=("$program" live -q --plan verdicts.plan --output full)

	wants "summary, disk full" 3 "No space left" \
		to_full "$program" summary verdicts.ktap
	wants "json, disk full" 3 "No space left" \
		to_full "$program" json verdicts.ktap
	for file in results.ktap results.json cases/dma.bytes-arrive.log; do
		rm -rf full
		mkdir -p full/cases
		ln -s /dev/full "full/$file"
		wants "$file, disk full" 3 "No space left" \
			"${live[@]}" verdicts.ktap
	done
	rm -rf full
	wants "--ktap, disk full" 3 "No space left" \
		to_full "${live[@]}" --ktap verdicts.ktap
	tail -n 1 full/results.ktap | grep -qx '# end' ||
		fail "--ktap, disk full: results.ktap has no end"
	wants "a file in the way" 3 "cannot write" \
		"$program" live --plan verdicts.plan --output verdicts.plan \
		verdicts.ktap
}

check_display() {
	local esc=$'\033' first

	checks=$((checks + 1))
	"$program" summary verdicts.ktap >"$tmp/plain" || true
	if grep -q "$esc" "$tmp/plain"; then
		fail "colours without a terminal"
	fi
	wants "--color always" 1 "${esc}[31mFAIL" \
		"$program" summary --color always verdicts.ktap
	checks=$((checks + 2))
	first=$("$program" summary -q strict.ktap)
	[[ $first == "1 passed, 0 failed, 2 skipped" ]] ||
		fail "-q says more than the last line: $first"
	"$program" live --ktap --plan verdicts.plan --output out verdicts.ktap \
		>"$tmp/copy" 2>/dev/null || true
	diff "$tmp/copy" out/results.ktap ||
		fail "--ktap: standard output is not results.ktap"
}

# A log holds all of its case, the noise of the stream too.
check_logs() {
	rm -rf out
	printf '%s\n' x.one x.one/2 >"$tmp/plan"
	printf '%s\n' '# RUN x.one' 'noise' '# note' 'ok 7 x.one' \
		'# RUN x.one/2' 'ok 8 x.one/2' >"$tmp/lane"
	"$program" live -q --plan "$tmp/plan" --output out "$tmp/lane" >/dev/null
	checks=$((checks + 3))
	printf '%s\n' '# RUN x.one' 'noise' '# note' 'ok 1 x.one' |
		diff - out/cases/x.one.log || fail "the log of x.one"
	if grep -qx noise out/results.ktap; then
		fail "noise in results.ktap"
	fi
	printf '%s\n' '# RUN x.one/2' 'ok 2 x.one/2' |
		diff - out/cases/x.one.2.log || fail "the log of x.one/2"
}

# await FILE WORDS: up to five seconds
await() {
	local i
	for ((i = 0; i < 100; i++)); do
		if grep -qs -- "$2" "$1"; then
			return
		fi
		sleep 0.05
	done
	fail "no '$2' in $1"
}

# Two guests at once: blocks stay whole, and come as they end.
check_fifos() {
	local pid status=0
	rm -rf out
	mkfifo "$tmp/a" "$tmp/b"
	printf 'x.slow\nx.fast\n' >"$tmp/plan"
	"$program" live -q --plan "$tmp/plan" --output out "$tmp/a" "$tmp/b" \
		>"$tmp/live" &
	pid=$!
	exec 3>"$tmp/a" 4>"$tmp/b"
	printf 'KTAP version 1\n1..1\n# RUN x.slow\n# step 1: half of ' >&3
	printf 'KTAP version 1\n1..1\n# RUN x.fast\n# hi\nok 1 x.fast\n# end\n' >&4
	exec 4>&-
	await out/results.ktap 'ok 1 x.fast'
	printf 'a line\nok 1 x.slow\n# end\n' >&3
	exec 3>&-
	wait "$pid" || status=$?
	checks=$((checks + 1))
	printf '%s\n' 'KTAP version 1' 1..2 '# RUN x.fast' '# hi' 'ok 1 x.fast' \
		'# RUN x.slow' '# step 1: half of a line' 'ok 2 x.slow' '# end' |
		diff - out/results.ktap || fail "two FIFOs: merged wrong"
	[[ $status == 0 ]] || fail "two FIFOs: exit $status, expected 0"
}

# What has finished is kept, and the stream has its end.
check_interrupt() {
	local pid status=0
	rm -rf out
	printf 'x.done\nx.runs\n' >"$tmp/plan"
	exec 3<>"$tmp/a"
	"$program" live -q --plan "$tmp/plan" --output out "$tmp/a" \
		>"$tmp/live" 3>&- &
	pid=$!
	printf 'KTAP version 1\n# RUN x.done\nok 1 x.done\n# RUN x.runs\n' >&3
	await out/results.ktap 'ok 1 x.done'
	kill -TERM "$pid"
	wait "$pid" || status=$?
	exec 3>&-
	checks=$((checks + 1))
	[[ $status == 130 ]] || fail "SIGTERM: exit $status, expected 130"
	[[ $(tail -n 1 out/results.ktap) == "# end" ]] || fail "SIGTERM: no end"
	[[ $(cat "$tmp/live") == "1 passed, 1 failed, 0 skipped" ]] ||
		fail "SIGTERM: said $(cat "$tmp/live")"
}

# missing WHAT NAME...: those of the plan that out still lacks
missing() {
	checks=$((checks + 1))
	printf '%s\n' "${@:2}" |
		diff - <("$program" missing --plan "$tmp/plan" out) ||
		fail "missing, $1"
}

# resumes WHAT STATUS LAST: goes on in out with the lane at hand
resumes() {
	local status=0
	"$program" live -q --resume --plan "$tmp/plan" --output out "$tmp/lane" \
		>"$tmp/live" 2>&1 || status=$?
	checks=$((checks + 2))
	[[ $status == "$2" ]] || fail "$1: exit $status, expected $2"
	[[ $(cat "$tmp/live") == "$3" ]] || fail "$1: said $(cat "$tmp/live")"
}

# A stream that was cut anywhere loses the case that ran, and no other.
check_resume() {
	local cut
	printf '%s\n' x.one x.two x.three >"$tmp/plan"
	printf '%s\n' '# RUN x.three' 'ok 1 x.three' >"$tmp/lane"
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
		printf '%s\n' 'KTAP version 1' '# property kernel old' 1..3 \
			'# RUN x.one' '# about it' 'ok 1 x.one' '# RUN x.two' \
			'# step 1: no' 'not ok 2 x.two' '# RUN x.three' \
			'ok 3 x.three' '# end' | diff - out/results.ktap ||
			fail "resumed after '$cut': not whole"
	done
}

# What never ran is run; what was cut short twice is not, a third time.
check_resume_cut() {
	rm -rf out
	mkdir out
	printf '%s\n' x.one x.two x.three >"$tmp/plan"
	printf '%s\n' x.one x.two x.two >out/journal
	printf '%s\n' 'KTAP version 1' 1..3 '# RUN x.one' \
		'not ok 1 x.one # ERROR not run: interrupted meanwhile' \
		'not ok 3 x.three # ERROR not run' '# end' >out/results.ktap
	missing "cut twice" x.one x.three
	printf '%s\n' '# RUN x.one' 'ok 1 x.one' '# RUN x.three' \
		'ok 2 x.three' >"$tmp/lane"
	resumes "cut twice" 1 '2 passed, 1 failed, 0 skipped'
	checks=$((checks + 2))
	grep -q 'x.two # ERROR the run was cut short twice' out/results.ktap ||
		fail "cut twice: not said"
	printf '%s\n' x.one x.two x.two x.one x.three | diff - out/journal ||
		fail "the journal"
	rm -rf out
	mkdir -p out/results.ktap
	wants "no stream to resume" 3 "results.ktap" \
		"$program" missing --plan "$tmp/plan" out
}

# stream FILE "VERDICT NAME [# DIRECTIVE]"...: a whole one
stream() {
	local file=$1 line
	shift
	{
		printf 'KTAP version 1\n1..%d\n' $#
		for line; do
			echo "# RUN $(sed -E 's/^(not )?ok ([^ ]+).*/\2/' <<<"$line")"
			sed -E 's/^(not )?ok /&1 /' <<<"$line"
		done
		echo '# end'
	} >"$file"
}

check_compare() {
	local old=$tmp/old.ktap new=$tmp/new.ktap

	stream "$old" 'ok a.same' 'ok a.breaks' 'not ok a.still' \
		'not ok a.mended' 'ok a.gone' 'ok a.skips'
	stream "$new" 'ok a.same' 'not ok a.breaks # ERROR of it' \
		'not ok a.still' 'ok a.mended' 'ok a.skips # SKIP needs luck' \
		'ok a.new' 'not ok a.new-and-red'
	"$program" json "$old" >"$tmp/old.json"
	wants "compare" 1 \
		'2 new failures, 1 still failing, 1 fixed, 1 missing' \
		"$program" compare "$tmp/old.json" "$new"
	for words in 'PASS    a.breaks: now ERROR of it' \
		'-       a.new-and-red: now FAIL' 'PASS    a.gone: no result' \
		'PASS    a.skips: now SKIP needs luck' 'New cases: 1'; do
		wants "compare" 1 "$words" \
			"$program" compare "$tmp/old.json" "$new"
	done
	wants "compare with itself" 1 '0 new failures, 2 still' \
		"$program" compare "$old" "$tmp/old.json"
	wants "compare, only new" 0 '0 new failures, 2 still' \
		"$program" compare --only-new "$old" "$old"
	check_baseline
	wants "only new, but than what" 2 '--only-new wants' "$program" live \
		--only-new --plan "$tmp/plan" --output out "$new"
	wants "no run to compare" 3 'No such file' \
		"$program" compare absent "$new"
	echo '{"schema": 2}' >"$tmp/bad.json"
	wants "another schema" 3 'no results.json of schema 1' \
		"$program" compare "$tmp/bad.json" "$new"
	echo '{"schema": 1,' >"$tmp/bad.json"
	wants "no JSON" 3 'bad.json:' "$program" compare "$tmp/bad.json" "$new"
	echo '{"schema": 1, "cells": [{"cases": [{"name": "x.y"}]}]}' \
		>"$tmp/bad.json"
	wants "a case without status" 3 'without name or status' \
		"$program" compare "$tmp/bad.json" "$new"
	echo '{"schema": 1, "cells": [{"kernel": "a"}, {"kernel": "b"}]}' \
		>"$tmp/bad.json"
	wants "no such cell" 3 'no cell of this kernel' \
		"$program" compare "$tmp/bad.json" "$new"
}

# A live run whose baseline knows its failure already.
check_baseline() {
	local live=("$program" live --plan "$tmp/plan" --output out)

	printf '%s\n' a.same a.still >"$tmp/plan"
	stream "$tmp/lane" 'ok a.same' 'not ok a.still'
	rm -rf out
	wants "a baseline" 1 'Still failing: 1' \
		"${live[@]}" --baseline "$tmp/old.json" "$tmp/lane"
	wants "a baseline, only new" 0 'Still failing: 1' \
		"${live[@]}" --baseline "$tmp/old.json" --only-new "$tmp/lane"
	checks=$((checks + 1))
	grep -q 'Still failing' out/report.html || fail "no changes in the page"
	stream "$tmp/lane" 'not ok a.same' 'not ok a.still'
	wants "a baseline, only new, and red" 1 'New failures: 1' \
		"${live[@]}" --baseline "$tmp/old.json" --only-new "$tmp/lane"
}

# What a case says is text, whatever it says.
check_markup() {
	local kind
	printf '%s\n' 'KTAP version 1' 1..1 '# property x <b>"&' '# RUN x.y' \
		'# about <script>alert(1)</script>' '# clauses <i> &amp;' \
		"# step 1: a<b & c>\"d': returned <u>, expected <s>" \
		$'# kernel: \033[31m </pre> \377\357\277\277' \
		'not ok 1 x.y # ERROR </title><script>' '# end' >"$tmp/bad.ktap"
	checks=$((checks + 2))
	for kind in html junit; do
		"$program" "$kind" "$tmp/bad.ktap" >"$tmp/$kind"
		! grep -qE '<b>"|<(i|u|s)>|<script>a|</title><s|</pre> ' \
			"$tmp/$kind" || fail "$kind: text became markup"
	done
	grep -qF '<td>step 1: a&lt;b &amp; c&gt;&quot;d&#39;</td><td>&lt;s&gt;' \
		"$tmp/html" || fail "html: no step with its parts"
	wants "clauses of nowhere" 3 'cannot read the clauses absent' \
		"$program" html --clauses absent "$tmp/bad.ktap"
	wants "two cells" 0 '<th>other' "$program" html "$tmp/bad.ktap" \
		<(printf '%s\n' 'KTAP version 1' '# property kernel other' \
			'# RUN x.y' 'ok 1 x.y' '# end')
}

# Several runs: a table, and what is derived from all of them.
check_matrix() {
	mkdir -p "$tmp/m/a" "$tmp/m/b"
	cp verdicts.ktap "$tmp/m/a/results.ktap"
	cp skipped.ktap "$tmp/m/b/results.ktap"
	printf '%s\n' '1.5 1 k1 m1 a' '2.5 4 k2 m2 b' '9 3 k1 m2 c' \
		>"$tmp/m/cells"
	wants "matrix" 3 'the slowest: k1 on m2, 9 s' "$program" matrix \
		--output "$tmp/m" "$tmp/m/cells"
	wants "matrix: a cell without a stream" 3 \
		'k1 on m2: no verdict, exit 3 (c)' "$program" matrix \
		--output "$tmp/m" "$tmp/m/cells"
	sed -i '$d' "$tmp/m/cells"
	wants "matrix: red" 1 ' passed, ' "$program" matrix -q \
		--output "$tmp/m" "$tmp/m/cells"
	wants "matrix: a row" 1 'none ran' "$program" matrix \
		--output "$tmp/m" "$tmp/m/cells"
	checks=$((checks + 1))
	[[ $(grep -c '"kernel":' "$tmp/m/results.json") == 2 ]] ||
		fail "matrix: results.json has not two cells"
	wants "matrix: the page" 0 '' grep -q 'Kernels and machines' \
		"$tmp/m/report.html"
	echo nonsense >"$tmp/m/cells"
	wants "matrix: a bad list" 3 'cells:1: want SECONDS' "$program" matrix \
		--output "$tmp/m" "$tmp/m/cells"
	wants "matrix: nowhere" 2 '--output DIR is missing' "$program" matrix x
}

# All clauses of the contract are somebody's requirement.
check_requirements() {
	local clause glob found
	local -a globs
	checks=$((checks + 1))
	read -ra globs <<<"$(grep -v '^#' "$requirements" | cut -d '|' -f 3 |
		tr '\n' ' ')"
	while read -r clause; do
		found=no
		for glob in "${globs[@]}"; do
			# shellcheck disable=SC2053
			[[ $glob == *.* || $clause != $glob ]] || found=yes
		done
		[[ $found == yes ]] ||
			fail "$requirements: $clause is no requirement's"
	done < <(sed -n 's/^\([A-Z0-9]*-[0-9]*\) |.*/\1/p' \
		"${requirements%/*}/clauses.txt")
}

# standing NAME WHAT: of a requirement, in the page and for machines
standing() {
	wants "qualify: $1" 0 "\"standing\": \"$2\"" \
		grep -A 2 "\"name\": \"$1\"" q/qualification.json
	wants "qualify: $1 in the page" 0 "$2" grep "<b>$1</b>" \
		q/qualification.html
}

check_qualify() {
	local run=("$program" qualify --requirements "$tmp/req" q)
	mkdir -p q
	cat >"$tmp/req" <<-'END'
	# a comment
	Met | by a clause | AB-0[12]
	Deviating | by another | AB-03 AB-01
	Broken | by a case | x.red*
	Absent | no result is for it | AB-77 y.*
	Skipped | the result did not run | AB-04
	Long | repeated | soak*.*
	END
	printf '%s\n' 'KTAP version 1' '# property device.name A "fine" <one>' \
		'# property host.left-out 7 cases that may do harm' 1..5 \
		'# RUN x.a' '# clauses AB-01 AB-02' 'ok 1 x.a' \
		'# RUN x.b' '# clauses AB-03' 'ok 2 x.b # XFAIL known: so it is' \
		'# RUN x.c' '# clauses AB-04' 'ok 3 x.c # SKIP needs more: none' \
		'# RUN x.red' 'not ok 4 x.red' \
		'# RUN soak.life' 'ok 5 soak.life' \
		'# property soak.life lives=42 seconds=7 slab_kib=+3' '# end' \
		>q/results.ktap
	wants "qualify" 0 'q/qualification.html' "${run[@]}"
	standing Met met
	standing Deviating deviates
	standing Broken 'not met'
	standing Absent 'not shown'
	standing Skipped 'not shown'
	standing Long met
	wants "qualify: the adapter" 0 '&lt;one&gt;' cat q/qualification.html
	wants "qualify: left out" 0 'Left out: 7 cases' cat q/qualification.html
	wants "qualify: a skip" 0 '1 case: needs more: none' \
		cat q/qualification.html
	wants "qualify: soak" 0 '<td class="time">42</td>' \
		cat q/qualification.html
	checks=$((checks + 1))
	! grep -q 'Checksums\|id="rates"' q/qualification.html ||
		fail "qualify: speaks of files that are not there"
	echo 'abc  results.ktap' >q/SHA256SUMS
	printf '{"results": [%s, %s, %s]}' \
		'{"call": "map", "page": 65536, "bytes": 65536, "median_ns": 900}' \
		'{"call": "map", "page": 65536, "bytes": 1048576, "median_ns": 9000}' \
		'{"call": "library", "median_ns": 9}' >q/rates.json
	wants "qualify: with all" 0 '' "${run[@]}"
	wants "qualify: a chart" 0 'aria-label="time of map' \
		cat q/qualification.html
	wants "qualify: checksums" 0 'abc  results.ktap' cat q/qualification.html
	echo '{' >q/rates.json
	wants "qualify: bad rates" 3 'q/rates.json' "${run[@]}"
	rm q/rates.json
	echo 'Half | a line' >"$tmp/req"
	wants "qualify: bad requirements" 2 'req:1: want NAME' "${run[@]}"
	rm "$tmp/req"
	wants "qualify: no requirements" 3 'cannot read the requirements' \
		"${run[@]}"
	wants "qualify: none named" 2 '--requirements FILE is missing' \
		"$program" qualify q
	rm -r q
}

main() {
	update=no
	if [[ ${1-} == --update ]]; then
		update=yes
		shift
	fi
	if [[ $# != 1 ]]; then
		usage >&2
		exit 2
	fi
	if ! program=$(realpath -e -- "$1") || [[ ! -x $program ]]; then
		echo "tests/report.sh: no program $1: run make first" >&2
		exit 3
	fi
	requirements=$(realpath "$(dirname "$0")/../fixtures/requirements.txt")
	fixtures=$(realpath "$(dirname "$0")/../fixtures/ktap")
	tmp=$(mktemp -d)
	trap 'rm -rf "$tmp"' EXIT
	unset NO_COLOR

	# Everything runs beside the streams: their names are in the output.
	if [[ $update == yes ]]; then
		cd "$fixtures"
		trap 'rm -rf "$tmp" "$fixtures/out" "$fixtures/again"' EXIT
		goldens
		echo "expected files rewritten: read the difference"
		exit 0
	fi
	cp -r "$fixtures" "$tmp/ktap"
	cd "$tmp/ktap"
	goldens
	check_usage
	check_input
	check_full_disk
	check_display
	check_logs
	check_fifos
	check_interrupt
	check_resume
	check_resume_cut
	check_compare
	check_markup
	check_matrix
	check_requirements
	check_qualify
	echo "report: $checks checks, $failures failed"
	[[ $failures == 0 ]]
}

main "$@"
