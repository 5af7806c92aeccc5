#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Runs the suite: checks the command line, fetches and builds what is missing, and
# leaves the run itself to tce-run (ci/run).
set -euo pipefail
# it can be called by a link
HERE=$(dirname "$(realpath "$0")")
# shellcheck source-path=SCRIPTDIR source=ci/lib.sh
. "$HERE/ci/lib.sh"
guard 3
# shellcheck source-path=SCRIPTDIR source=ci/options.sh
. "$HERE/ci/options.sh"
# shellcheck source-path=SCRIPTDIR source=ci/resume.sh
. "$HERE/ci/resume.sh"
# shellcheck source-path=SCRIPTDIR source=ci/matrix.sh
. "$HERE/ci/matrix.sh"

TEST=$TCE_ROOT/build/native/tce-test
RUN=$TCE_ROOT/build/native/tce-run
QEMU=${TCE_QEMU:-qemu-system-ppc64}
PENDING='' TIMER_PID='' UNTIL=''

build()
{
	# the run of a cell: the matrix has built
	[[ -z ${TCE_BUILT:-} ]] || return 0
	{ mkdir -p "$TCE_ROOT/build" && : >>"$TCE_ROOT/build/.lock"; } \
		2>/dev/null || [[ -e $TCE_ROOT/build/.lock ]] ||
		die 3 "cannot write $TCE_ROOT/build: want a checkout that is not" \
			"read-only"
	# Of two runs that begin together one builds, and the other has it then.
	flock "$TCE_ROOT/build/.lock" \
		make -s -j "$(nproc)" -C "$TCE_ROOT" "$@" >&2 ||
		die 3 "the build failed: make $*"
}

# attended COMMAND...: runs it in a group of its own, so that a signal to this shell is
# heard at once and ends all of it
attended()
{
	local rc=0

	set -m
	"$@" </dev/null &
	PENDING=$!
	set +m
	wait "$PENDING" || rc=$?
	PENDING=''
	((rc == 0)) || { JUDGED=1 && exit "$rc"; }
}

# gather VARIABLE COMMAND...: what it prints. Where signals are caught there is no $(...):
# bash would parse a trap as a part of one.
gather()
{
	local -n gathered=$1

	attended "${@:2}" >"$SCRATCH/gathered"
	IFS= read -rd '' gathered <"$SCRATCH/gathered" || :
	gathered=${gathered%$'\n'}
}

# stage LABEL COMMAND...: runs a step of the preparation, and times it
stage()
{
	local label=$1 since=${EPOCHREALTIME//[!0-9]/}

	shift
	attended "$@"
	lap "$since" "${EPOCHREALTIME//[!0-9]/}" "$label"
}

version()
{
	local text

	text=$(git -C "$TCE_ROOT" describe --tags --always 2>/dev/null) ||
		text=unknown
	[[ -z $(git -C "$TCE_ROOT" status --porcelain 2>/dev/null |
		head -n 1) ]] || text+=' (modified tree)'
	printf '%s' "$text"
}

# description_files machines|kernels|matrices: NAME FILE each
description_files()
{
	local file name

	for file in "$TCE_ROOT/fixtures/$1"/*.conf; do
		name=${file##*/}
		printf '%s %s\n' "${name%.conf}" "$file"
	done
	[[ $1 != kernels ]] || lab_descriptions
}

# list_descriptions machines|kernels|matrices: the names, and what each is for; of
# those that a GLOB matches, and each GLOB must match one
list_descriptions()
{
	local glob name file found one=${1/matrices/matrixs}
	local -A shown=()
	local -a names

	mapfile -t names < <(description_files "$1" | cut -d ' ' -f 1)
	for glob in "${GLOBS[@]:-*}"; do
		found=''
		for name in "${names[@]}"; do
			# shellcheck disable=SC2053
			[[ $name != $glob ]] || found=1 shown[$name]=1
		done
		# alone it is a choice of nothing, beside others a slip
		[[ -n $found ]] || die $((${#GLOBS[@]} > 1 ? 2 : 4)) "no ${one%s}" \
			"matches $glob; $(meant "$glob" "${names[@]}")"
	done
	description_files "$1" | while read -r name file; do
		[[ -z ${shown[$name]-} ]] ||
			printf '%-33s  %s\n' "$name" "$(about "$file")"
	done
}

list_cases()
{
	local arg=--list

	case $LIST_HOW in
	=machines | =kernels | =matrices)
		list_descriptions "${LIST_HOW#=}"
		return
		;;
	esac
	[[ -z $LIST_HOW ]] || arg+=$LIST_HOW
	"$TCE_ROOT/ci/deps.sh" native
	build native
	cd "$TCE_ROOT"
	exec "$TEST" "$arg" "${SELECT[@]}"
}

# A file of waivers that cannot be read is wrong usage; a waiver that matches no case
# is reported.
check_waivers()
{
	local rc=0

	[[ -n $WAIVERS ]] || return 0
	"$TEST" --list=waivers --waivers="$WAIVERS" >/dev/null || rc=$?
	((rc < 2)) || exit "$rc"
}

is_file_kernel()
{
	[[ $KERNEL_ARG != tree:* &&
		($KERNEL_ARG == */* || -f $KERNEL_ARG) ]]
}

# A kernel with a name is in the cache; a file is staged in $SCRATCH. Prints the folder.
find_kernel()
{
	if is_file_kernel; then
		"$TCE_ROOT/ci/kernel.sh" "$KERNEL_ARG" "$SCRATCH/kernel" \
			${MODULES:+"$MODULES"}
	else
		"$TCE_ROOT/ci/kernel.sh" "$KERNEL_ARG"
	fi
}

# Prints the command of each kind of guest, and the plan; fetches no kernel.
dry_run()
{
	attended "$TCE_ROOT/ci/deps.sh" native
	attended build native
	attended check_waivers
	KERNEL=$TCE_CACHE/kernels/$KERNEL_ARG
	! is_file_kernel || gather KERNEL find_kernel
	supervise_job print
}

# drop_results FOLDER: what a run writes there
drop_results()
{
	rm -rf "$1"/console*.log "$1/cases" "$1"/results.* "$1"/gcov-* \
		"$1"/{junit.xml,report.html,timing.txt,statement.txt,journal,qemu.txt} \
		2>/dev/null || die 3 "cannot write $1"
}

# With -o, before anything can fail: results of an earlier run would be taken for those
# of this one.
claim_output()
{
	[[ -n $OUTPUT && -z $RESUME$DRY_RUN$SHELL_WANTED$EXPORT ]] || return 0
	mkdir -p "$OUTPUT" 2>/dev/null || die 3 "cannot write $OUTPUT"
	OUTPUT=$(realpath "$OUTPUT")
	run_lock
	drop_results "$OUTPUT"
	: >"$OUTPUT/run" || die 3 "cannot write $OUTPUT"
}

open_output()
{
	[[ -z $OUTPUT ]] || return 0
	OUTPUT=$RESULTS/$STAMP
	mkdir -p "$OUTPUT" 2>/dev/null ||
		die 3 "cannot write $RESULTS (see -o)"
	ln -sfn "$STAMP" "$RESULTS/latest"
	gather OUTPUT realpath "$OUTPUT"
	run_lock
}

# Properties of the run for the report, as options that end with a NUL.
describe()
{
	local item
	local -a run=("suite=$VERSION" "command=$COMMAND_LINE"
		"machine=$(basename "$MACHINE_ARG" .conf)"
		"package=$(paste -sd, "$KERNEL/packages")"
		"qemu=$("$QEMU" --version | head -n 1)"
		"host=$(uname -srm)" "started=$STARTED"
		"again=$(quoted ./run-tests.sh "${AGAIN[@]}")")

	[[ ${#CHOSEN[@]}${#GLOBS[@]} == 00 ]] ||
		run+=("chosen=$(quoted "${CHOSEN[@]}" "${GLOBS[@]}")")
	printf '%s\0' --property "kernel=$KERNEL_ARG"
	for item in "${run[@]}"; do
		printf '%s\0' --property "run.$item"
	done
}

# supervise MODE [ARGUMENT]...: tce-run takes over from this shell, and removes
# $SCRATCH
supervise()
{
	local -a common=(--root "$TCE_ROOT" --scratch "$SCRATCH" --laps "$TIMING"
		--clauses "$TCE_ROOT/fixtures/clauses.txt"
		${UNTIL:+--until "$UNTIL"}
		${OVERALL_TIMEOUT:+--overall-timeout "$OVERALL_TIMEOUT"}
		${OUTPUT:+--output "$OUTPUT"} ${KEEP:+--keep}
		${COVERAGE:+--coverage "$TCE_ROOT/ci/coverage.sh"}
		"${REPORT_ARGS[@]}")

	[[ -z $TIMER_PID ]] || kill "$TIMER_PID" 2>/dev/null || :
	exec "$RUN" "$1" "${common[@]}" "${@:2}"
}

# supervise_job MODE [ARGUMENT]...: for one kernel on one machine
supervise_job()
{
	local word
	local -a words=(--test "$TEST" --kernel "$KERNEL" --machine "$MACHINE"
		--timeout "$CASE_TIMEOUT" --repeat "$REPEAT"
		--shard "$SHARD_I/$SHARD_N" --isolate "$ISOLATE")

	gather word kernel_slowness "$KERNEL_ARG"
	words+=(--slower "$word")
	# What a kernel that checks itself finds while it boots is evidence.
	[[ $word == 1 ]] || words+=(--verbose-boot)
	for word in "${SELECT[@]}"; do
		words+=(--select "$word")
	done
	for word in "${TEST_ARGS[@]}"; do
		words+=(--test-arg "$word")
	done
	supervise "$1" "${words[@]}" \
		${BOOT_TIMEOUT:+--boot-timeout "$BOOT_TIMEOUT"} \
		${TCE_TIMEOUT_MUL:+--mul "$TCE_TIMEOUT_MUL"} \
		${JOBS:+--jobs "$JOBS"} ${TCE_SLOTS:+--slots "$TCE_SLOTS"} \
		${WAIVERS:+--waivers "$WAIVERS"} ${GDB:+--gdb} \
		${TCE_GCOV:+--counters} ${EXPORT:+--export "$EXPORT"} \
		${RESUME:+--resume} "${@:2}"
}

interrupted()
{
	trap '' INT TERM HUP ALRM
	[[ -z $PENDING ]] || kill -- "-$PENDING" 2>/dev/null || :
	die "$1" "$2"
}

by_signal()
{
	interrupted 130 interrupted
}

by_timer()
{
	interrupted 124 "not done after $OVERALL_TIMEOUT s"
}

close_scratch()
{
	[[ -z $TIMER_PID ]] || kill "$TIMER_PID" 2>/dev/null || :
	rm -rf "$SCRATCH"
}

# Ends the preparation when its time is over; tce-run has a clock of its own.
timer()
{
	UNTIL=$((EPOCHSECONDS + OVERALL_TIMEOUT))
	# Unlike sleep it leaves no orphan.
	# shellcheck disable=SC2016
	setpriv --pdeathsig TERM -- bash -c 'read -rt "$1" <>"$2"
		kill -ALRM "$PPID"' timer "$OVERALL_TIMEOUT" "$1" \
		>/dev/null 2>&1 &
	TIMER_PID=$!
}

open_scratch()
{
	SCRATCH=$(mktemp -d "${TMPDIR:-/tmp}/tce.XXXXXX" 2>/dev/null) ||
		die 3 "cannot write ${TMPDIR:-/tmp}: set TMPDIR"
	TIMING=$SCRATCH/timing
	at_exit close_scratch
	trap by_signal INT TERM HUP
	trap by_timer ALRM
	[[ -z $OVERALL_TIMEOUT ]] || {
		mkfifo "$SCRATCH/timer"
		timer "$SCRATCH/timer"
	}
}

# for_host ARGUMENT...: whether this is for tce-run host, whose options are those of
# tce-test
for_host()
{
	local arg

	for arg; do
		case $arg in
		--host | --restore | --list=devices) return 0 ;;
		--) return 1 ;;
		esac
	done
	return 1
}

# What --resume runs is what was red when this run began.
keep_choice()
{
	local word
	local -a kept=()

	for word in "${ARGUMENTS[@]}"; do
		[[ $word == --last-f* ]] || kept+=("$word")
	done
	ARGUMENTS=("${kept[@]}" "${LAST_FAILED[@]}")
}

run_on_host()
{
	"$TCE_ROOT/ci/deps.sh" native
	build native
	TCE_COMMAND='./run-tests.sh --host' TCE_TEST=$TEST \
		TCE_SHARE=$TCE_ROOT/fixtures exec "$RUN" host "$@"
}

# What is wrong with the machine or the choice is said before anything big is fetched.
check_choice()
{
	local KERNEL=$KERNEL_ARG TIMER_PID='' SCRATCH=$SCRATCH/check

	mkdir "$SCRATCH"
	supervise_job check
}

# Fetches and builds what a run needs.
prepare()
{
	local packages=guest

	stage packages "$TCE_ROOT/ci/deps.sh" native
	stage build build native
	attended check_waivers
	attended check_choice
	[[ -z $GDB ]] || packages=debug
	stage packages "$TCE_ROOT/ci/deps.sh" "$packages"
	need "$QEMU" qemu-system-ppc
	stage sysroot "$TCE_ROOT/ci/sysroot.sh" >/dev/null
	stage kernel find_kernel >"$SCRATCH/folder"
	IFS= read -r KERNEL <"$SCRATCH/folder"
	gather IMAGE kernel_image
	[[ -z $RESUME ]] || resume_check
	stage build build guest
}

say_gdb()
{
	echo "the guest waits for: gdb-multiarch $(realpath \
		"$KERNEL/vmlinux") -ex 'target remote :1234'" >&2
}

run_one()
{
	local busybox
	local -a properties

	claim_output
	MACHINE=$(machine_file "$MACHINE_ARG")
	"$TCE_ROOT/ci/kernel.sh" --check "$KERNEL_ARG"
	open_scratch
	[[ -z $DRY_RUN ]] || dry_run
	prepare
	if [[ -n $SHELL_WANTED ]]; then
		gather busybox "$TCE_ROOT/ci/sysroot.sh" busybox
		supervise_job shell --busybox "$busybox"
	fi
	[[ -z $EXPORT ]] || supervise_job export
	[[ -z $GDB ]] || attended say_gdb
	open_output
	if [[ -z $RESUME ]]; then
		: >"$OUTPUT/qemu.txt" || die 3 "cannot write $OUTPUT"
		run_save
	fi
	attended describe >"$SCRATCH/properties"
	mapfile -d '' -t properties <"$SCRATCH/properties"
	supervise_job run "${properties[@]}"
}

main()
{
	! for_host "$@" || run_on_host "$@"
	STARTED=$(date -u +%Y-%m-%dT%H:%M:%SZ)
	STAMP=$(date +%Y%m%d-%H%M%S)-$$
	VERSION=$(version)
	ARGUMENTS=("$@")
	COMMAND_LINE=$(quoted ./run-tests.sh "$@")
	parse_options "$@"
	[[ ${#LAST_FAILED[@]} == 0 ]] || keep_choice
	[[ -z $RESUME ]] || resume_options "$@"
	if [[ -n $SHOW_VERSION ]]; then
		echo "run-tests.sh $VERSION"
	elif [[ -n $LIST ]]; then
		list_cases
	elif [[ $PAIRS == whole ]]; then
		exec "$TCE_ROOT/ci/whole.sh" "$PAIRS_GLOB" \
			"${OUTPUT:-$RESULTS/whole}" "${PAIRS_MACHINES[@]}" \
			-- "${GLOBS[@]}"
	elif [[ -n $PAIRS ]]; then
		exec "$TCE_ROOT/ci/pairs.sh" "$PAIRS" "$PAIRS_GLOB" \
			"${KERNEL_ARGS[0]}" "$OUTPUT"
	elif is_matrix; then
		matrix_main
	else
		run_one
	fi
}

main "$@"
