# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Completion for run-tests.sh, tce-test, tce-report and tce-host: options from their
# help, cases from their lists. In the tree: source ci/completion.bash

# _tce_options COMMAND: those that its help names
_tce_options()
{
	{
		"$1" --help
		# it takes these as well
		[[ ${1##*/} != tce-host ]] || "${1%host}test" --help
	} 2>/dev/null | grep -oE -- '(^|[ ,[])--?[a-z][a-z-]*' | tr -d ' ,['
}

# _tce_words COMMAND CURRENT PREVIOUS: what can stand at the cursor
_tce_words()
{
	case $2 in
	-*) _tce_options "$1" ;;
	*)
		case ${1##*/}:$3 in
		tce-report:tce-report)
			"$1" --help | grep -oE 'tce-report [a-z|]+' |
				cut -d ' ' -f 2 | tr '|' '\n' ;;
		tce-report:*) compgen -f -- "$2" ;;
		*) "$1" --list 2>/dev/null ;;
		esac
		;;
	esac
}

# _tce_described WHAT: names of that list, or files
_tce_described()
{
	mapfile -t COMPREPLY < <(compgen -W "$("$command" --list="$1" \
		2>/dev/null | cut -d ' ' -f 1)" -- "$current"
		compgen -f -- "$current")
}

_tce()
{
	local command=${COMP_WORDS[0]} current=$2 previous=$3

	command=${command/#\~\//"$HOME/"}
	case $previous in
	-k | --kernel) _tce_described kernels ;;
	-m | --machine) _tce_described machines ;;
	--matrix) _tce_described matrices ;;
	-d | --device) mapfile -t COMPREPLY < <(compgen -W "$("$command" \
		--list=devices 2>/dev/null | grep -oE '^[0-9a-f]{4}:[^ ]+')" \
		-- "$current") ;;
	-o | --output | --baseline | --resume | --export | --tree | \
		--waivers | --cases | --plan | --clauses | --requirements | \
		--modules | --rates | --state)
		mapfile -t COMPREPLY < <(compgen -f -- "$current") ;;
	--isolate) mapfile -t COMPREPLY < <(compgen -W 'case suite none' \
		-- "$current") ;;
	--color) mapfile -t COMPREPLY < <(compgen -W 'auto always never' \
		-- "$current") ;;
	*) mapfile -t COMPREPLY < <(compgen -W "$(_tce_words "$command" \
		"$current" "${previous##*/}")" -- "$current") ;;
	esac
}

complete -F _tce run-tests.sh ./run-tests.sh tce-test tce-report tce-host
