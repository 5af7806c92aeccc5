#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Each case that is a function names a kernel, a rule or a test on which it was
# seen red, which exists and names the case in turn.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=../ci/lib.sh
. "$(dirname "$0")/../ci/lib.sh"
cd "$TCE_ROOT"

PROGRAM=${1:-build/native/tce-test}
checks=0
failed=0

complain()
{
	failed=$((failed + 1))
	printf 'red.sh: %s\n' "$1"
}

# named CASE GLOB...: whether one of the globs names it, or its twin: of a suite that
# each class of engines has, one stands for all
named()
{
	local name=$1 glob twin

	shift
	for glob; do
		for twin in "$name" "${name/-edu./-nvme.}" "${name/-nvme./-edu.}"; do
			# shellcheck disable=SC2053
			[[ $twin != $glob ]] || return 0
		done
	done
	return 1
}

# by_change CASE FILE: a change of the kernel, whose description names the case
by_change()
{
	local -a globs

	[[ -e $2 ]] || { complain "$1: no $2"; return; }
	read -ra globs <<<"$(value cases "$2")"
	named "$1" "${globs[@]}" || complain "$1: $2 does not name it"
}

# by_defect CASE NAME: a known defect, which a line of the waivers lets it show
by_defect()
{
	local globs reference rest
	local -a list

	while IFS='|' read -r globs rest reference rest; do
		[[ ${reference// /} == "$2" ]] || continue
		read -ra list <<<"$globs"
		! named "$1" "${list[@]}" || return 0
	done < <(grep -v '^#' fixtures/waivers.txt)
	complain "$1: fixtures/waivers.txt: no defect $2 of it"
}

# by_rule CASE NAME: of the model
by_rule()
{
	"$PROGRAM" --list=rules | awk -v name="$2" '
		$2 == name { found = 1 } END { exit !found }' ||
		complain "$1: no rule $2"
}

# by_test CASE FILE: one of our tests, which speaks of the suite
by_test()
{
	grep -qs "${1%%.*}" "$2" ||
		complain "$1: no $2 that speaks of its suite"
}

while IFS=$'\t' read -r name what; do
	checks=$((checks + 1))
	case $what in
	patches/* | fixes/*) by_change "$name" "fixtures/$what.conf" ;;
	'defect '*) by_defect "$name" "${what#* }" ;;
	'rule '*) by_rule "$name" "${what#* }" ;;
	tests/*) by_test "$name" "$what" ;;
	-) complain "$name: names nothing on which it was seen red" ;;
	*) complain "$name: '$what' is neither change, defect, rule nor test" ;;
	esac
done < <("$PROGRAM" --list=red)
((checks > 100)) || complain "only $checks cases are functions"
printf 'red.sh: %d cases, %d failed\n' "$checks" "$failed"
[[ $failed == 0 ]]
