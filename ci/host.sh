#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Runs the cases on this machine itself, and reports. It is installed as tce-host,
# next to tce-test and tce-report, and run-tests.sh --host calls it. It needs nothing
# else of the tree.
set -euo pipefail

HERE=$(dirname "$(realpath "$0")")
TEST=${TCE_TEST:-$HERE/tce-test}
REPORT=${TCE_REPORT:-$HERE/tce-report}
SHARE=${TCE_SHARE:-$HERE}
[[ -e $SHARE/waivers.txt ]] || SHARE=$HERE/../share/tce
NAME=${TCE_NAME:-${0##*/}}
# how the user calls it
COMMAND=${TCE_COMMAND:-$NAME}

usage()
{
	cat <<-EOF
	usage: $COMMAND [-o DIR] [-q|-v] -d BDF [option of tce-test]... [GLOB]...
	       $COMMAND --list=devices    list the devices, and which are free
	       $COMMAND -n -d BDF         print what a run would change
	       $COMMAND --restore         undo what an interrupted run left changed

	  -o, --output DIR   the results (results/host-DATE)
	  -q, -v             quiet: the totals only; verbose: every case
	  --qualify          also write qualification.html, .json and
	                     statement.txt; measures rates, and soaks for 10
	                     minutes (--soak TIME)
	  --baseline RUN     show what changed since RUN, the folder or
	                     results.json of an earlier run; with --qualify of
	                     another device or an emulated machine: what fails
	                     there as well is the kernel's

	options of tce-test for a real machine: --fact --force --dangerous
	  --hugepages --state, see tce-test --help
	exit: 0 green, 1 red, 2 usage, 3 could not run or not safe, 4 nothing ran,
	  128 and the signal's number when a signal ended it
	EOF
}

die()
{
	printf '%s: %s\n' "$NAME" "${*:2}" >&2
	exit "$1"
}

# parse ARGUMENT...: sets OUT and SHOW; ARGS gets the arguments of tce-test
parse()
{
	OUT='' SHOW=() ARGS=() ONLY='' HOST=1 WAIVERS=1 QUALIFY='' SOAK=''
	BASELINE=''
	while [[ $# != 0 ]]; do
		case $1 in
		-o | --output)
			[[ $# -gt 1 ]] || die 2 "$1 wants a folder"
			OUT=$2
			shift
			;;
		--output=*) OUT=${1#*=} ;;
		--baseline)
			[[ $# -gt 1 ]] || die 2 "$1 wants a run"
			BASELINE=$2
			shift
			;;
		--baseline=*) BASELINE=${1#*=} ;;
		-q | -v) SHOW+=("$1") ;;
		-h | --help) usage; exit ;;
		--host) ;;
		--qualify) QUALIFY=1 ;;
		-n | --dry-run)
			ONLY=1
			ARGS+=("$1")
			;;
		-l | --list | --list=* | --restore | --version)
			ONLY=1 HOST='' WAIVERS=''
			ARGS+=("$1")
			;;
		*)
			[[ $1 != --waivers* ]] || WAIVERS=''
			[[ $1 != --soak* ]] || SOAK=1
			ARGS+=("$1")
			;;
		esac
		shift
	done
	[[ -z $BASELINE || -r $BASELINE ]] ||
		die 2 "--baseline $BASELINE: no such file or folder"
	[[ -z $QUALIFY || -n $SOAK ]] || ARGS=(--soak 10m "${ARGS[@]}")
	ARGS=(${HOST:+--host} ${WAIVERS:+--waivers "$SHARE/waivers.txt"}
		"${ARGS[@]}")
}

# What the report says of this machine.
properties()
{
	printf '%s\n' "kernel=$(uname -r)" \
		"machine=$(tr -d '\0' 2>/dev/null </proc/device-tree/model)" \
		"run.suite=$("$TEST" --version)" "run.command=$NAME $*" \
		"run.host=$(uname -srm)" \
		"run.started=$(date -u +%Y-%m-%dT%H:%M:%SZ)"
	chosen "$@"
}

# chosen ARGUMENT...: the command to which the report adds one case, and the cases
# that were asked for, if not all
chosen()
{
	local again=$NAME globs='' before='' word

	for word; do
		if [[ $word =~ ^[][a-z0-9*?-]+\.[][a-z0-9*?-]+$ ]]; then
			globs+=${globs:+ }$word
		elif [[ ! $word =~ ^(-o|--output|--baseline)(=|$) &&
			! $before =~ ^(-o|--output|--baseline)$ ]]; then
			again+=" $word"
		fi
		before=$word
	done
	printf 'run.again=%s\n' "$again"
	[[ -z $globs ]] || printf 'run.chosen=%s\n' "$globs"
}

# The qualification report, and checksums of everything that it was made from.
qualify()
{
	local -a judged=(results.ktap plan said.txt)

	[[ ! -e $OUT/rates.json ]] || judged+=(rates.json)
	(
		cd "$OUT"
		sha256sum "${judged[@]}" "$TEST" "$SHARE"/*.txt |
			sed 's|  /.*/|  |'
	) >"$OUT/SHA256SUMS"
	"$REPORT" qualify --clauses "$SHARE/clauses.txt" \
		${BASELINE:+--baseline "$BASELINE"} \
		--requirements "$SHARE/requirements.txt" "$OUT"
}

# A folder that nobody else made, or can put links into: root writes there.
# results/ may be of the user who called sudo(8).
output_make()
{
	local of mode

	[[ -e results || -L results ]] || mkdir -m 755 results 2>/dev/null ||
		die 3 "cannot write results (see -o)"
	read -r of mode < <(stat -c '%u %a' results)
	[[ ! -L results && -d results && $((8#$mode & 8#022)) == 0 &&
		($of == "$EUID" || $of == "${SUDO_UID:-$EUID}") ]] ||
		die 3 "results: another user's, or can be written by others (see -o)"
	OUT=results/host-$(date +%Y%m%d-%H%M%S)
	mkdir -m 755 "$OUT" 2>/dev/null ||
		die 3 "cannot make $OUT: it is there, or cannot be written (see -o)"
}

main()
{
	local rc=0 seen=0 line
	local -a report

	parse "$@"
	[[ -x $TEST && -x $REPORT ]] ||
		die 3 "$HERE has no tce-test and tce-report"
	[[ -z $ONLY ]] || exec "$TEST" "${ARGS[@]}"
	# A run that is not safe leaves nothing behind, not even a folder of results.
	line=$("$TEST" "${ARGS[@]}" -n 2>&1) || {
		rc=$?
		printf '%s\n' "$line" >&2
		exit "$rc"
	}
	[[ $EUID == 0 ]] || die 3 "must run as root: it unbinds drivers"
	if [[ -z $OUT ]]; then
		output_make
	else
		mkdir -p "$OUT" 2>/dev/null || die 3 "cannot write $OUT (see -o)"
	fi
	OUT=$(realpath "$OUT")
	"$TEST" "${ARGS[@]}" --list=plan 2>"$OUT/said.txt" >"$OUT/plan" || {
		rc=$?
		cat "$OUT/said.txt" >&2
		exit "$rc"
	}
	cut -f 1 "$OUT/plan" >"$OUT/names"
	rm -rf "$OUT"/{stream,words,rates.json}
	[[ -z $QUALIFY ]] || ARGS+=(--rates "$OUT/rates.json")
	mkfifo "$OUT"/{stream,words}
	report=("$REPORT" live "${SHOW[@]}" --plan "$OUT/names" -o "$OUT"
		--clauses "$SHARE/clauses.txt")
	# A run of another device is no earlier one of this.
	[[ -z $BASELINE || -n $QUALIFY ]] || report+=(--baseline "$BASELINE")
	while IFS= read -r line; do
		report+=(--property "$line")
	done < <(properties "$@")
	# They read until the writers have closed the FIFOs, also after a signal.
	(trap '' INT TERM HUP; exec "${report[@]}" "$OUT/stream") &
	REPORT_PID=$!
	(trap '' INT TERM HUP; exec tee "$OUT/said.txt" <"$OUT/words" >&2) &
	TEE_PID=$!
	"$TEST" "${ARGS[@]}" >"$OUT/stream" 2>"$OUT/words" &
	TEST_PID=$!
	trap 'kill -INT "$TEST_PID" 2>/dev/null || :' INT
	trap 'kill -TERM "$TEST_PID" 2>/dev/null || :' TERM
	trap 'kill -HUP "$TEST_PID" 2>/dev/null || :' HUP
	# A signal ends the wait, not the run.
	while :; do
		seen=0
		wait "$TEST_PID" || seen=$?
		kill -0 "$TEST_PID" 2>/dev/null || break
	done
	wait "$REPORT_PID" || rc=$?
	wait "$TEE_PID" || :
	rm -f "$OUT"/{stream,words,names}
	[[ -z $QUALIFY || $seen -ge 2 ]] || qualify || rc=3
	# The stream does not say what kept the cases from running.
	((seen < 2)) || rc=$seen
	return "$rc"
}

main "$@"
