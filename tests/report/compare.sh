# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154
# Two runs side by side.

# stream FILE "VERDICT NAME [# DIRECTIVE]"...: a whole one
stream()
{
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

check_compare()
{
	local old=$DIR/old.ktap new=$DIR/new.ktap

	stream "$old" 'ok a.same' 'ok a.breaks' 'not ok a.still' \
		'not ok a.fixed' 'ok a.gone' 'ok a.skips' \
		'not ok a.waived' 'not ok a.not-run'
	stream "$new" 'ok a.same' 'not ok a.breaks # ERROR of it' \
		'not ok a.still' 'ok a.fixed' 'ok a.skips # SKIP needs luck' \
		'ok a.waived # XFAIL LD-1: known' 'ok a.not-run # SKIP no' \
		'ok a.new' 'not ok a.new-and-red'
	"$program" json "$old" >"$DIR/old.json"
	wants "compare" 1 \
		'2 new failures, 1 still failing, 1 fixed, 1 missing' \
		"$program" compare "$DIR/old.json" "$new"
	for words in 'PASS    a.breaks: now ERROR of it' \
		'-       a.new-and-red: now FAIL' 'PASS    a.gone: no result' \
		'PASS    a.skips: now SKIP needs luck' 'New cases: 1' \
		'Failed before, a known defect now: 1' \
		'Failed before, skipped now: 1'; do
		wants "compare" 1 "$words" \
			"$program" compare "$DIR/old.json" "$new"
	done
	wants "compare with itself" 1 '0 new failures, 4 still' \
		"$program" compare "$old" "$DIR/old.json"
	wants "compare, only new" 0 '0 new failures, 4 still' \
		"$program" compare --only-new "$old" "$old"
	check_chosen "$old"
	wants "only new, but than what" 2 '--only-new wants' "$program" live \
		--only-new --plan "$DIR/plan" --output out "$new"
	wants "no run to compare" 3 'No such file' \
		"$program" compare absent "$new"
	echo '{"schema": 2}' >"$DIR/bad.json"
	wants "another schema" 3 'no results.json of schema 1' \
		"$program" compare "$DIR/bad.json" "$new"
	echo '{"schema": 1,' >"$DIR/bad.json"
	wants "no JSON" 3 'bad.json:' "$program" compare "$DIR/bad.json" "$new"
	echo '{"schema": 1, "cells": [{"cases": [{"name": "x.y"}]}]}' \
		>"$DIR/bad.json"
	wants "a case without status" 3 'without name or status' \
		"$program" compare "$DIR/bad.json" "$new"
	echo '{"schema": 1, "cells": [{"kernel": "a"}, {"kernel": "b"}]}' \
		>"$DIR/bad.json"
	wants "no such cell" 3 'no cell of this kernel' \
		"$program" compare "$DIR/bad.json" "$new"
}

# What was not asked for this time is not missing.
check_chosen()
{
	local part=$DIR/part.ktap

	stream "$part" 'ok a.same'
	wants "a part that was not said to be one" 1 '7 missing' \
		"$program" compare "$1" "$part"
	wants "a part, only new" 0 '7 missing' \
		"$program" compare --only-new "$1" "$part"
	printf '%s\n' 'KTAP version 1' 1..0 '# end' >"$DIR/none.ktap"
	"$program" json "$DIR/none.ktap" >"$DIR/none.json" || :
	wants "nothing is left" 4 '8 missing' \
		"$program" compare "$1" "$DIR/none.json"
	wants "nothing is left, only new" 4 '8 missing' \
		"$program" compare --only-new "$1" "$DIR/none.ktap"
	sed -i '2i # property run.chosen a.same' "$part"
	wants "a chosen part" 0 '0 missing' "$program" compare "$1" "$part"
	wants "a chosen part" 0 'Not chosen this time: 7 cases' \
		"$program" compare "$1" "$part"
	"$program" json "$part" >"$DIR/part.json"
	wants "a chosen part, as JSON" 0 '0 missing' \
		"$program" compare "$1" "$DIR/part.json"
}

# A live run whose baseline has its failure already.
check_baseline()
{
	local live=("$program" live --plan "$DIR/plan" --output out)

	printf '%s\n' a.same a.still >"$DIR/plan"
	stream "$DIR/lane" 'ok a.same' 'not ok a.still'
	rm -rf out
	wants "a baseline" 1 'Still failing: 1' \
		"${live[@]}" --baseline "$DIR/old.json" "$DIR/lane"
	wants "a baseline, only new" 0 'Still failing: 1' \
		"${live[@]}" --baseline "$DIR/old.json" --only-new "$DIR/lane"
	wants "no changes in the page" 0 '' grep -q 'Still failing' \
		out/report.html
	check_known
	stream "$DIR/lane" 'not ok a.same' 'not ok a.still'
	wants "a baseline, only new, and red" 1 'New failures: 1' \
		"${live[@]}" --baseline "$DIR/old.json" --only-new "$DIR/lane"
	# it failed, and crashes the kernel now
	stream "$DIR/lane" 'ok a.same' 'not ok a.still # ERROR kernel: BUG: at 0x1'
	wants "a known failure that became a crash" 1 'New failures: 1' \
		"${live[@]}" --baseline "$DIR/old.json" --only-new "$DIR/lane"
	cp out/results.json "$DIR/crash.json"
	stream "$DIR/lane" 'ok a.same' 'not ok a.still # ERROR kernel: BUG: at 0x2'
	wants "the same crash at another address" 0 'Still failing: 1' \
		"${live[@]}" --baseline "$DIR/crash.json" --only-new "$DIR/lane"
	stream "$DIR/lane" 'ok a.same' 'not ok a.still # ERROR kernel: WARNING: at 0x1'
	wants "another crash" 1 'New failures: 1' \
		"${live[@]}" --baseline "$DIR/crash.json" --only-new "$DIR/lane"
	# a run that was cut short excuses nothing
	stream "$DIR/lane" 'ok a.same' 'not ok a.still # ERROR not run'
	"${live[@]}" "$DIR/lane" >/dev/null 2>&1 || :
	cp out/results.json "$DIR/cut.json"
	stream "$DIR/lane" 'ok a.same' 'not ok a.still'
	wants "never run in the baseline" 1 'New failures: 1' \
		"${live[@]}" --baseline "$DIR/cut.json" --only-new "$DIR/lane"
}

# Another answer where the contract leaves a choice is no regression, and said.
check_choices()
{
	local run title='Changed, and lawful: 2'
	local map='MAP-10 map.no-window step 8 map: -ENXIO before, -EINVAL now'
	local live=("$program" live --plan choices.plan --output out --only-new)

	sed -e '/property pedantic/d' -e 's/-ENXIO/-EINVAL/' \
		-e 's/0 -ENOSPC/0/' choices.ktap >"$DIR/now.ktap"
	# of a failure, and of another version of the case
	sed -i -e 's/step 1 open/step 2 open/' "$DIR/now.ktap"
	sed '/property pedantic/d' choices.ktap >"$DIR/then.ktap"
	"$program" json "$DIR/then.ktap" >"$DIR/then.json"
	for run in then.ktap then.json; do
		for words in "$title" "$map" 'size.any sizes: -EINVAL 0 -ENOSPC before'; do
			wants "choices, of $run" 1 "$words" \
				"$program" compare "$DIR/$run" "$DIR/now.ktap"
		done
		wants "choices, live, of $run" 0 "$map" \
			"${live[@]}" --baseline "$DIR/$run" "$DIR/now.ktap"
		wants "choices, the page" 0 '<td class="name">-ENXIO</td><td class="name">-EINVAL<' \
			cat out/report.html
		wants "choices, what else was answered" 0 'leaves a choice</h2>' \
			cat out/report.html
	done
	sed 's/.*outcome step 8.*/&\n# outcome step 9 map: -ENXIO/' \
		"$DIR/then.ktap" >"$DIR/then2.ktap"
	sed 's/.*outcome step 8.*/&\n# outcome step 9 map: -EINVAL/' \
		"$DIR/now.ktap" >"$DIR/now2.ktap"
	wants "choices, alike in one line" 1 \
		'no-window step 8 map, step 9 map: -ENXIO before, -EINVAL now' \
		"$program" compare "$DIR/then2.ktap" "$DIR/now2.ktap"
	wants "choices, alike in one row of the page" 0 \
		'>step 8 map, step 9 map</td><td class="name">-ENXIO<' \
		"$program" html "$DIR/then2.ktap"
	wants "choices, nothing new" 0 '0 new failures, 1 still' "$program" \
		compare --only-new "$DIR/then.ktap" "$DIR/now.ktap"
	"$program" compare "$DIR/then.ktap" "$DIR/then.json" >"$DIR/same" || :
	not_in "choices, the same" lawful "$DIR/same"
	not_in "choices, the same mode" pedantic "$DIR/same"
	wants "choices: two runs on one page" 0 \
		'-ENXIO (then), -EINVAL (now)' "$program" html \
		<(sed 's/kernel debian-6.12/machine then/' "$DIR/then.ktap") \
		<(sed 's/kernel debian-6.12/machine now/' "$DIR/now.ktap")
	"$program" json choices.ktap >"$DIR/pedantic.json"
	for run in choices.ktap "$DIR/pedantic.json"; do
		wants "choices: an earlier run that was pedantic" 1 \
			'The earlier run was pedantic' \
			"$program" compare "$run" "$DIR/then.ktap"
		wants "choices: a run that is pedantic" 1 'This run is pedantic' \
			"$program" compare "$DIR/then.ktap" "$run"
	done
	wants "choices: the page of a pedantic run" 0 's of cases, pedantic' \
		"$program" html choices.ktap
	"$program" junit "$DIR/then.ktap" >"$DIR/junit"
	wants "choices: junit" 0 '<system-out>outcome step 8 map: -ENXIO' \
		cat "$DIR/junit"
	wants "choices: the log" 0 '# outcome step 8 map: -EINVAL' \
		cat out/cases/map.no-window.log
}

# That nothing works is red, whatever is known about it.
check_unusable()
{
	local live=("$program" live --plan "$DIR/plan" --output out)
	local words='Nothing of the interface works on this kernel'

	printf '%s\n' platform.usable a.other >"$DIR/plan"
	printf '%s\n' 'KTAP version 1' '# unusable: no group' '1..1' \
		'# RUN platform.usable' '# no group; known as old: since 1991' \
		'not ok 1 platform.usable' '# end' >"$DIR/lane"
	rm -rf out
	wants "unusable" 1 "$words: no other case can run" \
		"${live[@]}" "$DIR/lane"
	wants "unusable: since when" 1 'since 1991' "${live[@]}" "$DIR/lane"
	wants "unusable: the page" 0 "<h1>$words" cat out/report.html
	cp out/results.json "$DIR/before.json"
	wants "unusable: known" 1 '0 passed, 1 failed, 0 skipped' \
		"${live[@]}" --only-new --baseline "$DIR/before.json" "$DIR/lane"
	wants "unusable: known, as JSON" 0 '"status": "fail"' cat out/results.json
	wants "unusable: compared" 1 '0 new failures, 1 still' "$program" \
		compare --only-new "$DIR/before.json" out/results.ktap
	sed -i 's/^not ok.*/& # ERROR the guest died/' "$DIR/lane"
	"${live[@]}" "$DIR/lane" >"$DIR/said" 2>&1 || :
	not_in "unusable: a guest that died says nothing" "$words" "$DIR/said"
}

# Whatever is derived from a run with --only-new says what its exit code says.
check_known()
{
	local known=since
	local last='1 passed, 0 failed, 1 skipped'

	wants "known: summary" 0 "1 known failure, counted as skipped
$last" "$program" summary out/results.ktap
	wants "known: -q" 0 "$last" "$program" summary -q out/results.ktap
	checks=$((checks + 2))
	"$program" json out/results.ktap | diff out/results.json - ||
		complain "known: results.json is not that of results.ktap"
	"$program" junit out/results.ktap | diff out/junit.xml - ||
		complain "known: junit.xml is not that of results.ktap"
	wants "known: junit" 0 '<skipped type="known-failure" message="known since' \
		cat out/junit.xml
	wants "known: junit's counts" 0 'failures="0" errors="0" skipped="1"' \
		cat out/junit.xml
	wants "known: json" 0 '"was": "fail"' cat out/results.json
	wants "known: the page" 0 'No new failure' cat out/report.html
	# the next night: still known, of this run's stream and of its JSON
	cp out/results.ktap "$DIR/night.ktap"
	cp out/results.json "$DIR/night.json"
	for known in night.ktap night.json; do
		wants "known: the next night, of $known" 0 "$last" \
			"$program" live --plan "$DIR/plan" --output out \
			--baseline "$DIR/$known" --only-new "$DIR/lane"
		wants "known: since when, of $known" 0 \
			'# known a.still: since the earlier run' \
			grep '# known' out/results.ktap
	done
}
