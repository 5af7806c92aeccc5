# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154
# The streams of fixtures/ktap against the expected files beside them.

# compare EXPECTED ACTUAL
compare()
{
	if [[ $update == yes ]]; then
		cp "$2" "$1"
		return
	fi
	checks=$((checks + 1))
	diff -u "$1" "$2" || complain "$1 differs: fix it, or --update if it is right"
}

read_args()
{
	args=()
	if [[ -e $1.args ]]; then
		read -ra args <"$1.args"
	fi
}

golden_saved()
{
	local name=$1 args
	read_args "$name"
	with_exit "$program" summary "${args[@]}" "$name.ktap" \
		>"$DIR/summary" 2>&1
	compare "$name.summary" "$DIR/summary"
	if "$program" json "$name.ktap" >"$DIR/json" 2>/dev/null; then
		compare "$name.json" "$DIR/json"
	elif [[ -e $name.json ]]; then
		complain "$name: json refused what it must take"
	fi
}

golden_live()
{
	local name=$1 args lanes=("$1.ktap")
	read_args "$name"
	if [[ -e $name.lane2 ]]; then
		lanes+=("$name.lane2")
	fi
	rm -rf out
	with_exit "$program" live "${args[@]}" --plan "$name.plan" --output out \
		--property kernel=debian "${lanes[@]}" >"$DIR/live" 2>&1
	compare "$name.live" "$DIR/live"
	compare "$name.merged" out/results.ktap
	same_verdict "$name"
	same_again "$name"
}

# The stream is the only truth: all that live knew is in it.
same_verdict()
{
	local name=$1
	checks=$((checks + 1))
	with_exit "$program" summary "${args[@]}" out/results.ktap \
		>"$DIR/summary" 2>&1
	diff <(tail -n 2 "$DIR/live") <(tail -n 2 "$DIR/summary") ||
		complain "$name: live and summary of its stream disagree"
	"$program" json out/results.ktap | diff out/results.json - ||
		complain "$name: results.json is not the JSON of results.ktap"
}

# A merged stream whose names are its plan merges into itself.
same_again()
{
	local name=$1
	checks=$((checks + 1))
	rm -rf again
	sed -nE 's/^(not )?ok [0-9]+ ([^ ]+).*/\2/p' out/results.ktap >"$DIR/plan"
	"$program" live -q --plan "$DIR/plan" --output again \
		out/results.ktap >"$DIR/again" 2>&1 || true
	diff <(grep -v '^1\.\.' out/results.ktap) \
		<(grep -v '^1\.\.' again/results.ktap) ||
		complain "$name: its merged stream does not merge into itself"
}

# Of a run with another of its kernel beside it: whose its deviations are.
golden_whose()
{
	local name=$1 how run

	for how in alone against; do
		run=$name-other.ktap
		[[ $how == against ]] || run=
		rm -rf q
		mkdir q
		cp "$name.ktap" q/results.ktap
		echo 'All | what there is | AB-1' >q/requirements
		"$program" qualify --clauses "$name.clauses" \
			${run:+--baseline "$run"} \
			--requirements q/requirements q >/dev/null
		compare "$name.$how" q/statement.txt
	done
	rm -r q
}

goldens()
{
	local name
	for name in *.ktap; do
		name=${name%.ktap}
		golden_saved "$name"
		if [[ -e $name.plan ]]; then
			golden_live "$name"
		fi
		if [[ -e $name-other.ktap ]]; then
			golden_whose "$name"
		fi
	done
}
