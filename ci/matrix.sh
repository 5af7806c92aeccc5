# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2153
# Several kernels or machines: each pair is a cell, a run of its own in a folder below
# the results. All are checked here, before any runs; tce-run runs them. Sourced after
# options.sh.

# matrix_file NAME|FILE
matrix_file()
{
	description matrix "$TCE_ROOT/fixtures/matrices" "$1"
}

# Fills CELLS, "KERNEL MACHINE [arguments]" each: those of the matrix, or each
# kernel on each machine; and CELLS_AT, where each is written.
matrix_cells()
{
	local kernel machine file line n=0

	CELLS=() CELLS_AT=()
	if [[ -z $MATRIX ]]; then
		for kernel in "${KERNEL_ARGS[@]}"; do
			for machine in "${MACHINE_ARGS[@]}"; do
				CELLS+=("$kernel"$'\t'"$machine")
				CELLS_AT+=('')
			done
		done
		return
	fi
	file=$(matrix_file "$MATRIX")
	while IFS= read -r line || [[ -n $line ]]; do
		n=$((n + 1))
		[[ $line != *$'\r'* ]] ||
			die 2 "$file:$n: ends in CR LF: want LF alone"
		read -ra words <<<"$line"
		[[ ${#words[@]} != 0 && ${words[0]} != '#'* ]] || continue
		[[ ${#words[@]} -ge 2 ]] || die 2 "$file:$n: want KERNEL MACHINE" \
			"[arguments of run-tests.sh]"
		line=$(IFS=$'\t'; printf '%s' "${words[*]}")
		CELLS+=("$line")
		CELLS_AT+=("$file:$n: ")
	done <"$file"
	[[ ${#CELLS[@]} != 0 ]] || die 2 "$file: has no cell"
}

# Checks every cell before any runs: its kernel, machine and arguments.
matrix_check()
{
	local i wrong dir seen=' '
	local -a words

	for i in "${!CELLS[@]}"; do
		IFS=$'\t' read -ra words <<<"${CELLS[i]}"
		wrong=$("$TCE_ROOT/ci/kernel.sh" --check "${words[0]}" 2>&1 &&
			{ machine_file "${words[1]}" >/dev/null; } 2>&1 &&
			cell_check "${words[@]:2}" 2>&1) ||
			die 2 "${CELLS_AT[i]}${wrong#"$TCE_NAME: "}"
		dir=$(cell_dir "${words[0]}" "${words[1]}")
		[[ $seen != *" $dir "* ]] || die 2 "${CELLS_AT[i]}${words[0]} on" \
			"${words[1]}: this cell is there twice"
		seen+="$dir "
	done
}

# cell_check ARGUMENT...: refuses what a run of one kernel does not take, or what runs
# nothing
cell_check()
(
	[[ " $* " != *\ -h\ * && " $* " != *\ --help\ * ]] ||
		usage_error "a cell runs cases: no --help"
	parse_options -k "${words[0]}" -m "${words[1]}" "$@"
	[[ -z $LIST$DRY_RUN$SHOW_VERSION$SHELL_WANTED$EXPORT$PAIRS$RESUME$GDB ]] ||
		usage_error "'$*': a cell runs cases"
	! is_matrix || usage_error "'$*': a cell has one kernel and one machine"
)

# cell_dir KERNEL MACHINE: below the results
cell_dir()
{
	local kernel=${1##*/} machine=${2##*/}

	machine=${machine%.conf}
	printf '%s/%s' "${kernel//[!A-Za-z0-9._-]/_}" \
		"${machine//[!A-Za-z0-9._-]/_}"
}

# What an earlier matrix left in the folders of the cells.
matrix_drop()
{
	local cell dir
	local -a words

	for cell in "${CELLS[@]}"; do
		IFS=$'\t' read -ra words <<<"$cell"
		dir=$OUTPUT/$(cell_dir "${words[0]}" "${words[1]}")
		drop_results "$dir"
		rm -f "$dir/run"
	done
}

# The list for tce-run, which has the arguments of a cell after those of the run.
matrix_list()
{
	local cell
	local -a words

	for cell in "${CELLS[@]}"; do
		IFS=$'\t' read -ra words <<<"$cell"
		words=("$(kernel_slowness "${words[0]}")" "${words[@]:0:2}"
			"$(cell_dir "${words[0]}" "${words[1]}")"
			"${CELL_ARGS[@]}" "${words[@]:2}" "${GLOBS[@]}")
		(IFS=$'\t'; printf '%s\n' "${words[*]}")
	done
}

# The kernels of all cells that have a name.
matrix_kernels()
{
	local cell

	for cell in "${CELLS[@]}"; do
		cell=${cell%%$'\t'*}
		[[ $cell == */* || -f $cell ]] ||
			"$TCE_ROOT/ci/kernel.sh" "$cell" >/dev/null
	done
}

matrix_main()
{
	claim_output
	matrix_cells
	matrix_check
	open_scratch
	if [[ -n $DRY_RUN ]]; then
		printf '%s\n' "${CELLS[@]//$'\t'/ }"
		return
	fi
	[[ -z $OUTPUT ]] || matrix_drop
	attended "$TCE_ROOT/ci/deps.sh" native
	attended build native
	attended check_waivers
	attended "$TCE_ROOT/ci/deps.sh" guest
	need "$QEMU" qemu-system-ppc
	attended "$TCE_ROOT/ci/sysroot.sh" >/dev/null
	attended matrix_kernels
	attended build guest
	open_output
	attended matrix_list >"$SCRATCH/cells"
	supervise matrix ${TCE_TIMEOUT_MUL:+--mul "$TCE_TIMEOUT_MUL"} \
		${JOBS:+--jobs "$JOBS"} "$SCRATCH/cells"
}
