#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Refuses the words of ci/words/refused.txt in sources and documents.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$(realpath "$0")")/lib.sh"
guard 3
cd "$TCE_ROOT"

LIST=ci/words/refused.txt

usage()
{
	cat <<-EOF
	usage: ci/words.sh [FILE]...    (sources and documents that git knows)
	exit: 0 none of the words, 1 some, 2 usage
	EOF
}

main()
{
	local line found rc=0
	local -a files=("$@")

	case ${1-} in
	-h | --help) usage; return ;;
	-*) die 2 "unknown option $1, see ci/words.sh -h" ;;
	esac
	# A stream has the words of the version that wrote it.
	[[ $# != 0 ]] || mapfile -t files < <(git ls-files '*.c' '*.h' '*.def' \
		'*.sh' '*.awk' '*.bash' '*.md' '*.txt' '*.conf' '*.config' \
		'*.cocci' '*.1' '*.py' '*.yml' Makefile ":!$LIST" \
		':!fixtures/ktap')
	while IFS= read -r line; do
		[[ -n $line && $line != '#'* ]] || continue
		# subjects of commits are not our words
		found=$(grep -HniP -- "${line% | *}" "${files[@]}" |
			grep -v ':subject=') || continue
		printf '%s\n' "$found" | sed "s|\$|    <- ${line##* | }|"
		rc=1
	done <"$LIST"
	JUDGED=1
	return "$rc"
}

main "$@"
