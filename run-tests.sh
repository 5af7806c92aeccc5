#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Runs the suite: fetches and builds what is missing, boots guests, reports.
set -euo pipefail
# it can be called by a link
HERE=$(dirname "$(realpath "$0")")
# shellcheck source-path=SCRIPTDIR source=ci/lib.sh
. "$HERE/ci/lib.sh"
guard 3
# shellcheck source-path=SCRIPTDIR source=ci/guest.sh
. "$HERE/ci/guest.sh"
# shellcheck source-path=SCRIPTDIR source=ci/plan.sh
. "$HERE/ci/plan.sh"
# shellcheck source-path=SCRIPTDIR source=ci/lane.sh
. "$HERE/ci/lane.sh"
# shellcheck source-path=SCRIPTDIR source=ci/options.sh
. "$HERE/ci/options.sh"
# shellcheck source-path=SCRIPTDIR source=ci/resume.sh
. "$HERE/ci/resume.sh"
# shellcheck source-path=SCRIPTDIR source=ci/matrix.sh
. "$HERE/ci/matrix.sh"

TEST=$TCE_ROOT/build/native/tce-test
REPORT=$TCE_ROOT/build/native/tce-report

build()
{
	# the run of a cell: the matrix has built
	[[ -z ${TCE_BUILT:-} ]] || return 0
	mkdir -p "$TCE_ROOT/build" 2>/dev/null ||
		die 3 "cannot write $TCE_ROOT/build"
	# Of two runs that begin together one builds, and the other has it then.
	flock "$TCE_ROOT/build/.lock" \
		make -s -j "$(nproc)" -C "$TCE_ROOT" "$@" >&2 ||
		die 3 "the build failed: make $*"
}

# stage LABEL COMMAND...: runs a step of the preparation, and times it
stage()
{
	local label=$1 since

	since=$(clock)
	shift
	"$@"
	lap "$since" "$(clock)" "$label"
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

# list_descriptions machines|kernels|matrices: the names, and what each is for
list_descriptions()
{
	local file name

	for file in "$TCE_ROOT/fixtures/$1"/*.conf; do
		name=${file##*/}
		printf '%-33s  %s\n' "${name%.conf}" "$(about "$file")"
	done
	[[ $1 == kernels ]] || return 0
	lab_descriptions | while read -r name file; do
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

# What a machine's description says of the firmware and the guest; each kind of guest
# can have its own.
check_machine()
(
	for kind in "${KINDS[@]}"; do
		machine_read "$MACHINE" "$kind"
		machine_check
		check_facts
	done
)

# A kernel with a name is in the cache; a file is staged in $SCRATCH.
find_kernel()
{
	if [[ $KERNEL_ARG != tree:* && ($KERNEL_ARG == */* ||
		-f $KERNEL_ARG) ]]; then
		KERNEL=$("$TCE_ROOT/ci/kernel.sh" "$KERNEL_ARG" \
			"$SCRATCH/kernel" ${MODULES:+"$MODULES"})
	elif [[ -n $DRY_RUN ]]; then
		KERNEL=$TCE_CACHE/kernels/$KERNEL_ARG
	else
		KERNEL=$("$TCE_ROOT/ci/kernel.sh" "$KERNEL_ARG")
	fi
}

dry_run()
{
	local kind

	"$TCE_ROOT/ci/deps.sh" native
	build native
	make_plan
	check_waivers
	check_machine
	find_kernel
	for kind in "${KINDS[@]}"; do
		machine_read "$MACHINE" "$kind"
		guest_command "$KERNEL/vmlinux" INITRD FIRMWARE \
			file,path=CONSOLE stdio,signal=off
		quoted "${QEMU_COMMAND[@]}"
	done | awk '!seen[$0]++'
	cat "$SCRATCH/plan"
}

# For --export: the kernel, and a folder for each guest with its initramfs, its cases
# and the QEMU command that starts it there.
export_guests()
{
	local part dir

	mkdir -p "$EXPORT" 2>/dev/null || die 3 "cannot write $EXPORT"
	copy "$KERNEL/vmlinux" "$EXPORT/vmlinux"
	for part in "${PARTS[@]}"; do
		machine_read "$MACHINE" "${part%-*}"
		dir=$EXPORT/$part
		mkdir -p "$dir"
		copy "$SCRATCH/parts/$part" "$dir/cases"
		guest_initrd "$dir/cases" "$dir/initrd"
		guest_firmware "$dir/firmware"
		guest_command ../vmlinux initrd ./firmware \
			file,path=console.log stdio,signal=off
		printf '%s\0' "${QEMU_COMMAND[@]}" >"$dir/qemu"
		printf '%s\n' "$dir"
	done
}

open_output()
{
	local stamp

	if [[ -n $RESUME ]]; then
		return
	elif [[ -z $OUTPUT ]]; then
		stamp=$(date +%Y%m%d-%H%M%S)-$$
		OUTPUT=$RESULTS/$stamp
		mkdir -p "$OUTPUT" 2>/dev/null ||
			die 3 "cannot write $RESULTS (see -o)"
		ln -sfn "$stamp" "$RESULTS/latest"
	else
		mkdir -p "$OUTPUT" 2>/dev/null ||
			die 3 "cannot write $OUTPUT"
	fi
	OUTPUT=$(realpath "$OUTPUT")
	run_lock
	rm -rf "$OUTPUT"/console*.log "$OUTPUT/cases" "$OUTPUT"/results.* \
		"$OUTPUT"/{junit.xml,report.html,timing.txt,statement.txt,journal} \
		"$OUTPUT"/gcov-*
}

# Properties of the run for the report, KEY=VALUE a line.
describe()
{
	printf 'kernel=%s\nmachine=%s\n' "$KERNEL_ARG" "$MACHINE_NAME"
	printf 'run.%s\n' "suite=$(version)" "command=$COMMAND_LINE" \
		"machine=$(basename "$MACHINE_ARG" .conf)" \
		"package=$(paste -sd, "$KERNEL/packages")" \
		"qemu=$("$QEMU" --version | head -n 1)" \
		"host=$(uname -srm)" "started=$STARTED" \
		"again=$(quoted ./run-tests.sh "${AGAIN[@]}")"
	[[ ${#CHOSEN[@]}${#GLOBS[@]} == 00 ]] ||
		printf 'run.chosen=%s\n' "$(quoted "${CHOSEN[@]}" "${GLOBS[@]}")"
}

write_statement()
{
	{
		printf 'verdict: exit %s, %s\n' "$1" \
			"$("$REPORT" summary "$OUTPUT/results.ktap" |
				tail -n 1)"
		sed -nE -e '/^# property run\.suites /d' \
			-e 's/^# property (run\.)?([^ ]*) /\2: /p' \
			-e 's/^# not judged: /not judged: /p' \
			-e 's/^# known ([^:]*): /known failure: \1, /p' \
			"$OUTPUT/results.ktap"
		[[ ! -e $SCRATCH/remarks ]] ||
			sed 's/^/guest: /' "$SCRATCH/remarks"
		printf 'seconds: %s\n' "$SECONDS"
	} 2>/dev/null >"$OUTPUT/statement.txt" || [[ $1 == 3 ]] ||
		die 3 "cannot write $OUTPUT/statement.txt (is the disk full?)"
}

# Ends the lanes that are left, and with them their guests; fails if one of them did
# not finish its parts.
stop_lanes()
{
	local pid failed=0

	for pid in "${LANE_PIDS[@]}"; do
		kill "$pid" 2>/dev/null || :
		wait "$pid" 2>/dev/null || failed=1
	done
	LANE_PIDS=()
	return "$failed"
}

interrupted()
{
	trap '' INT TERM HUP ALRM
	stop_lanes || :
	# The report still writes the results so far.
	[[ -z $REPORT_PID ]] || {
		kill "$REPORT_PID" || :
		wait "$REPORT_PID" || :
	} 2>/dev/null
	[[ ! -s $OUTPUT/journal ]] ||
		note "to finish it: ./run-tests.sh --resume $OUTPUT"
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

# A command that failed unexpectedly is no verdict, although it ends with 1.
cleanup()
{
	local rc=$?

	stop_lanes || :
	# It opens a file there once a second, and so would make it again.
	[[ -z $TIMER_PID ]] || {
		kill "$TIMER_PID" || :
		wait "$TIMER_PID" || :
	} 2>/dev/null
	if [[ -n $KEEP ]]; then
		note "kept: $SCRATCH"
	else
		rm -rf "$SCRATCH"
	fi
	[[ $rc != 1 || -n $JUDGED ]] || exit 3
}

# Ends this run when its time is over, or itself when the run has ended.
timer()
{
	local until=$((SECONDS + OVERALL_TIMEOUT))

	while ((SECONDS < until)); do
		read -rt 1 <>"$SCRATCH/timer" || :
		kill -0 $$ || return 0
	done
	kill -ALRM $$
}

open_scratch()
{
	SCRATCH=$(mktemp -d "${TMPDIR:-/tmp}/tce.XXXXXX" 2>/dev/null) ||
		die 3 "cannot write ${TMPDIR:-/tmp}: set TMPDIR"
	REPORT_PID='' TIMER_PID='' LANE_PIDS=() JUDGED=''
	TIMING=$SCRATCH/timing
	trap cleanup EXIT
	# One word each: bash may run them while it parses a $(...).
	trap by_signal INT TERM HUP
	trap by_timer ALRM
	if [[ -n $OVERALL_TIMEOUT ]]; then
		# It is never written to; unlike sleep it leaves no orphan.
		mkfifo "$SCRATCH/timer"
		timer >/dev/null 2>&1 &
		TIMER_PID=$!
	fi
}

# Reports what the kernels of a run counted.
coverage()
{
	[[ -z $COVERAGE ]] || "$TCE_ROOT/ci/coverage.sh" "$OUTPUT"
}

# Runs the lanes side by side; the exit code of the report is the verdict.
run_guests()
{
	local rc=0 n line
	# If the main process is killed, the report ends with what it has.
	local -a report=(setpriv --pdeathsig TERM -- "$REPORT" live
		"${REPORT_ARGS[@]}" --plan "$SCRATCH/names"
		--output "$OUTPUT" --clauses "$TCE_ROOT/fixtures/clauses.txt"
		${SHOW_TIMING:+--timing "$TIMING"})

	while IFS= read -r line; do
		report+=(--property "$line")
	done < <(describe)
	LANES=()
	for ((n = 1; n <= LANE_COUNT && n <= ${#PARTS[@]}; n++)); do
		mkfifo "$SCRATCH/lane$n"
		lane "$n" >"$SCRATCH/lane$n" &
		LANES+=("$SCRATCH/lane$n")
		LANE_PIDS+=($!)
	done
	# A resumed run may have all results already.
	[[ ${#LANES[@]} != 0 ]] || LANES=(/dev/null)
	"${report[@]}" "${LANES[@]}" &
	REPORT_PID=$!
	wait "$REPORT_PID" || rc=$?
	REPORT_PID=''
	stop_lanes || rc=3
	cp "$TIMING" "$OUTPUT/timing.txt" 2>/dev/null || :
	write_statement "$rc"
	JUDGED=1
	coverage
	return "$rc"
}

run_gdb()
{
	GUEST_QEMU+=(-s -S)
	BOOT_TIMEOUT=1000000 CASE_TIMEOUT=1000000
	echo "the guest waits for: gdb-multiarch $(realpath \
		"$KERNEL/vmlinux") -ex 'target remote :1234'" >&2
}

# A shell on the guest's console, with the suite in place.
run_shell()
{
	GUEST_BUSYBOX=$("$TCE_ROOT/ci/sysroot.sh" busybox)
	machine_read "$MACHINE" "${KINDS[0]}"
	guest_base "$KERNEL"
	guest_initrd "$SCRATCH/names" "$SCRATCH/shell.initrd"
	guest_firmware "$SCRATCH/shell.firmware"
	guest_command "$KERNEL/vmlinux" "$SCRATCH/shell.initrd" \
		"$SCRATCH/shell.firmware" \
		stdio,signal=off,mux=on "file,path=$SCRATCH/shell.log"
	echo "exit leaves the guest, Ctrl-A X ends it;" \
		"the suite is /tce-test" >&2
	"${QEMU_COMMAND[@]}" -mon chardev=con
}

# for_host ARGUMENT...: whether this is for ci/host.sh, whose options are those of
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

run_on_host()
{
	"$TCE_ROOT/ci/deps.sh" native
	build native
	TCE_COMMAND='./run-tests.sh --host' TCE_TEST=$TEST TCE_REPORT=$REPORT \
		TCE_SHARE=$TCE_ROOT/fixtures exec "$TCE_ROOT/ci/host.sh" "$@"
}

main()
{
	local packages=guest

	! for_host "$@" || run_on_host "$@"
	STARTED=$(date -u +%Y-%m-%dT%H:%M:%SZ)
	ARGUMENTS=("$@")
	COMMAND_LINE=$(quoted ./run-tests.sh "$@")
	parse_options "$@"
	[[ -z $RESUME ]] || resume_options "$@"
	if [[ -n $SHOW_VERSION ]]; then
		echo "run-tests.sh $(version)"
		return
	fi
	if [[ -n $LIST ]]; then
		list_cases
		return
	fi
	if [[ $PAIRS == whole ]]; then
		exec "$TCE_ROOT/ci/whole.sh" "$PAIRS_GLOB" \
			"${OUTPUT:-$RESULTS/whole}" "${PAIRS_MACHINES[@]}" \
			-- "${GLOBS[@]}"
	fi
	if [[ -n $PAIRS ]]; then
		exec "$TCE_ROOT/ci/pairs.sh" "$PAIRS" "$PAIRS_GLOB" \
			"${KERNEL_ARGS[0]}" "$OUTPUT"
	fi
	if is_matrix; then
		matrix_main
		return
	fi
	MACHINE=$(machine_file "$MACHINE_ARG")
	machine_read "$MACHINE" data
	machine_read "$MACHINE" shared
	"$TCE_ROOT/ci/kernel.sh" --check "$KERNEL_ARG"
	open_scratch
	if [[ -n $DRY_RUN ]]; then
		dry_run
		return
	fi
	[[ -z $GDB ]] || packages=debug
	stage packages "$TCE_ROOT/ci/deps.sh" "$packages"
	need "$QEMU" qemu-system-ppc
	stage sysroot "$TCE_ROOT/ci/sysroot.sh" >/dev/null
	stage kernel find_kernel
	[[ -z $RESUME ]] || resume_check
	stage build build guest native
	stage plan make_plan
	check_waivers
	check_machine
	if [[ -n $SHELL_WANTED ]]; then
		run_shell
		return
	fi
	if [[ -n $EXPORT ]]; then
		guest_base "$KERNEL"
		export_guests
		return
	fi
	[[ -z $GDB ]] || run_gdb
	open_output
	if [[ -z $RESUME ]]; then
		: >"$OUTPUT/qemu.txt" || die 3 "cannot write $OUTPUT"
		run_save
	fi
	stage initramfs guest_base "$KERNEL"
	run_guests
}

main "$@"
