# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154
# Night after night: what a morning wants to know.

# night FILE DATE RELEASE "VERDICT NAME [# DIRECTIVE]"...: a run of that day
night()
{
	local file=$1 date=$2 release=$3

	shift 3
	stream "$file" "$@"
	sed -i "1a # property kernel k\n# property run.machine m\n\
# property devices 1:2\n# property release $release\n\
# property run.started 2026-11-${date}T01:02:03Z" "$file"
}

# asked WHAT QUERY ANSWER: of history.json
asked()
{
	wants "$1" 0 "$3" jq -c "$2" h/history.json
}

# The order on the command line is not that of the time.
check_history()
{
	local d=$DIR/nights

	rm -rf h "$d"
	mkdir -p "$d"
	night "$d/1" 01 6.1 'ok a.old' 'ok a.new' 'ok a.flips' 'not ok a.fixed' \
		'ok a.crash' 'ok a.gone' 'ok a.waived'
	night "$d/2" 02 6.2 'not ok a.old' 'ok a.new' 'not ok a.flips' \
		'ok a.fixed' 'not ok a.crash' 'ok a.gone' 'not ok a.waived'
	night "$d/3" 03 6.2 'not ok a.old' 'ok a.new' 'ok a.flips' \
		'ok a.fixed' 'not ok a.crash' 'ok a.gone' 'not ok a.waived'
	night "$d/4" 04 6.3 'not ok a.old' 'not ok a.new' \
		'ok a.flips # SKIP not today' 'ok a.fixed' \
		'not ok a.crash # ERROR kernel: BUG: <b>at 0x1' \
		'ok a.waived # XFAIL LD-1: known'
	wants "history: the last line" 1 \
		'4 runs: 3 failed in the latest, 2 new, 1 no longer; 1 flip, 0 drift' \
		"$program" history -o h "$d"/{3,1,4,2}
	wants "history: when it began" 1 \
		'red since 2026-11-02 01:02 (6.2), 3 runs; PASS in 2026-11-01 01:02 (6.1)' \
		"$program" history "$d"/{4,3,2,1}
	wants "history: what is new" 1 \
		'new since 2026-11-04 01:02 (6.3), 1 run; PASS in 2026-11-03' \
		"$program" history "$d"/{4,3,2,1}
	wants "history: another failure" 1 '; as now since 2026-11-04 01:02 (6.3); ' \
		"$program" history "$d"/{4,3,2,1}
	wants "history: a flip" 1 \
		'a.flips
          1 change in 2 runs of 6.2, broken in 1
          .F.s' "$program" history "$d"/{4,3,2,1}
	wants "history: what was red" 1 \
		'red in 1 run, the last of them 2026-11-01 01:02; now PASS' \
		"$program" history "$d"/{4,3,2,1}
	wants "history: missing" 1 '1 case of the run before without a result' \
		"$program" history "$d"/{4,3,2,1}
	asked "history: letters" '[.series[0].cases[].verdicts]' \
		'[".FFF","...F",".F.s","F...",".FFE","... ",".FFx"]'
	asked "history: since, for programs" \
		'.series[0].cases[0].red | [.new, .began, .same, .before]' \
		'[false,1,1,0]'
	asked "history: changes of a run" '[.series[0].runs[] | [.began, .ended]]' \
		'[[1,0],[4,1],[0,1],[1,1]]'
	wants "history: the head of the page" 0 '<h1>3 of 6 failed, 2 of them new' \
		cat h/history.html
	wants "history: the columns" 0 '>2026-11-01 6.1</text>' cat h/history.html
	wants "history: all cases, and what is gone is the last" 0 \
		'a.crash a.fixed a.flips a.new a.old a.waived a.gone' xargs \
		< <(grep -oP '"name">\K[^<]*(?=</td><td><div)' h/history.html)
	wants "history: what stays is one block" 0 \
		'<title>2026-11-02 01:02 6.2 to 2026-11-04 01:02 6.3, 3 runs: FAIL ' \
		cat h/history.html
	not_in "history: text is no markup" '<b>at' h/history.html
	wants "history: the failures of the latest run" 0 3 \
		grep -c '<article' h/history.html
	wants "history: only new" 1 '2 new' "$program" history --only-new \
		"$d"/{1,2,3,4}
	wants "history: only new, none" 0 '0 new' "$program" history --only-new \
		"$d"/{1,2,3}
	night "$d/green" 05 6.3 'ok a.old'
	wants "history: green" 0 '1 run: 0 failed in the latest' \
		"$program" history "$d/green"
}

# builds WHAT LINE WORDS: a case that is kept in one run and broken in the next one
# of the same release, with LINE in that
builds()
{
	local d=$DIR/nights

	sed "2i # property $2" "$d/b2" >"$d/b3"
	wants "$1" 1 "$3" "$program" history "$d/b1" "$d/b3"
	"$program" json "$d/b3" >"$d/b3.json" || :
	wants "$1, as JSON" 1 "$3" "$program" history "$d/b1" "$d/b3.json"
}

# A flip is of one build of the kernel, and one version of the suite.
check_history_builds()
{
	local key

	mkdir -p "$DIR/nights"
	night "$DIR/nights/b1" 01 6.1 'ok a.one'
	night "$DIR/nights/b2" 02 6.1 'not ok a.one'
	builds "a flip" 'odd 1' ' 1 flip,'
	for key in build suite package; do
		builds "no flip: another $key" "run.$key 2" ' 0 flip,'
	done
	builds "no flip: another mode" 'pedantic yes' ' 0 flip,'
}

# What is no failure of the case, and what is none of the run.
check_history_kinds()
{
	local n d=$DIR/nights lost='ERROR could not be judged: the PE is lost'

	night "$d/k1" 01 6.1 'ok a.lost' 'not ok a.stale # XPASS LD-1: known' \
		'ok a.waived' 'not ok a.known'
	night "$d/k2" 02 6.1 "not ok a.lost # $lost" 'ok a.stale' \
		'ok a.waived # XFAIL LD-2: known' 'ok a.known # XFAIL LD-3: x'
	"$program" history -o h "$d"/k{1,2} >"$d/text" || :
	asked "a flip is what the kernel did, not the colour" \
		'[.series[0].cases[] | select(.flips) | .name]' '["a.waived"]'
	night "$d/part" 03 6.1 'ok a.stale'
	wants "missing" 0 '3 cases of the run before without a result' \
		"$program" history "$d"/{k2,part}
	sed -i '2i # property run.chosen a.stale' "$d/part"
	wants "a part is not missing the rest, and does not hide it" 1 \
		'2 runs: 1 failed in the latest' "$program" history -o h \
		"$d"/{part,k2}
	asked "a part is another series, after the whole one" \
		'[.series[] | [.chosen, .missing]]' '[["",0],["a.stale",0]]'
	wants "a part, by name" 1 'k on m, 1:2, only a.stale: 1 run since' \
		"$program" history "$d"/{part,k2}
	night "$d/u1" 01 6.1 'not ok platform.usable'
	night "$d/u2" 02 6.1 'not ok platform.usable'
	"$program" json "$d/k2" | sed -E 's/("seconds": )0.0(,| *$)/\11e308\2/' \
		>"$d/long.json" || :
	wants "times that are none" 1 '1 run: 1 failed' "$program" history -o h \
		"$d/long.json"
	asked "times that are none" '.series[0].runs[0].seconds' 0
	for n in 1 2; do
		mkdir -p "$d/unknown-$n"
		sed '/run.started/d' "$d/k$n" >"$d/unknown-$n/results.ktap"
	done
	"$program" history -o h "$d"/unknown-1 "$d"/unknown-2/results.ktap \
		>"$d/text" || :
	for n in 1 2; do
		wants "no time: the folder of a run" 0 ">unknown-$n 6.1</text>" \
			cat h/history.html
	done
	wants "what the latest run was" 0 '<dt>machine</dt><dd>m</dd>' \
		cat h/history.html
	wants "nothing works: never known" 1 ' 0 new,' "$program" history \
		--only-new -o h "$d"/u{1,2}
	wants "nothing works: the page" 0 '<h1>Nothing of the interface works' \
		cat h/history.html
}

# JSON says the same as streams, in folders or not; what is damaged is named.
check_history_input()
{
	local d=$DIR/nights n

	for n in 1 2 3 4; do
		mkdir -p "$d/json/$n" "$d/ktap/$n"
		"$program" json "$d/$n" >"$d/json/$n/results.json" || :
		cp "$d/$n" "$d/ktap/$n/results.ktap"
	done
	ln -s 4 "$d/ktap/latest"
	"$program" history "$d"/{1,2,3,4} >"$d/text" || :
	for n in json ktap; do
		checks=$((checks + 1))
		"$program" history "$d/$n"/* >"$d/text-$n" || :
		diff "$d/text" "$d/text-$n" ||
			complain "history: folders with $n differ from streams"
	done
	"$program" history -o h "$d/ktap"/* "$d/4" >"$d/text" || :
	asked "history: a run is counted once" .summary.runs 4
	mkdir -p "$d/empty"
	wants "history: a folder without results" 1 'empty/results' \
		"$program" history "$d"/{1,2,3,4} "$d/empty"
	wants "history: ... and green ones" 3 '1 run: 0 failed' \
		"$program" history "$d/empty" "$d/green"
	wants "history: nothing to read" 3 'absent' "$program" history absent
	wants "history: of nothing" 2 'name a run, or more' "$program" history
	wants "history: nowhere to write" 3 'cannot make' "$program" history \
		-o absent/h "$d/1"
	wants "history: a full disk" 3 'No space left' \
		to_full "$program" history "$d/1"
	wants "html: nights are a history" 2 \
		'two runs of k on m: tce-report history shows them' \
		"$program" html "$d/1" "$d/2"
	sed 's/devices 1:2/devices 3:4/' "$d/1" >"$d/other"
	wants "html: two devices" 0 '<th>k on m, 3:4</th>' "$program" html \
		"$d/1" "$d/other"
	# a run that broke off is no verdict, and its cases did not fail
	night "$d/5" 05 6.3 'not ok a.old' 'ok a.new # ERROR not run' \
		'not ok a.crash # ERROR not run: interrupted'
	sed -i 's/^ok \(.*ERROR\)/not ok \1/' "$d/5"
	"$program" history -o h "$d"/{1,2,3,4,5} >"$d/text" || :
	asked "history: not run" '[.series[0].cases[0,1,4].verdicts]' \
		'[".FFFF","...F-",".FFE-"]'
	asked "history: not run is not new" .summary.new 0
}

# Each kernel, machine and device has a history of its own.
check_history_groups()
{
	local d=$DIR/nights n

	for n in 1 4; do
		sed 's/devices 1:2/devices 3:4/' "$d/$n" >"$d/device-$n"
		sed 's/kernel k/kernel other/' "$d/$n" >"$d/kernel-$n"
		sed 's/machine m/machine n/' "$d/$n" >"$d/machine-$n"
	done
	"$program" history -o h "$d"/{,device-,kernel-,machine-}{1,4} \
		>"$d/text" || :
	asked "groups" '[.series[] | [.kernel, .machine, .devices, (.runs | length)]]' \
		'[["k","m","1:2",2],["k","m","3:4",2],["other","m","1:2",2],["k","n","1:2",2]]'
	wants "groups: the head sums the latest runs" 0 '<h1>12 of 24 failed' \
		cat h/history.html
	wants "groups: a table of them" 0 '<a href="#series-3">k on n, 1:2</a>' \
		cat h/history.html
	mkdir -p "$d/matrix"
	jq -s '.[0].cells += .[1].cells | .[0]' \
		<("$program" json "$d/1") <("$program" json "$d/kernel-1") \
		>"$d/matrix/results.json"
	"$program" history -o h "$d/matrix" "$d/4" >"$d/text" || :
	asked "groups: the cells of a matrix" '[.series[].runs | length]' '[2,1]'
}

# timed FILE DATE SECONDS: a run in which a case takes that long
timed()
{
	night "$1" "$2" 6.1 'ok a.slow' 'ok a.noise' 'ok a.same' 'ok a.short'
	sed -i -e "s/^ok 1 a.slow/# time $3\n&/" \
		-e "s/^ok 1 a.short/# time 0.0${3/./}\n&/" \
		-e "s/^ok 1 a.noise/# time $((10#$2 % 3)).5\n&/" \
		-e "s/^ok 1 a.same/# time 2.0\n&/" "$1"
}

# What takes longer in each of the last runs; one slow night is noise.
check_history_drift()
{
	local d=$DIR/drift n

	mkdir -p "$d"
	for n in {01..09}; do
		timed "$d/$n" "$n" 0.4
	done
	for n in {10..14}; do
		timed "$d/$n" "$n" 1.4
	done
	wants "drift" 0 'a.slow
          1.40 s in the last 5 runs, 0.40 s before' "$program" history "$d"/*
	"$program" history -o h "$d"/* >/dev/null
	asked "drift, for programs" '[.series[0].cases[] | select(.seconds) |
		[.name, .seconds.before, .seconds.now]]' '[["a.slow",0.4,1.4]]'
	wants "drift: a line" 0 '<path class="line" d="M' cat h/history.html
	timed "$d/14" 14 0.4
	wants "drift: one night as before" 0 '0 drift' "$program" history "$d"/*
}

# A year of nights is read while one waits.
check_history_year()
{
	local d=$DIR/year

	mkdir -p "$d"
	awk -v dir="$d" 'BEGIN {
		for (n = 0; n < 366; n++) {
			file = sprintf("%s/%03d", dir, n)
			printf "KTAP version 1\n# property kernel k\n" \
				"# property run.started 2026-%02d-%02dT01:00:00Z\n" \
				"1..900\n", n / 31 + 1, n % 31 + 1 >file
			for (i = 1; i <= 900; i++)
				printf "# RUN a.c%d\n# time 0.01\n%sok %d a.c%d\n", i,
					(i * n) % 97 == 1 ? "not " : "", i, i >file
			print "# end" >file
			close(file)
		}
	}'
	wants "a year" 1 '' limited 10 "$program" history -o h "$d"/*
	wants "a year: its size" 0 '' test "$(stat -c %s h/history.html)" -lt 20000000
	wants "a year: the latest run has its date" 0 '>2026-12-25</text>' \
		cat h/history.html
	asked "a year: all of it" '[.summary.runs, (.series[0].cases | length)]' \
		'[366,900]'
}
