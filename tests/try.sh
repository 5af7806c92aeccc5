#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The quick check while a suite is written: its cases against the model on every
# synthetic machine, and whether each of them notices a broken rule.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=../ci/lib.sh
. "$(dirname "$0")/../ci/lib.sh"
cd "$TCE_ROOT"

TEST=build/native/tce-test

usage()
{
	cat <<-EOF
	usage: tests/try.sh SUITE|GLOB       (make try SUITE=map builds first)
	  SUITE  as --list=suites prints it; a GLOB matches suite.case

	exit: 0 all agree; 1 a case is red, notices no rule, or is skipped on
	all machines; 4 none matches, or none has steps
	EOF
}

# Cases that are functions need a kernel.
steps_check()
{
	local -a cases

	mapfile -t cases < <("$TEST" --list "$1" 2>/dev/null)
	((${#cases[@]})) || "$TEST" --list "$1"
	[[ -n $("$TEST" --backend model --list "$1" 2>/dev/null) ]] ||
		die 4 "'$1': only functions, which need a kernel: ./run-tests.sh '$1'"
}

main()
{
	local glob=${1-} rc=0 stream

	case $glob in
	-h | --help) usage; return ;;
	esac
	[[ $# == 1 && -n $glob ]] || die 2 "want a suite, see tests/try.sh -h"
	[[ -x $TEST ]] || die 3 "$TEST is missing: run make native"
	[[ $glob == *.* || $glob == '*' ]] || glob+='.*'
	steps_check "$glob"
	stream=$(mktemp)
	# shellcheck disable=SC2064
	trap "rm -f '$stream'" EXIT
	"$TEST" --backend model "$glob" >"$stream" || rc=$?
	((rc < 2 || rc == 4)) || return "$rc" # 4: all are skipped
	# The first failure of each case in full, for the others the machine.
	awk 'NR == FNR { machines[$1]; next }
		/^# RUN / { text = ""; next }
		/^# time / { next }
		/^not ok / {
			machine = ""
			for (m in machines)
				if (length(m) > length(machine) &&
						index($4, m "-") == 1)
					machine = m
			name = substr($4, length(machine) + 2)
			if (!red[name])
				print text $0
			red[name] = red[name] " " machine
		}
		/^(not )?ok / { text = ""; next }
		{ text = text $0 "\n" }
		END { for (name in red) print name ": red on" red[name] }' \
		<("$TEST" --list=platforms) "$stream"
	printf '%d cases, %d runs: %d agree with the model, %d do not\n' \
		"$("$TEST" --backend model --list "$glob" | wc -l)" \
		"$(grep -vcE ' # SKIP' <(grep -E '^(not )?ok ' "$stream"))" \
		"$(grep -vc ' # SKIP' <(grep '^ok ' "$stream"))" \
		"$(grep -c '^not ok ' "$stream")"
	((rc != 1)) || return 1
	"$TEST" --mutate "$glob"
}

main "$@"
