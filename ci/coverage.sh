#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Which lines and branches of the kernel's side of the interface the cases of a run
# reached, from what its guests said of their kernels' counters.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$(realpath "$0")")/lib.sh"
guard 3

REASONS=${TCE_UNREACHED:-$TCE_ROOT/fixtures/unreached.txt}
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

# unreached INFO: each line that no guest reached of the files that have reasons in
# fixtures/unreached.txt: "file:line: text # reason"
unreached()
{
	local source line function text file want reason why

	while IFS=$'\t' read -r source line function; do
		text=$(sed -n "${line}s/^[[:space:]]*//p" "$source")
		why=''
		while IFS='|' read -r file want reason; do
			want=${want# } want=${want% }
			# shellcheck disable=SC2053
			[[ $source != */"${file% }" || ($text != "$want" &&
				"$function()" != "$want") ]] || why=" #$reason"
		done < <(grep '|' "$REASONS")
		printf '%s:%s: %s%s\n' "${source##*/}" "$line" "$text" "$why"
	done < <(awk -F '[:,]' '
		NR == FNR { if (/\|/) known[$1]; next }
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

main()
{
	local run file n=0 scratch
	local -a files infos=() wanted=()

	case ${1-} in
	-h | --help) usage; return ;;
	--info)
		[[ $# == 2 && -r $2 ]] || die 2 "--info: want a file"
		branches "$2"
		unreached "$2"
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
	{
		"${LCOV[@]}" -l "$run/coverage.info"
		branches "$run/coverage.info"
	} | tee "$run/coverage.txt"
	unreached "$run/coverage.info" >"$run/unreached.txt"
	note "line by line: $run/coverage/index.html; not reached:" \
		"$(grep -c '#' "$run/unreached.txt") with a reason," \
		"$(grep -vc '#' "$run/unreached.txt") without" \
		"($run/unreached.txt)"
}

main "$@"
