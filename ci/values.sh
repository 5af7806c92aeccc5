# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2153
# The values that options of run-tests.sh take, and which options go together. Sourced
# by options.sh.

# want_number OPTION VALUE [MOST]: the limits are those of tce-test
want_number()
{
	local most=${3:-9999999}

	[[ $2 =~ ^[1-9][0-9]{0,6}$ && $2 -le $most ]] ||
		usage_error "$1 wants a number from 1 to $most, not '$2'"
}

# want_time OPTION VALUE: a number, then s, m or h; from a second to 1000 hours
want_time()
{
	awk 'BEGIN { unit["m"] = 60; unit["h"] = 3600 }
		/^[0-9]+(\.[0-9]+)?[smh]?$/ {
			n = unit[substr($0, length)]
			n = $0 * (n ? n : 1)
			good = n >= 1 && n <= 3600000
		}
		END { exit !good }' <<<"$2" ||
		usage_error "$1 wants a time from 1s to 1000h, as 90s, 10m or 2h," \
			"not '$2'"
}

# wrong_option MESSAGE LONG: what getopt(1) says, and which of its options is near
wrong_option()
{
	local near=''
	local -a known

	IFS=, read -ra known <<<"${2//:/}"
	[[ ! $1 =~ ^unrecognized\ option\ \'--([a-z-]+) ]] ||
		near=$(near "${BASH_REMATCH[1]}" "${known[@]}")
	usage_error "$1${near:+; did you mean --$near?}"
}

want_file()
{
	[[ -e $2 ]] || usage_error "$1 $2: no such file"
	[[ -r $2 && ! -d $2 ]] || usage_error "$1 $2: cannot be read"
}

set_shard()
{
	[[ $1 =~ ^([1-9][0-9]{0,5})/([1-9][0-9]{0,5})$ ]] ||
		usage_error "--shard wants I/N, as in 1/4, not '$1'"
	SHARD_I=${BASH_REMATCH[1]} SHARD_N=${BASH_REMATCH[2]}
	((SHARD_I <= SHARD_N)) ||
		usage_error "--shard $1: there is no part $SHARD_I of $SHARD_N"
}

set_isolate()
{
	case $1 in
	case | suite | none) ISOLATE=$1 ;;
	*) usage_error "--isolate wants case, suite or none, not '$1'" ;;
	esac
}

set_list()
{
	case $1 in
	'' | long | names | clauses | plan | machines | kernels | matrices) ;;
	*) usage_error "--list=$1: want names, long, clauses, plan, machines," \
		"kernels or matrices" ;;
	esac
	LIST=1 LIST_HOW=${1:+=$1}
}

# A folder has a run if it has its results or its stream.
set_baseline()
{
	[[ -e $1 ]] || usage_error "--baseline $1: no such file or folder"
	[[ -r $1 ]] || usage_error "--baseline $1: cannot be read"
	[[ ! -d $1 || -r $1/results.json || -r $1/results.ktap ]] ||
		usage_error "--baseline $1: has no results of a run"
	BASELINE=$(realpath "$1")
	REPORT_ARGS+=(--baseline "$BASELINE")
}

# check_baseline: results of an earlier run in the folder of -o are removed
check_baseline()
{
	local folder

	[[ -n $BASELINE && -n $OUTPUT && -z $RESUME ]] || return 0
	folder=$(realpath -m "$OUTPUT")
	[[ $BASELINE != "$folder" && ${BASELINE%/*} != "$folder" ]] ||
		usage_error "--baseline $BASELINE: -o removes it"
}

# set_last_failed RUN: LAST_FAILED, the cases that are red in its stream
set_last_failed()
{
	[[ -r $1/results.ktap ]] ||
		usage_error "--last-failed: $1 has no results of a run"
	mapfile -t LAST_FAILED < <(sed -nE \
		's/^not ok [0-9]+ ([a-z0-9-]+\.[a-z0-9-]+).*/\1/p' \
		"$1/results.ktap" | sort -u)
	[[ ${#LAST_FAILED[@]} != 0 ]] ||
		die 4 "--last-failed: no case is red in $1"
}

set_tree()
{
	[[ -d $1 ]] || usage_error "--tree '$1': no such folder"
	KERNEL_ARGS+=("tree:$(realpath "$1")")
}

set_color()
{
	case $1 in
	auto | always | never) REPORT_ARGS+=(--color "$1") ;;
	*) usage_error "--color wants auto, always or never, not '$1'" ;;
	esac
}

# set_once VARIABLE OPTION VALUE
set_once()
{
	[[ -z ${!1} ]] || usage_error "$2: more than one"
	[[ -n $3 ]] || usage_error "$2 wants a value"
	printf -v "$1" '%s' "$3"
}

# apart OPTION WHY OTHER...: refuses each other that was given beside the option
apart()
{
	local given

	for given in "${GIVEN[@]}"; do
		[[ " ${*:3} " != *" $given "* ]] ||
			usage_error "$1 and $given: $2"
	done
}

# only OPTION WITH...: refuses all that was given but these, as it would be ignored
only()
{
	local given

	for given in "${GIVEN[@]}"; do
		[[ " $* " == *" $given "* ]] ||
			usage_error "$1 takes no $given"
	done
}

# A list would ignore what is for a run; of cases it has those that are chosen.
check_list()
{
	case $LIST_HOW in
	=machines | =kernels | =matrices)
		only "--list$LIST_HOW" -l --list -q -v --color ;;
	*) only "--list$LIST_HOW" -l --list -q -v --color -x --exclude ;;
	esac
}

# What runs nothing has no results, and what waits for a person no timeout.
check_together()
{
	local none='it runs nothing'
	local -a report=(-o --output --baseline --only-new --ktap --timing
		--coverage --resume)

	[[ -z $EXPORT ]] || apart --export "$none" "${report[@]}" --shell --gdb
	[[ -z $SHELL_WANTED ]] || apart --shell "$none" "${report[@]}"
	[[ -z $GDB ]] || apart --gdb 'one at a time' --shell
	[[ -z $GDB ]] || apart --gdb 'a debugger has all time' --timeout \
		--boot-timeout
}
