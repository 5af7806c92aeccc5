# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2153
# --resume: the file "run" in the folder of the results describes the run, as strings
# that end with a NUL; a run in progress holds a lock on it. Sourced after lib.sh.

# fields of that file; the arguments follow
RUN_VERSION=0 RUN_DIR=1 RUN_KERNEL=2 RUN_MACHINE=3 RUN_MUL=4 RUN_IMAGE=5
RUN_ARGS=6

# One run in a folder at a time. Processes that are left of a killed run hold the lock
# as well.
run_lock()
{
	{ exec {RUN_LOCK}>>"$OUTPUT/run"; } 2>/dev/null ||
		die 3 "cannot write $OUTPUT"
	flock -n "$RUN_LOCK" || die 3 "$OUTPUT: another run uses this folder"
}

kernel_image()
{
	cksum <"$KERNEL/vmlinux"
}

run_save()
{
	printf '%s\0' "$VERSION" "$PWD" "$KERNEL_ARG" "$MACHINE_ARG" \
		"${TCE_TIMEOUT_MUL:-}" "$IMAGE" "${ARGUMENTS[@]}" \
		>"$OUTPUT/run" || die 3 "cannot write $OUTPUT (is the disk full?)"
}

# resume_options ARG...: takes over the options of the run in $RESUME, after ARG
resume_options()
{
	local dir=$RESUME

	[[ ${#SELECT[@]} == 0 && -z $LIST$DRY_RUN$SHELL_WANTED$GDB ]] ||
		usage_error "--resume $dir: the cases are those of that run"
	[[ -s $dir/run ]] || usage_error "--resume $dir: has no run"
	dir=$(realpath "$dir")
	mapfile -d '' -t SAVED <"$dir/run"
	((${#SAVED[@]} >= RUN_ARGS)) ||
		die 2 "--resume $dir: $dir/run is damaged: start a new run"
	TCE_KERNEL=${SAVED[RUN_KERNEL]} TCE_MACHINE=${SAVED[RUN_MACHINE]}
	TCE_TIMEOUT_MUL=${SAVED[RUN_MUL]}
	[[ ${SAVED[RUN_VERSION]} == "$VERSION" ]] ||
		die 2 "--resume $dir: that was ${SAVED[RUN_VERSION]} of the" \
			"suite, this is $VERSION: start a new run"
	cd "${SAVED[RUN_DIR]}" 2>/dev/null ||
		die 2 "--resume $dir: ${SAVED[RUN_DIR]} is gone: start a new run"
	parse_options "$@" "${SAVED[@]:RUN_ARGS}"
	RESUME=$dir OUTPUT=$dir
	COMMAND_LINE="$(quoted ./run-tests.sh "${SAVED[@]:RUN_ARGS}")"
	COMMAND_LINE+=' (started by that, finished by --resume)'
	run_lock
}

# A run has one kernel.
resume_check()
{
	[[ ${SAVED[RUN_IMAGE]} == "$IMAGE" ]] ||
		die 2 "--resume $RESUME: $KERNEL_ARG is another kernel now:" \
			"start a new run"
}
