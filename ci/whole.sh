#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Proves by the whole suite that our fixes (fixtures/fixes) break nothing, alone or all
# of an area together: on kernels that check themselves, with them and without, nothing
# may be red with them that is not red without, and for the same reasons.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$(realpath "$0")")/lib.sh"
guard 3

TREE_INPUTS=(include lib tests/harness tests/suites tests/host tests/bench ci/guest
	ci/run)

usage()
{
	cat <<-EOF2
	usage: ci/whole.sh [WHAT [OUT [MACHINE]... [-- GLOB...]]]
	  WHAT     a GLOB of the names in fixtures/fixes, each alone; or $FIX_AREAS
	           or all, the fixes of that area in one kernel; without it, each of
	           these four
	  OUT      results: whole.txt, pairs.html, pairs.json, and each run
	  MACHINE  of those in fixtures/matrices/fixes.conf (all)
	  GLOB     for a look: only these cases, and not those that the fix names

	exit: 0 nothing is worse, 1 something is, 2 usage, 3 could not run, 4 none matches
	EOF2
}

# whole_arguments [WHAT [OUT [MACHINE]... [-- GLOB...]]]
whole_arguments()
{
	WHAT=${1-} OUT=${2:-$TCE_ROOT/results/whole} MACHINES=() GLOBS=()
	shift $(($# < 2 ? $# : 2))
	while [[ $# != 0 && $1 != -- ]]; do
		MACHINES+=("$1")
		shift
	done
	[[ $# == 0 ]] || GLOBS=("${@:2}")
}

# whole_cells [MACHINE]...: fills CELLS, "KERNEL MACHINE [ARGUMENT]..." each
whole_cells()
{
	local line kernel machine rest file=$TCE_ROOT/fixtures/matrices/fixes.conf

	CELLS=()
	while read -r line; do
		[[ -n $line && $line != '#'* ]] || continue
		read -r kernel machine rest <<<"$line"
		[[ $# == 0 || " $* " == *" $machine "* ]] || continue
		[[ ${#GLOBS[@]} == 0 ]] || rest=${GLOBS[*]}
		CELLS+=("$kernel $machine $rest")
	done <"$file"
	[[ ${#CELLS[@]} != 0 ]] || die 2 "$file: has no machine $*"
}

# whole_subjects WHAT: fills SUBJECTS, "NAME CHANGE" each
whole_subjects()
{
	local name what=$1

	SUBJECTS=()
	case " $FIX_AREAS all " in
	*" ${what:-all} "*)
		for name in ${what:-$FIX_AREAS all}; do
			SUBJECTS+=("$name fixes=$name")
		done
		return
		;;
	esac
	for name in $(names "$TCE_ROOT/fixtures/fixes"); do
		# shellcheck disable=SC2053
		[[ $name != $what ]] || SUBJECTS+=("$name $(whole_change "$name")")
	done
}

# whole_change NAME: what its kernel has in addition: the fix, and those that it needs
whole_change()
{
	local file=$TCE_ROOT/fixtures/fixes/$1.conf change part
	local -a parts

	change=$(value change "$file")
	IFS=+ read -ra parts < <(value kernel "$file")
	for part in "${parts[@]}"; do
		[[ $part != with=* ]] || printf '%s+' "$part"
	done
	printf 'with=%s' "${change:-$1}"
}

# whole_series NAME KERNEL: the kernel of the series that the fix is for
whole_series()
{
	local file=$TCE_ROOT/fixtures/fixes/$1.conf series=''

	[[ ! -e $file ]] || series=$(value series "$file")
	printf '%s' "lab${series:+:$series}${2#lab}"
}

# whole_run KERNEL MACHINE OUT ARGUMENT...: as if no defect were known
whole_run()
{
	local kernel=$1 machine=$2 out=$3 rc=0

	shift 3
	mkdir -p "$out"
	"$TCE_ROOT/run-tests.sh" -q -k "$kernel" -m "$machine" -o "$out" \
		--waivers "$OUT/waivers" "$@" >"$out/log" 2>&1 </dev/null || rc=$?
	[[ $rc == [01] ]] && return
	tail -n 3 "$out/log" >&2
	return 3
}

# whole_key KERNELDIR MACHINE ARGUMENT...: a checksum of all that a run depends on
whole_key()
{
	local dir=$1 machine=$TCE_ROOT/fixtures/machines/$2.conf base

	base=$(value base "$machine")
	{
		cat "$dir/key" "$machine" "$TCE_ROOT/run-tests.sh"
		[[ -z $base ]] || cat "$TCE_ROOT/fixtures/machines/$base.conf"
		(cd "$TCE_ROOT" && find "${TREE_INPUTS[@]}" -type f -print0 |
			LC_ALL=C sort -z | xargs -0 sha256sum)
		"${TCE_QEMU:-qemu-system-ppc64}" --version
		printf '%s\n' "${@:3}"
	} | sha256sum | cut -c 1-32
}

# whole_base KERNEL MACHINE ARGUMENT...: sets BASE to the run without any fix, which is
# made once for a kernel and a machine
whole_base()
{
	local dir key temp

	dir=$(TCE_QUIET=1 "$TCE_ROOT/ci/lab.sh" "$1") || return 3
	key=$(whole_key "$dir" "${@:2}")
	BASE=$TCE_CACHE/bases/$key
	[[ ! -e $BASE/results.ktap ]] || return 0
	note "$1 on $2: the run without a fix"
	mkdir -p "$TCE_CACHE/bases"
	temp=$(mktemp -d "$BASE.XXXXXX")
	if ! whole_run "$1" "$2" "$temp" "${@:3}"; then
		rm -rf "$temp"
		return 3
	fi
	rm -rf "$temp/cases"
	publish "$temp" "$BASE"
}

# whole_reports DIR: what the kernels of a run reported, a key a line
whole_reports()
{
	awk -f "$TCE_ROOT/ci/reports.awk" "$1"/console*.log
}

# whole_compare BASE NEW: sets WORSE, how many things are; they are in NEW/worse.txt
whole_compare()
{
	{
		awk -f "$TCE_ROOT/ci/worse.awk" "$1/results.ktap" "$2/results.ktap"
		awk -F '\t' 'FILENAME != ARGV[2] { known[$1] } FILENAME == ARGV[2] &&
			!($1 in known) { printf "worse\t%s\tkernel: %s\n", $2, $1 }' \
			<(whole_reports "$1") <(whole_reports "$2")
	} >"$2/worse.txt"
	WORSE=$(grep -c '^worse' "$2/worse.txt") || :
}

# whole_red DIR: how many cases of a run are
whole_red()
{
	grep -cE '^not ok ' "$1/results.ktap" || :
}

# whole_line NAME MACHINE KERNEL WITH WITHOUT VERDICT: for tce-report pairs
whole_line()
{
	local about="all fixes of $1 together"
	local file=$TCE_ROOT/fixtures/fixes/$1.conf area=$1

	if [[ -e $file ]]; then
		about=$(about "$file") area=$(fix_area "$1")
	fi
	printf '%s\t%s\twhole suite, %s\t%s\t%s\t-\t%s\t%s\t%s\t%s\n' \
		"$1" "$area" "$2" "$2" "$3" "${4:--}" "${5:--}" "$6" "$about"
}

# whole_cell NAME CHANGE KERNEL MACHINE ARGUMENT...: adds to ROW, and sets VERDICT
# unless it has a worse one
whole_cell()
{
	local name=$1 change=$2 base kernel machine=$4 dir=$OUT/$1/$4 verdict=holds
	local with='' without='' text

	base=$(whole_series "$1" "$3") kernel=$base+$change
	WORSE=0
	if ! whole_base "$base" "$machine" "${@:5}"; then
		verdict='no run without'
	elif ! "$TCE_ROOT/ci/lab.sh" "$kernel" >"$dir.kernel" 2>&1; then
		verdict='no kernel'
		tail -n 1 "$dir.kernel" >&2
	elif ! whole_run "$kernel" "$machine" "$dir" "${@:5}"; then
		verdict='no run'
	else
		whole_compare "$BASE" "$dir"
		with="$(whole_red "$dir") red" without="$(whole_red "$BASE") red"
		((WORSE == 0)) || verdict="$WORSE worse"
	fi
	text=$verdict
	[[ $verdict != holds ]] || text="$with of $without"
	ROW+=$(printf ' %-18s' "$text")
	whole_line "$name" "$machine" "$kernel" "$with" "$without" "$verdict" \
		>>"$OUT/pairs.tsv"
	case $verdict in
	holds) ;;
	no*) [[ $VERDICT == *worse ]] || VERDICT=$verdict ;;
	*) VERDICT='worse' ;;
	esac
}

# whole_cases NAME: a fix alone: its own cases, red without it and green with it
whole_cases()
{
	local line

	CASES=-
	[[ ${#GLOBS[@]} == 0 && -e $TCE_ROOT/fixtures/fixes/$1.conf ]] || return 0
	"$TCE_ROOT/ci/pairs.sh" fixes "$1" lab "$OUT/$1/cases" \
		>"$OUT/$1/cases.log" 2>&1 </dev/null || :
	line=$(cut -f 9 "$OUT/$1/cases/pairs.tsv" 2>/dev/null) || :
	CASES=${line:-no run}
	[[ $CASES == holds || $CASES == 'not shown'* ]] || VERDICT='cases'
}

# whole_worse NAME: what is worse, below its row
whole_worse()
{
	local cell machine

	for cell in "${CELLS[@]}"; do
		read -r _ machine _ <<<"$cell"
		[[ ! -e $OUT/$1/$machine/worse.txt ]] || awk -F '\t' '{
			printf "    %s %s: %s: %s\n", $1, machine, $2, $3 }' \
			machine="$machine" "$OUT/$1/$machine/worse.txt"
	done
}

# whole_subject NAME CHANGE: one row
whole_subject()
{
	local cell kernel machine
	local -a words

	mkdir -p "$OUT/$1"
	ROW='' VERDICT=holds
	whole_cases "$1"
	for cell in "${CELLS[@]}"; do
		read -ra words <<<"$cell"
		kernel=${words[0]} machine=${words[1]}
		whole_cell "$1" "$2" "$kernel" "$machine" "${words[@]:2}"
	done
	printf '%-22s %-16s%s %s\n' "$1" "$CASES" "$ROW" "$VERDICT"
	whole_worse "$1"
}

# whole_head: the first line of the table
whole_head()
{
	local cell machine

	printf '%-22s %-16s' fixes cases
	for cell in "${CELLS[@]}"; do
		read -r _ machine _ <<<"$cell"
		printf ' %-18s' "$machine"
	done
	printf ' verdict\n'
}

main()
{
	local subject name change rc=0 held=0

	case ${1-} in
	-h | --help) usage; return ;;
	-?*) die 2 "unknown option $1, see ci/whole.sh -h" ;;
	esac
	whole_arguments "$@"
	whole_cells "${MACHINES[@]}"
	whole_subjects "$WHAT"
	[[ ${#SUBJECTS[@]} != 0 ]] || die 4 "no fix matches $WHAT"
	mkdir -p "$OUT" 2>/dev/null || die 3 "cannot write $OUT"
	OUT=$(realpath "$OUT")
	rm -f "$OUT"/{pairs.*,whole.txt}
	: >"$OUT/waivers"
	"$TCE_ROOT/ci/deps.sh" lab
	make -s -j "$(nproc)" -C "$TCE_ROOT" native >&2 ||
		die 3 'the build failed: make native'
	whole_head | tee "$OUT/whole.txt"
	for subject in "${SUBJECTS[@]}"; do
		read -r name change <<<"$subject"
		whole_subject "$name" "$change" >"$OUT/row"
		tee -a "$OUT/whole.txt" <"$OUT/row"
		case $(head -n 1 "$OUT/row") in
		*' holds') held=$((held + 1)) ;;
		*' no run'* | *' no kernel') ((rc == 1)) || rc=3 ;;
		*) rc=1 ;;
		esac
	done
	rm -f "$OUT/row"
	"$TCE_ROOT/build/native/tce-report" pairs -o "$OUT" "$OUT/pairs.tsv" || rc=3
	printf '%d of %d hold\n' "$held" "${#SUBJECTS[@]}" | tee -a "$OUT/whole.txt"
	JUDGED=1
	return "$rc"
}

main "$@"
