# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154
# The command line, what cannot be read or written, and what a person sees.

check_usage()
{
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

check_input()
{
	wants "no such file" 3 "absent.ktap" "$program" summary absent.ktap
	wants "a folder" 3 "Is a directory" "$program" json .
	wants "no such lane" 3 "absent.lane" \
		"$program" live --plan verdicts.plan --output out absent.lane
	wants "a folder as a lane" 3 "Is a directory" \
		"$program" live --plan verdicts.plan --output out .
	wants "no rates" 3 'absent: No such file' "$program" rates absent
	wants "rates that are none" 3 'no figures of tce-test bench' \
		"$program" rates noise.json
	wants "a rate that is none" 3 'line 1 is no figure' \
		"$program" rates <(echo '{"results": [{"call": 7}]}')
	wants "no such plan" 3 "absent.plan" \
		"$program" live --plan absent.plan --output out verdicts.ktap
	printf 'a.one\nNo Name\n' >"$DIR/plan"
	wants "bad plan" 3 "plan:2: 'No Name'" \
		"$program" live --plan "$DIR/plan" --output out verdicts.ktap
	printf 'a.one\na.one\n' >"$DIR/plan"
	wants "double plan" 3 "a.one is in the plan twice" \
		"$program" live --plan "$DIR/plan" --output out verdicts.ktap
}

to_full()
{
	"$@" >/dev/full
}

check_full_disk()
{
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
		complain "--ktap, disk full: results.ktap has no end"
	wants "a file in the way" 3 "cannot write" \
		"$program" live --plan verdicts.plan --output verdicts.plan \
		verdicts.ktap
}

check_display()
{
	local esc=$'\033' first

	checks=$((checks + 1))
	"$program" summary verdicts.ktap >"$DIR/plain" || true
	if grep -q "$esc" "$DIR/plain"; then
		complain "colours without a terminal"
	fi
	wants "--color always" 1 "${esc}[31mFAIL" \
		"$program" summary --color always verdicts.ktap
	checks=$((checks + 2))
	first=$("$program" summary -q strict.ktap)
	[[ $first == "1 passed, 0 failed, 2 skipped" ]] ||
		complain "-q says more than the last line: $first"
	"$program" live --ktap --plan verdicts.plan --output out verdicts.ktap \
		>"$DIR/copy" 2>/dev/null || true
	diff "$DIR/copy" out/results.ktap ||
		complain "--ktap: standard output is not results.ktap"
}
