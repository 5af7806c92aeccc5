#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Which lines and branches of the kernel's side of the interface the cases of a run
# reached, from what its guests said of their kernels' counters.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$(realpath "$0")")/lib.sh"
guard 3

REASONS=${TCE_UNREACHED:-$TCE_ROOT/fixtures/unreached.txt}
MATRIX=$TCE_ROOT/fixtures/matrices/coverage.conf
LCOV=(lcov -q --rc lcov_branch_coverage=1)

usage()
{
	cat <<-EOF2
	usage: ci/coverage.sh RUN
	  or:  ci/coverage.sh --info FILE
	  RUN    results of run-tests.sh --coverage: gets coverage.txt,
	         coverage.info and coverage/
	  --info a coverage.info: print its branches, and the lines not reached
	EOF2
}

# counters FILE: what one guest said, to its end, goes where its kernel was built,
# where it belongs. Prints the folders.
counters()
{
	local word path target=/dev/null

	while read -r word path; do
		[[ $word != end ]] || continue
		if [[ $word == file ]]; then
			target=$path
			[[ -d ${path%/*} && -e ${path%.gcda}.gcno ]] ||
				die 3 "$1: no kernel was built in ${path%/*}"
			rm -f "$target"
			printf '%s\n' "${path%/*}"
		else
			xxd -r -p <<<"$word" >>"$target"
		fi
	done <"$1" | sort -u
}

# lines_of FILE INFO: what that guest reached
lines_of()
{
	local -a folders dirs=()
	local folder

	mapfile -t folders < <(counters "$1")
	[[ ${#folders[@]} != 0 ]] || die 3 "$1: no counters"
	for folder in "${folders[@]}"; do
		dirs+=(-d "$folder")
	done
	"${LCOV[@]}" -c "${dirs[@]}" -o "$2" \
		--gcov-tool "${CROSS_COMPILE:-powerpc64le-linux-gnu-}gcov" \
		>"$2.log" 2>&1 || {
		tail -n 3 "$2.log" >&2
		die 3 "lcov cannot read the counters of $1"
	}
}

# line_of FILE NUMBER: its text, without what is before it
line_of()
{
	sed -n "$2{s/^[[:space:]]*//;s/\t/ /g;p}" "$1"
}

# reason_of FILE FUNCTION LAST TEXT: why no case reaches that line after the line LAST
reason_of()
{
	local file want reason

	while read -r reason; do
		file=${reason%%' | '*} reason=${reason#*' | '}
		want=${reason%' | '*} reason=${reason##*' | '}
		[[ $1 == */"$file" ]] || continue
		case $want in
		"$2()" | "$4" | "$2(): $4" | "$2(): $3 / $4")
			printf '%s\n' "$reason"
			return
			;;
		esac
	done < <(grep '^[^#].* | ' "$REASONS")
}

# unreached INFO: each line that no guest reached of the files that have reasons in
# fixtures/unreached.txt: file, line, text and reason, which may be empty, at tabs
unreached()
{
	local source line function text last reason

	while IFS=$'\t' read -r source line function; do
		last=$(line_of "$source" $((line - 1)))
		text=$(line_of "$source" "$line")
		reason=$(reason_of "$source" "$function" "$last" "$text")
		printf '%s\t%s\t%s\t%s\n' "$source" "$line" "$text" "$reason"
	done < <(awk -F '[:,]' '
		NR == FNR { if (/^[^#].*\|/) known[$1]; next }
		$1 == "SF" { source = $2; n = 0 }
		$1 == "FN" { first[n] = $2; name[n++] = $NF }
		$1 == "DA" && $3 == 0 {
			for (at = -1; at + 1 < n && first[at + 1] <= $2; at++)
				;
			for (file in known)
				if (index(source, file))
					print source "\t" $2 "\t" name[at]
		}' FS='[ |]' "$REASONS" FS='[:,]' "$1")
}

# show_unreached: the output of unreached(), as "file:line: text # reason"
show_unreached()
{
	awk -F '\t' '{
		sub(/.*\//, "", $1)
		print $1 ":" $2 ": " $3 ($4 == "" ? "" : " # " $4)
	}'
}

# reachable INFO UNREACHED: of each file with reasons, its lines: all, and without those
# that have a reason why no case can reach them
reachable()
{
	printf '\n%-46s |%-13s |%-13s |%s\n' Lines all reachable \
		'no reason'
	awk -F '[:,\t]' '
		function show(name, all, hit, why, none) {
			printf "%-46s |%5.1f%% of %4d |%5.1f%% of %4d |%d\n",
				name, all ? 100 * hit / all : 0, all,
				all - why ? 100 * hit / (all - why) : 0,
				all - why, none
		}
		FNR == NR {
			known[$1]
			if ($NF == "")
				none[$1]++
			else
				why[$1]++
			next
		}
		$1 == "SF" { source = $2; all = hit = 0 }
		$1 == "DA" { all++; hit += $3 > 0 }
		$1 == "end_of_record" && source in known {
			name = source
			sub(/^.*\/linux\//, "", name)
			show(name, all, hit, why[source], none[source])
		}' "$2" "$1"
}

# branches INFO: of each file those taken, all, and without those of assertions. An
# assertion is one trap instruction here; what is counted at its line is mostly the
# compiler's question whether the condition is a constant, and its other side is a
# kernel that is broken.
branches()
{
	printf '\n%-46s |%-13s |%s\n' Branches all 'without assertions'
	awk -F '[:,]' '
		function show(name, all, taken, rest, rest_taken) {
			printf "%-46s |%5.1f%% of %4d |%5.1f%% of %4d\n", name,
				all ? 100 * taken / all : 0, all,
				rest ? 100 * rest_taken / rest : 0, rest
		}
		$1 == "SF" {
			source = name = $2
			sub(/^.*\/linux\//, "", name)
			delete assertion
			for (n = 1; (getline text <source) > 0; n++)
				if (text ~ /(^|[^A-Z_])(BUG|WARN)_ON(_ONCE)?\(/)
					assertion[n]
			close(source)
			all = taken = rest = rest_taken = 0
		}
		$1 == "BRDA" {
			hit = $5 != "-" && $5 > 0
			all++
			taken += hit
			if (!($2 in assertion)) {
				rest++
				rest_taken += hit
			}
		}
		$1 == "end_of_record" {
			show(name, all, taken, rest, rest_taken)
			sum[1] += all; sum[2] += taken
			sum[3] += rest; sum[4] += rest_taken
		}
		END { show("Total:", sum[1], sum[2], sum[3], sum[4]) }' "$1"
}

# is_whole RUN: whether it has all machines of the matrix
is_whole()
{
	[[ -r $1/cells.txt ]] &&
		cmp -s <(awk '{ print $4 }' "$1/cells.txt" | sort -u) \
			<(awk '!/^(#|$)/ { print $2 }' "$MATRIX" | sort -u)
}

# lost RUN: guests that ended without their counters, as one that the runner killed
lost()
{
	local cell up said

	find "$1" -name 'gcov-*' -size +0 -printf '%h\n' | sort -u |
		while read -r cell; do
			up=$(cat "$cell"/console*.log | grep -c '^guest: up') || :
			said=$(find "$cell" -name 'gcov-*' -size +0 | wc -l)
			((up <= said)) || printf '%s: %d of %d guests\n' \
				"${cell#"$1"/}" $((up - said)) "$up"
		done
}

# verdict RUN UNREACHED: each line that no case of the whole matrix reaches has a reason
verdict()
{
	local line n

	while read -r line; do
		note "no counters, so what ran there counts for nothing: $line"
	done < <(lost "$1")
	n=$(awk -F '\t' '$4 == ""' "$2" | wc -l)
	((n != 0)) || return 0
	is_whole "$1" || {
		note "$n lines have no reason; a part of the matrix ran"
		return 0
	}
	die 1 "$n lines are not reached and have no reason in" \
		"${REASONS#"$TCE_ROOT"/}"
}

main()
{
	local run file n=0 scratch
	local -a files infos=() wanted=()

	case ${1-} in
	-h | --help) usage; return ;;
	--info)
		[[ $# == 2 && -r $2 ]] || die 2 "--info: want a file"
		branches "$2"
		reachable "$2" <(unreached "$2")
		unreached "$2" | show_unreached
		return
		;;
	esac
	[[ $# == 1 && -d $1 ]] || die 2 "want a run's results, see ci/coverage.sh -h"
	run=$(realpath "$1")
	mapfile -t files < <(find "$run" -name 'gcov-*' -size +0)
	[[ ${#files[@]} != 0 ]] || die 3 "no guest reported its counters:" \
		"is the kernel one of -k lab+gcov?"
	scratch=$(mktemp -d)
	at_exit rm -rf "$scratch"
	# Two at once would share the folders.
	lock coverage
	for file in "${files[@]}"; do
		if [[ $(grep -c '^file ' "$file") != $(grep -cx end "$file") ]]; then
			note "a guest ended before it had reported its counters:" \
				"${file#"$run"/}"
			continue
		fi
		n=$((n + 1))
		lines_of "$file" "$scratch/$n"
		infos+=(-a "$scratch/$n")
	done
	[[ $n != 0 ]] || die 3 'no guest reported all of its counters'
	for file in "${GCOV_FILES[@]}"; do
		wanted+=("*/$file")
	done
	"${LCOV[@]}" "${infos[@]}" -o "$scratch/all"
	"${LCOV[@]}" -e "$scratch/all" "${wanted[@]}" -o "$run/coverage.info"
	genhtml -q --branch-coverage -o "$run/coverage" "$run/coverage.info"
	unreached "$run/coverage.info" >"$scratch/unreached"
	show_unreached <"$scratch/unreached" >"$run/unreached.txt"
	{
		"${LCOV[@]}" -l "$run/coverage.info"
		branches "$run/coverage.info"
		reachable "$run/coverage.info" "$scratch/unreached"
	} | tee "$run/coverage.txt"
	note "line by line: $run/coverage/index.html; not reached:" \
		"$run/unreached.txt"
	verdict "$run" "$scratch/unreached"
}

main "$@"
