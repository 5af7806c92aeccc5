# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2153
# Several kernels or machines: each pair is a cell, a run of its own in a folder below
# the results; and a table of all cells. Sourced after options.sh.

# matrix_file NAME|FILE
matrix_file()
{
	description matrix "$TCE_ROOT/fixtures/matrices" "$1"
}

# Fills CELLS, "KERNEL MACHINE [arguments]" each: those of the matrix, or each
# kernel on each machine.
matrix_cells()
{
	local kernel machine file line n=0

	CELLS=()
	if [[ -z $MATRIX ]]; then
		for kernel in "${KERNEL_ARGS[@]}"; do
			for machine in "${MACHINE_ARGS[@]}"; do
				CELLS+=("$kernel $machine")
			done
		done
		return
	fi
	file=$(matrix_file "$MATRIX")
	while read -r line || [[ -n $line ]]; do
		n=$((n + 1))
		[[ -n $line && $line != '#'* ]] || continue
		[[ $line == *' '* ]] || die 2 "$file:$n: want KERNEL MACHINE" \
			"[arguments of run-tests.sh]"
		CELLS+=("$line")
	done <"$file"
	[[ ${#CELLS[@]} != 0 ]] || die 2 "$file: has no cell"
}

# Checks every cell before any runs.
matrix_check()
{
	local cell kernel machine rest dir seen=' '

	for cell in "${CELLS[@]}"; do
		read -r kernel machine rest <<<"$cell"
		"$TCE_ROOT/ci/kernel.sh" --check "$kernel"
		machine_file "$machine" >/dev/null
		dir=$(cell_dir "$kernel" "$machine")
		[[ $seen != *" $dir "* ]] ||
			die 2 "$kernel on $machine: this cell is there twice"
		seen+="$dir "
	done
}

# cell_dir KERNEL MACHINE: below the results
cell_dir()
{
	local kernel=${1##*/} machine=${2##*/}

	machine=${machine%.conf}
	printf '%s/%s' "${kernel//[!A-Za-z0-9._-]/_}" \
		"${machine//[!A-Za-z0-9._-]/_}"
}

# cell_run KERNEL MACHINE [ARGUMENT]...: runs one cell, and adds its line to the list
cell_run()
{
	local kernel=$1 machine=$2 dir rc=0 since slower

	shift 2
	since=$(clock)
	dir=$(cell_dir "$kernel" "$machine")
	mkdir -p "$OUTPUT/$dir"
	slower=$((TIMEOUT_MUL * $(kernel_slowness "$kernel")))
	# The cells end with this run; they use its build.
	TCE_BUILT=1 TCE_TIMEOUT_MUL=${TCE_TIMEOUT_MUL:-$slower} setpriv --pdeathsig TERM -- \
		"$TCE_ROOT/run-tests.sh" -q -k "$kernel" -m "$machine" \
		-o "$OUTPUT/$dir" "${CELL_ARGS[@]}" "$@" "${GLOBS[@]}" \
		>"$OUTPUT/$dir/output.txt" 2>&1 &
	CELL_PID=$!
	trap 'kill "$CELL_PID" 2>/dev/null || :; wait "$CELL_PID"; exit 130' \
		INT TERM HUP
	wait "$CELL_PID" || rc=$?
	lap "$since" "$(clock)" "$rc ${dir/\// } $dir"
	[[ -n $TCE_QUIET ]] ||
		printf '%s: %s on %s: %s\n' "$TCE_NAME" "$kernel" "$machine" \
			"$(tail -n 1 "$OUTPUT/$dir/output.txt")" >&2
}

# Runs all cells, as many side by side as leave each two guests: more would mean more
# boots, and a cell with one guest stands still while its kernel crashes.
matrix_run()
{
	local cell guests cells running=0
	local -a words

	guests=$(lane_count)
	cells=$((guests / 2))
	((cells <= ${#CELLS[@]})) || cells=${#CELLS[@]}
	((cells)) || cells=1
	CELL_ARGS+=(--jobs $((guests / cells)))
	for cell in "${CELLS[@]}"; do
		if ((running == cells)); then
			wait -n || :
			running=$((running - 1))
		fi
		read -ra words <<<"$cell"
		cell_run "${words[@]}" &
		LANE_PIDS+=($!)
		running=$((running + 1))
	done
	# Not for all children: the overall timeout is one of them.
	wait "${LANE_PIDS[@]}" || :
}

# Writes the list in the order of the cells, not of their ends. A cell without a line
# did not finish.
matrix_list()
{
	local cell kernel machine rest dir

	: >>"$TIMING"
	for cell in "${CELLS[@]}"; do
		read -r kernel machine rest <<<"$cell"
		dir=$(cell_dir "$kernel" "$machine")
		awk '$NF == dir { print; n++ } END { if (!n) print 0, 3, cell, dir }' \
			dir="$dir" cell="${dir/\// }" "$TIMING"
	done >"$OUTPUT/cells.txt"
}

matrix_main()
{
	local rc=0 cell

	matrix_cells
	matrix_check
	open_scratch
	if [[ -n $DRY_RUN ]]; then
		printf '%s\n' "${CELLS[@]}"
		return
	fi
	"$TCE_ROOT/ci/deps.sh" guest
	need "$QEMU" qemu-system-ppc
	"$TCE_ROOT/ci/sysroot.sh" >/dev/null
	for cell in "${CELLS[@]}"; do
		cell=${cell%% *}
		[[ $cell == */* || -f $cell ]] ||
			"$TCE_ROOT/ci/kernel.sh" "$cell" >/dev/null
	done
	build guest native
	check_waivers
	open_output
	matrix_run
	LANE_PIDS=()
	matrix_list
	"$REPORT" matrix --output "$OUTPUT" \
		--clauses "$TCE_ROOT/fixtures/clauses.txt" \
		"${MATRIX_REPORT_ARGS[@]}" "$OUTPUT/cells.txt" || rc=$?
	JUDGED=1
	coverage
	return "$rc"
}
