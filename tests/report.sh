#!/bin/bash
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
#   NAME-other.ktap  another run of its kernel; the statements of a qualification
#                 are NAME.alone, and NAME.against with that one
#   NAME.merged   the results.ktap of the live run
set -euo pipefail
here=$(realpath "$(dirname "$0")")
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$here/lib.sh"
for part in golden usage live compare pages history terminal; do
	# shellcheck source=/dev/null
	. "$here/report/$part.sh"
done

usage()
{
	echo "usage: tests/report.sh [--update] PROGRAM"
	echo "  --update  rewrite the expected files from what PROGRAM does"
}

# Runs the rest and says how it ended.
with_exit()
{
	local status=0

	"$@" || status=$?
	echo "exit $status"
}

# wants WHAT STATUS WORDS COMMAND...: the exit code, and words of the output
wants()
{
	local what=$1 status=$2 words=$3 got=0 said

	shift 3
	checks=$((checks + 1))
	said=$("$@" 2>&1) || got=$?
	[[ $got == "$status" ]] || complain "$what: exit $got, expected $status: $said"
	[[ $said == *"$words"* ]] ||
		complain "$what: said '${said:0:400}', not '$words'"
}

# not_in WHAT WORDS FILE
not_in()
{
	checks=$((checks + 1))
	! grep -qF -- "$2" "$3" || complain "$1: '$2' in $3"
}

main()
{
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
	# shellcheck disable=SC2034 # the parts use it
	requirements=$here/../fixtures/requirements.txt
	fixtures=$here/../fixtures/ktap
	unset NO_COLOR

	# Everything runs beside the streams: their names are in the output.
	if [[ $update == yes ]]; then
		cd "$fixtures"
		trap 'rm -rf "$DIR" "$fixtures/out" "$fixtures/again"' EXIT
		goldens
		echo "expected files rewritten: read the difference"
		exit 0
	fi
	cp -r "$fixtures" "$DIR/ktap"
	cd "$DIR/ktap"
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
	check_baseline
	check_choices
	check_unusable
	check_causes
	check_markup
	check_terminal
	check_matrix
	check_history
	check_history_builds
	check_history_kinds
	check_history_input
	check_history_groups
	check_history_drift
	check_history_year
	check_many
	check_requirements
	check_qualify
	check_whose
	finish
}

main "$@"
