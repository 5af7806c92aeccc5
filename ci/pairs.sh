#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Proves what the cases are said to prove: an upstream change is taken out of a kernel
# (fixtures/patches), or one of our fixes is put in (fixtures/fixes), and the cases that
# name it must be green with it and red without. What no kernel got wrong yet is broken
# by a change of our own (in fixtures/patches, without a commit).
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$(realpath "$0")")/lib.sh"
guard 3

usage()
{
	cat <<-EOF2
	usage: ci/pairs.sh patches|fixes [GLOB [KERNEL [OUT]]]
	  GLOB    of the names in fixtures/patches or fixtures/fixes (all)
	  KERNEL  lab[:SERIES][+VARIANT] (lab; a pair adds what it says in kernel=,
	          and one with series= is of that series)
	  OUT     results: pairs.txt, pairs.json, and each run

	exit: 0 all hold that can be shown, 1 one does not, 2 usage, 3 could not run,
	  4 none matches, or none of them can be shown
	EOF2
}

# pair_read NAME: its description, as PAIR_*
pair_read()
{
	local file=$FOLDER/$1.conf series base=$KERNEL before

	PAIR_COMMIT=$(value commit "$file")$(value defect "$file")
	PAIR_COMMIT=${PAIR_COMMIT:-ours}
	PAIR_CASES=$(value cases "$file" | tr '\n' ' ')
	PAIR_MACHINE=$(value machine "$file")
	PAIR_MACHINE=${PAIR_MACHINE:-pseries}
	# Not each source has what the change needs.
	series=$(value series "$file")
	[[ -z $series ]] || base=lab:$series${KERNEL#"${KERNEL%%+*}"}
	PAIR_KERNEL=$base$(value kernel "$file")
	PAIR_WHY=$(value not-shown "$file")
	PAIR_ARGUMENTS=()
	[[ -z $(value pedantic "$file") ]] || PAIR_ARGUMENTS=(--pedantic)
	# One change can be worth more than one line.
	PAIR_CHANGE=$(value change "$file")
	PAIR_CHANGE=${PAIR_CHANGE:-$1}
	[[ $PAIR_KERNEL == "$base" || $PAIR_KERNEL == "$base"+* ]] ||
		die 2 "$file: kernel= wants +VARIANT or +CHANGE"
	# What it builds on is no part of what it is worth.
	for before in $(value after "$FOLDER/$PAIR_CHANGE.conf"); do
		PAIR_KERNEL+=+$CHANGE=$before
	done
	[[ -n $PAIR_WHY || (-n $PAIR_CASES &&
		-n $(change_files "$FOLDER/$PAIR_CHANGE")) ]] || die 2 \
		"$file: want cases= and $PAIR_CHANGE.patch or .cocci, or not-shown="
}

# pair_run KERNEL MACHINE OUT GLOB...: the cases' results, in OUT/results.ktap
pair_run()
{
	local kernel=$1 machine=$2 out=$3 rc=0

	shift 3
	mkdir -p "$out"
	"$TCE_ROOT/run-tests.sh" -q -k "$kernel" -m "$machine" -o "$out" \
		${WAIVERS:+--waivers "$WAIVERS"} "${PAIR_ARGUMENTS[@]}" "$@" \
		>"$out/log" 2>&1 </dev/null || rc=$?
	if [[ $rc != [014] ]]; then
		tail -n 3 "$out/log" >&2
		return "$rc"
	fi
}

# verdicts OUT: "green|red|skip|none NAME" of each case of a plan, but for the one
# that proves the machine usable, unless it is all that there is
verdicts()
{
	"$TCE_ROOT/build/native/tce-report" verdicts --plan "$1/plan" \
		"$1/results.ktap"
}

# pair_plan OUT GLOB...: the names of the cases, in OUT/plan
pair_plan()
{
	mkdir -p "$1"
	"$TCE_ROOT/build/native/tce-test" --list=plan "${@:2}" | cut -f 1 \
		>"$1/plan" || die 2 "no case matches ${*:2}"
}

# pair_prove NAME: sets PAIR_WITH, PAIR_WITHOUT ("green of all") and PAIR_VERDICT
pair_prove()
{
	local name=$1 side kernel dir red green all
	local -a globs

	read -ra globs <<<"$PAIR_CASES"
	PAIR_VERDICT=holds
	# A fix is judged as if its defect were not known.
	WAIVERS=''
	[[ $WHAT != fixes && $PAIR_KERNEL != *+with=* ]] || WAIVERS=$OUT/waivers
	for side in with without; do
		dir=$OUT/$name/$side
		kernel=$PAIR_KERNEL
		[[ $WHAT == patches && $side == with ]] ||
			[[ $WHAT == fixes && $side == without ]] ||
			kernel+=+$CHANGE=$PAIR_CHANGE
		pair_plan "$dir" "${globs[@]}"
		pair_run "$kernel" "$PAIR_MACHINE" "$dir" "${globs[@]}" || {
			PAIR_VERDICT="no run $side it"
			return
		}
		verdicts "$dir" >"$dir/verdicts"
		all=$(wc -l <"$dir/verdicts")
		green=$(grep -c '^green' "$dir/verdicts") || :
		red=$(grep -cE '^(red|none)' "$dir/verdicts") || :
		if [[ $side == with ]]; then
			PAIR_WITH="$green/$all green"
			((green == all)) || PAIR_VERDICT='red with it'
		else
			PAIR_WITHOUT="$red/$all red"
			((red == all)) || [[ $PAIR_VERDICT != holds ]] ||
				PAIR_VERDICT='green without it'
		fi
	done
}

# pair_line NAME: for tce-report pairs
pair_line()
{
	local key

	printf '%s\t' "$1"
	for key in COMMIT CASES MACHINE KERNEL WHY WITH WITHOUT VERDICT; do
		local -n text=PAIR_$key
		printf '%s\t' "${text:--}"
	done
	about "$FOLDER/$1.conf"
}

# pair_row NAME: of the table
pair_row()
{
	printf '%-22s %-22s %-12s %-12s %s\n' "$1" "$PAIR_COMMIT" \
		"$PAIR_WITH" "$PAIR_WITHOUT" "$PAIR_VERDICT"
	[[ $PAIR_VERDICT != green* ]] ||
		sed -n 's/^\(green\|skip\) /    not red: /p' \
			"$OUT/$1/without/verdicts"
	[[ $PAIR_VERDICT != red* ]] ||
		sed -n 's/^\(red\|skip\|none\) /    \1: /p' \
			"$OUT/$1/with/verdicts"
}

main()
{
	local name rc=0 held=0 unshown=0
	local -a all

	case ${1-} in
	patches) CHANGE=without ;;
	fixes) CHANGE='with' ;;
	-h | --help) usage; return ;;
	*) die 2 "want patches or fixes, see ci/pairs.sh -h" ;;
	esac
	WHAT=$1 FOLDER=$TCE_ROOT/fixtures/$1 KERNEL=${3:-lab}
	OUT=${4:-$TCE_ROOT/results/$1}
	[[ $KERNEL == lab* ]] || die 2 "want a kernel lab, not $KERNEL"
	NAMES=()
	read -ra all <<<"$(names "$FOLDER")"
	for name in "${all[@]}"; do
		# shellcheck disable=SC2053
		[[ $name != ${2:-*} ]] || NAMES+=("$name")
	done
	[[ ${#NAMES[@]} != 0 ]] || die 4 \
		"no ${WHAT%es} matches $2; $(meant "$2" "${all[@]}")"
	mkdir -p "$OUT" 2>/dev/null || die 3 "cannot write $OUT"
	OUT=$(realpath "$OUT")
	rm -f "$OUT"/pairs.*
	: >"$OUT/waivers"
	"$TCE_ROOT/ci/deps.sh" lab
	make -s -j "$(nproc)" -C "$TCE_ROOT" native >&2 ||
		die 3 'the build failed: make native'
	printf '%-22s %-22s %-12s %-12s %s\n' change of 'with it' \
		'without it' verdict | tee "$OUT/pairs.txt"
	for name in "${NAMES[@]}"; do
		pair_read "$name"
		PAIR_WITH='' PAIR_WITHOUT='' PAIR_VERDICT="not shown: $PAIR_WHY"
		[[ -n $PAIR_WHY ]] || pair_prove "$name"
		pair_row "$name" | tee -a "$OUT/pairs.txt"
		pair_line "$name" >>"$OUT/pairs.tsv"
		case $PAIR_VERDICT in
		holds) held=$((held + 1)) ;;
		'not shown'*) unshown=$((unshown + 1)) ;;
		'no run'*) ((rc == 1)) || rc=3 ;;
		*) rc=1 ;;
		esac
	done
	"$TCE_ROOT/build/native/tce-report" pairs -o "$OUT" "$OUT/pairs.tsv" || rc=3
	printf '%d of %d hold, %d not shown\n' "$held" "${#NAMES[@]}" "$unshown" |
		tee -a "$OUT/pairs.txt"
	# Nothing was tried: that is no success.
	((rc || unshown < ${#NAMES[@]})) || rc=4
	JUDGED=1
	return "$rc"
}

main "$@"
