# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# What the tests of the runner share: a QEMU that is none, whole runs with it, and
# what is expected of them. Sourced, after "set -euo pipefail".
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
# shellcheck source-path=SCRIPTDIR source=../../ci/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../../ci/lib.sh"
cd "$TCE_ROOT" || exit

# What would change the outcome from outside, and where this run writes.
unset TCE_KERNEL TCE_MACHINE TCE_TIMEOUT_MUL TCE_QUIET TCE_NAME NO_COLOR
export TCE_RESULTS=$DIR/results TMPDIR=$DIR/tmp
export FAKE='' FAKE_DIR=$DIR/fake TCE_QEMU=$DIR/fake-qemu
mkdir "$TMPDIR" "$FAKE_DIR"
cp tests/runner/fake-qemu "$TCE_QEMU"

# want STATUS PATTERN ARGS...: exit status, and a glob that the output matches
want()
{
	local status=$1 pattern=$2 rc=0

	shift 2
	fresh
	./run-tests.sh "$@" >"$DIR/out" 2>&1 </dev/null || rc=$?
	expect "$FAKE run-tests.sh $*" "$status" "$pattern" "$rc"
}

# expect WHAT STATUS PATTERN RC: judges the last output and what is left
expect()
{
	checks=$((checks + 1))
	if [[ $4 != "$2" ]]; then
		complain "$1: exit $4, want $2"
	elif [[ $(<"$DIR/out") != *$3* ]]; then
		complain "$1: no '$3' in its output"
	elif [[ -n $(ls -A "$DIR/tmp") ]]; then
		complain "$1: left $(ls -A "$DIR/tmp")"
	elif guests_left; then
		complain "$1: left a guest running"
	fi
}

# Nothing of the run before.
fresh()
{
	rm -rf "$DIR/results"
	: >"$FAKE_DIR/boots"
	: >"$FAKE_DIR/side"
}

# One that nobody reaped yet has no command line any more.
guests_left()
{
	local pid

	while read -r pid; do
		! { tr -d '\0' <"/proc/$pid/cmdline" |
			grep -q .; } 2>/dev/null || return 0
	done <"$FAKE_DIR/boots"
	return 1
}

# refused PATTERN ARGS...: a usage error is one line that names the thing
refused()
{
	want 2 "$@"
	[[ $(wc -l <"$DIR/out") == 1 ]] ||
		complain "run-tests.sh ${*:2}: not one line"
}

# old_run FOLDER...: results of an earlier run there
old_run()
{
	local folder

	for folder; do
		mkdir -p "$folder/cases"
		echo of-yesterday | tee "$folder"/{junit.xml,report.html,run} \
			"$folder"/results.{ktap,json} "$folder/cases/a.log" \
			"$folder"/{statement.txt,mine} >/dev/null
	done
}

# none_old FOLDER...: nothing of them is left, and what is no result is
none_old()
{
	local folder

	for folder; do
		checks=$((checks + 1))
		[[ $(cd "$folder" && grep -rl of-yesterday .) == ./mine ]] ||
			complain "results of an earlier run in ${folder##*/}"
	done
}

# said TEXT: the last run's output has it too
said()
{
	checks=$((checks + 1))
	[[ $(<"$DIR/out") == *$1* ]] || complain "$FAKE: no '$1' in its output"
}

# recorded TEXT [FILE]: the last run's results have it
recorded()
{
	local file=$TCE_RESULTS/latest/${2:-results.ktap}

	checks=$((checks + 1))
	grep -qF -- "$1" "$file" || complain "$FAKE: no '$1' in ${file##*/}"
}

boots()
{
	checks=$((checks + 1))
	[[ $(wc -l <"$FAKE_DIR/boots") == "$1" ]] ||
		complain "$FAKE: $(wc -l <"$FAKE_DIR/boots") boots, want $1"
}

# The first bytes of a little-endian ppc64 ELF file, and a version.
make_kernel()
{
	printf '\177ELF\2\1\1\0\0\0\0\0\0\0\0\0\2\0\25\0' >"$1"
	printf 'Linux version 6.0.0-fake (nobody)\n' >>"$1"
}

# plan KIND: the names in what a dry run prints, of one kind or of all
plan()
{
	awk -F '\t' 'NF == 2 && (kind == "all" || $2 == kind) { print $1 }' \
		kind="$1"
}

# guest NAME STATUS PATTERN [ARG...]: a whole run of that fake
guest()
{
	export FAKE=$1
	local status=$2 pattern=$3

	shift 3
	want "$status" "$pattern" -k "$DIR/vmlinux" "$@" 'info.page-*' \
		'info.argsz-*'
}

# start_stuck [ARG...]: a run that stands in its second case, in a group of its own;
# its id in pid
start_stuck()
{
	export FAKE=stuck
	fresh
	set -m
	# Who calls this in the background may have it ignore this signal.
	env --default-signal=INT ./run-tests.sh -k "$DIR/vmlinux" "$@" 'info.*' \
		>"$DIR/out" 2>&1 &
	pid=$!
	set +m
}

# await COMMAND...: until it succeeds, or the run of start_stuck has ended, however long
# this host takes to begin it
await()
{
	while kill -0 "$pid" 2>/dev/null && ! "$@" 2>/dev/null; do
		sleep 0.02
	done
}

# begun N FILE: it has so many lines
begun()
{
	[[ $(wc -l <"$2") -ge $1 ]]
}

make_kernel "$DIR/vmlinux"
