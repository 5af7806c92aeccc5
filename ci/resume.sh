# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2153
# A run as a whole can be resumed: its folder says what it was, in the file
# "run", strings with NULs behind them. Who runs holds a lock on it. Sourced
# after lib.sh.

# fields of that file; the command line follows
RUN_VERSION=0 RUN_DIR=1 RUN_KERNEL=2 RUN_MACHINE=3 RUN_MUL=4 RUN_IMAGE=5
RUN_ARGS=6

# One run in a folder at a time. Whoever is left of a killed one has it too.
run_lock()
{
	{ exec {RUN_LOCK}>>"$OUTPUT/run"; } 2>/dev/null ||
		die 3 "cannot write $OUTPUT"
	flock -n "$RUN_LOCK" || die 3 "$OUTPUT: a run goes on in this folder"
}

kernel_image()
{
	cksum <"$KERNEL/vmlinux"
}

run_save()
{
	printf '%s\0' "$(version)" "$PWD" "$KERNEL_ARG" "$MACHINE_ARG" \
		"$TIMEOUT_MUL" "$(kernel_image)" "${ARGUMENTS[@]}" \
		>"$OUTPUT/run" || die 3 "cannot write $OUTPUT (is the disk full?)"
}

# resume_options ARG...: the options of the run in $RESUME, after those at hand
resume_options()
{
	local dir=$RESUME

	[[ ${#SELECT[@]} == 0 && -z $LIST$DRY_RUN$SHELL_WANTED$GDB ]] ||
		usage_error "--resume $dir: the cases are those of that run"
	[[ -s $dir/run ]] || usage_error "--resume $dir: no run is in there"
	dir=$(realpath "$dir")
	mapfile -d '' -t SAVED <"$dir/run"
	TCE_KERNEL=${SAVED[RUN_KERNEL]} TCE_MACHINE=${SAVED[RUN_MACHINE]}
	TCE_TIMEOUT_MUL=${SAVED[RUN_MUL]}
	[[ ${SAVED[RUN_VERSION]} == "$(version)" ]] ||
		die 2 "--resume $dir: that was ${SAVED[RUN_VERSION]} of the" \
			"suite, this is $(version): begin anew"
	cd "${SAVED[RUN_DIR]}" 2>/dev/null ||
		die 2 "--resume $dir: ${SAVED[RUN_DIR]} is gone, begin anew"
	parse_options "$@" "${SAVED[@]:RUN_ARGS}"
	RESUME=$dir OUTPUT=$dir
	COMMAND_LINE="$(quoted ./run-tests.sh "${SAVED[@]:RUN_ARGS}")"
	COMMAND_LINE+=' (begun by that, finished by --resume)'
	REPORT_ARGS+=(--resume)
	run_lock
}

# Two kernels are two runs.
resume_check()
{
	[[ ${SAVED[RUN_IMAGE]} == "$(kernel_image)" ]] ||
		die 2 "--resume $RESUME: $KERNEL_ARG is another kernel by now," \
			"begin anew"
}

# The plan without what has its verdict.
resume_plan()
{
	"$REPORT" missing --plan "$SCRATCH/names" "$RESUME" \
		>"$SCRATCH/missing" || exit
	awk 'NR == FNR { missing[$1]; next } $1 in missing' \
		"$SCRATCH/missing" "$SCRATCH/plan" >"$SCRATCH/all"
	mv "$SCRATCH/all" "$SCRATCH/plan"
	note "to be run: $(wc -l <"$SCRATCH/plan") of" \
		"$(wc -l <"$SCRATCH/names") cases"
}
