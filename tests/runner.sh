#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Proves run-tests.sh without a kernel: its command line, then whole runs of a
# guest that a small script plays in QEMU's place. Boots and fetches no kernel.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=../ci/lib.sh
. "$(dirname "$0")/../ci/lib.sh"
cd "$TCE_ROOT"

DIR=$(mktemp -d)
trap 'rm -rf "$DIR"' EXIT
checks=0
failed=0

# What would change the outcome from outside, and where this run writes.
unset TCE_KERNEL TCE_MACHINE TCE_TIMEOUT_MUL TCE_QUIET TCE_NAME NO_COLOR
export TCE_RESULTS=$DIR/results TMPDIR=$DIR/tmp
export FAKE='' FAKE_DIR=$DIR/fake TCE_QEMU=$DIR/fake-qemu
mkdir "$TMPDIR" "$FAKE_DIR"

# complain TEXT: the check at hand failed; with the last output
complain()
{
	failed=$((failed + 1))
	printf 'runner.sh: %s\n' "$1"
	[[ ! -s $DIR/out ]] || sed 's/^/    /' "$DIR/out" | tail -n 12
}

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

# The guest: says on stdout what tce-test would, as $FAKE asks for.
make_qemu()
{
	cat >"$TCE_QEMU" <<-'EOF'
	#!/bin/bash
	[[ $1 != --version ]] || { echo 'fake emulator 1.0'; exit; }
	echo $$ >>"$FAKE_DIR/boots"
	boot=$(wc -l <"$FAKE_DIR/boots")
	while [[ $# != 0 ]]; do
		case $1 in
		-initrd) cases=${2%.initrd}.todo ;;
		-icount) data=1 ;;
		-kernel) kernel=$2 ;;
		pipe,*id=mon) monitor=${1#*path=} monitor=${monitor%%,*} ;;
		file,*id=con) console=${1#*path=} console=${console%,id=*} ;;
		esac
		shift
	done
	mapfile -t names <"$cases"
	run() { printf '# RUN %s\n' "${names[$1]}"; }
	verdict() { run "$1"; printf '%s %s %s%s\n' "$2" "$(($1 + 1))" \
		"${names[$1]}" "$3"; }
	rest() { for ((i = $1; i < ${#names[@]}; i++)); do
		verdict "$i" ok "$2"; done; }
	over() { echo '# end'; echo '# guest: tce-test exited 0'; exit 0; }
	die() { echo "Kernel panic - not syncing: $1" >>"$console"; exit 0; }
	case $FAKE in
	good) echo '# guest: up after 0 s'
		echo "# property first ${names[0]}"; rest 0; over ;;
	# The first waits until as many others have been and gone.
	waits) echo + >>"$FAKE_DIR/side"
		[[ $boot != 1 ]] || until (($(grep -c - "$FAKE_DIR/side") == WAIT)); do
			sleep 0.05; done
		sleep 0.1; rest 0; echo - >>"$FAKE_DIR/side"; over ;;
	red) verdict 0 'not ok'; rest 1; over ;;
	history) ! grep -q hangs "$kernel" || exec sleep 1000
		! grep -q defect "$kernel" || { verdict 0 'not ok'; rest 1
		over; }; rest 0; over ;;
	skips) rest 0 ' # SKIP needs luck'; over ;;
	panic) [[ $boot != 1 ]] || { verdict 0 ok; run 1; die 'by script'; }
		rest 0; over ;;
	cut) [[ $boot != 1 ]] || { verdict 0 ok; run 1; printf 'ok 2'; exit 0; }
		rest 0; over ;;
	damaged) [[ $boot != 1 ]] || { verdict 0 ok
		echo '# damaged: by script'; over; }; rest 0; over ;;
	garbage) printf '\0\377 ok 1\nok\nnot ok\n# RUN\n1..x\nKTAP version x\n'
		rest 0; over ;;
	stranger) echo 'ok 1 no.case'; rest 0; over ;;
	unusable) echo '# unusable: by script'; verdict 0 'not ok'; over ;;
	half) [[ -z ${data-} ]] || { echo '# unusable: by script'; over; }
		rest 0; over ;;
	slow) run 0; echo '# time 1000.0'; echo "ok 1 ${names[0]}"; rest 1
		over ;;
	stuck) verdict 0 ok; run 1; exec sleep 1000 ;;
	stuck_once) [[ $boot != 1 ]] || { verdict 0 ok; run 1
		while read -r line; do
			[[ $line == *'"info registers -a"'* ]] || continue
			printf '{"return": "NIP %s   LR %s\\r\\n", "id": 2}\n' \
				c000000000000042 c000000000000123 |
				tee "$monitor.log" >"$monitor.out"
			exit 0
		done <"$monitor.in"; }; rest 0; over ;;
	silent) exec sleep 1000 ;;
	barren) die 'at boot' ;;
	refuses) echo "${0##*/}: no such machine" >&2; exit 1 ;;
	esac
	EOF
	chmod +x "$TCE_QEMU"
}

# A machine's description that nobody can boot.
machines()
{
	local file=$DIR/bad.conf

	echo '[data' >"$file"
	refused 'bad.conf:1: unknown key [data' -m "$file"
	echo 'qemu=-serial chardev:con' >"$file"
	refused 'want qemu= lines with a console' -m "$file"
	printf '%s\n' 'qemu=chardev=con chardev=tap' 'pes=2 edu' >"$file"
	refused 'bad.conf:2: pes= wants port=, bus= and bdf=' -m "$file"
	printf '%s\n' 'qemu=chardev=con chardev=tap' 'port=x{n}' 'bus=b{n}' \
		'bdf=%04x:00:00.0 0' '[data]' pes=2 >"$file"
	refused 'bad.conf:6: want pes=COUNT DEVICE' -m "$file"
	printf '%s\n' 'qemu=chardev=con chardev=tap' 'port=x{n}' 'bus=b{n}' \
		'bdf=%04x:00:00.0 0' '[plain]' 'pes=x edu' >"$file"
	refused 'bad.conf:6: want pes=COUNT DEVICE' -m "$file"
	echo 'base=nonsense' >"$file"
	refused 'no machine nonsense; known:' -m "$file"
	printf '%s\n' base=pseries without=qemu >"$file"
	refused 'bad.conf:2: want without=append, guest or pes' -m "$file"
	printf '%s\n' base=pseries 'plug=device 0 -' >"$file"
	refused 'bad.conf:2: want plug=NAME CONNECTOR BDF DEVICE' -m "$file"
	echo 'base=pseries-fixed-memory' >"$file"
	refused 'pseries-fixed-memory.conf:3: a base has no base' -m "$file"
}

command_line()
{
	refused "'--nonsense'" --nonsense
	refused "argument -- 'x'" -x
	refused 'no kernel nonsense; known:' -k nonsense
	refused 'no machine nonsense; known:' -m nonsense
	refused '/nonexistent: cannot be read' -k /nonexistent
	refused '/nonexistent: cannot be read' -m /nonexistent
	refused 'not a little-endian ppc64 ELF' -k "$TCE_QEMU"
	refused ': unknown key' -m "$TCE_QEMU"
	refused '--modules goes with' --modules /
	refused '--waivers /nonexistent: cannot be read' --waivers /nonexistent
	refused 'no part 3 of 2' --shard 3/2
	refused '--shard wants I/N' --shard 1
	refused '--repeat wants a number' --repeat 0
	refused '--timeout wants a number' --timeout 1.5
	refused '--boot-timeout wants a number' --boot-timeout -1
	refused '--color wants' --color maybe
	refused '--list=nonsense: want' --list=nonsense
	refused 'not a folder' -o "$TCE_QEMU"
	refused 'one at a time' --gdb --shell
	refused '--only-new wants --baseline RUN' --only-new
	refused '--baseline /nonexistent: cannot be read' --baseline /nonexistent
	refused 'no kernel a; known:' -k a -k b
	refused 'more than one' -o a -o b
	refused 'no machine b; known:' -m pseries -m b
	refused 'no matrix nonsense; known:' --matrix nonsense
	refused 'has its own kernels and machines' --matrix quick -m pseries
	refused '--shell is for one kernel on one machine' -m pseries \
		-m pseries-radix --shell
	refused '--ktap is for one kernel on one machine' --matrix quick --ktap
	refused '--jobs wants a number' --matrix quick --jobs 0
	echo "$DIR/vmlinux" >"$DIR/bad.matrix"
	refused 'bad.matrix:1: want KERNEL MACHINE' --matrix "$DIR/bad.matrix"
	echo "$DIR/vmlinux nonsense" >"$DIR/bad.matrix"
	refused 'no machine nonsense; known:' --matrix "$DIR/bad.matrix"
	refused 'more than one such cell' -m pseries -m pseries
	echo '# nothing' >"$DIR/bad.matrix"
	refused 'bad.matrix: no cell' --matrix "$DIR/bad.matrix"
	refused '--coverage wants -k lab+gcov' --coverage -k debian-6.12
	TCE_TIMEOUT_MUL=x refused 'TCE_TIMEOUT_MUL wants a number'
	want 0 'usage: ./run-tests.sh' --help
	want 0 'run-tests.sh ' --version
}

# What is said of changes: cases that there are, and a change or a reason.
changes()
{
	local file cases change
	local -a globs

	for file in fixtures/{patches,fixes}/*.conf; do
		checks=$((checks + 1))
		change=$(value change "$file")
		change=${file%/*}/${change:-$(basename "$file" .conf)}.cocci
		grep -q '^not-shown=' "$file" || [[ -e $change ]] ||
			complain "$file: no $change"
		# It is added to the kernel that was asked for.
		! grep -q '^kernel=[^+]' "$file" ||
			complain "$file: kernel= wants +VARIANT or +CHANGE"
		cases=$(sed -n 's/^cases=//p' "$file")
		[[ -n $cases ]] || continue
		read -ra globs <<<"$cases"
		for cases in "${globs[@]}"; do
			[[ -n $(build/native/tce-test --list=plan "$cases" \
				2>/dev/null) ]] ||
				complain "$file: no case matches $cases"
		done
	done
	refused 'no variant nonsense of lab+nonsense' -k lab+nonsense
	refused 'no kernel lab:0; known:' -k lab:0
	refused 'fixtures/patches: no change nonsense' -k lab+without=nonsense
	refused 'no kernel tree' --tree /
	want 4 'matches nonsense' --pairs=nonsense
	refused 'want =GLOB, not info-*' --pairs 'info-*'
	refused 'have their own machines' --pairs -m pseries
	refused 'want -k lab, not debian-6.12' --fixes -k debian-6.12
}

lists()
{
	want 0 'platform.usable' -l
	want 0 'steps' --list=long 'info.*'
	want 0 'INFO-' --list=clauses
	want 0 'pseries-radix  ' --list=machines
	want 0 'debian-6.12-64k  ' --list=kernels
	want 0 'quick  ' --list=matrices
	want 0 'debian-6.12-64k powernv9' --matrix quick -n
	want 2 'only an emulated pSeries machine' -n -m powernv9 --firmware
	want 4 'no case matches' -l 'nonsense.*'
	want 4 'no case matches' -n 'nonsense.*'
	want 0 "$TCE_QEMU"*'-kernel'*'platform.usable' -n 'info.*'
	echo nonsense >"$DIR/waivers"
	want 2 'waivers:1: want' -n --waivers "$DIR/waivers"
	want 4 'part 999/999 is empty' -n --shard 999/999
	partition
}

# plan [KIND]: the names in what a dry run prints, of one kind or of all
plan()
{
	awk -F '\t' 'NF == 2 && (!kind || $2 == kind) { print $1 }' \
		kind="${1:-}"
}

# All parts together are the plan; the first case goes with each.
partition()
{
	local part

	./run-tests.sh -n | plan | sort >"$DIR/whole"
	for part in 1 2 3; do
		./run-tests.sh -n --shard "$part/3" | plan | sed 1d
	done | cat <(echo platform.usable) - | sort >"$DIR/parts"
	checks=$((checks + 1))
	cmp -s "$DIR/whole" "$DIR/parts" || complain '--shard: no partition'
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

# In each: the case that proves the machine usable, and two or more others.
runs()
{
	guest good 0 ' passed, 0 failed, 0 skipped'
	boots 1
	recorded 'kernel: ' statement.txt
	recorded "$TCE_QEMU" qemu.txt
	guest good 0 '# end' --ktap
	guest good 0 'guest shared-1: power-on to init' --timing
	recorded 'initramfs' timing.txt
	guest red 1 'FAIL platform.usable'
	cp -rL "$TCE_RESULTS/latest" "$DIR/red"
	guest red 0 'Still failing: 1' --only-new --baseline \
		"$DIR/red/results.json"
	guest slow 0 '0 failed'
	[[ $(<"$TCE_RESULTS/latest/results.ktap") != *'time 1000'* ]] ||
		complain 'the time of a case is not that of the host'
	guest good 1 'firmware.cleared-before-removed: no trace was had' --firmware
	guest skips 4 '0 passed, 0 failed' --color always
	guest skips 1 '0 passed' --strict
	guest garbage 0 ' 0 failed'
	guest stranger 1 'no.case: not in the plan'
	guest panic 1 'ERROR info.'
	boots 2
	recorded 'the guest died: kernel panic: by script'
	recorded '# kernel: Kernel panic'
	guest cut 1 '1 failed'
	boots 2
	recorded 'the machine switched itself off'
	guest damaged 0 ' 0 failed'
	boots 2
	guest unusable 1 '0 passed, 1 failed, 0 skipped'
	boots 1
	guest barren 3 'two guests in a row: kernel panic: at boot'
	boots 2
	guest refuses 3 'fake-qemu: no such machine'
	guest silent 3 'silent for 1 s after power-on' --boot-timeout 1
	boots 1
	guest stuck 124 'not done after 1 s' --overall-timeout 1
	TCE_LANE_GRACE=1 guest stuck_once 1 'the guest died: no output for ' \
		--timeout 1
	boots 2
	recorded '# kernel: CPU 0: NIP c000000000000042, LR c000000000000123'
	export FAKE=''
	TCE_QEMU=nonsense want 3 'nonsense is missing' -k "$DIR/vmlinux"
	TCE_RESULTS=/dev/null/x want 3 'cannot write' -k "$DIR/vmlinux"
	TMPDIR=/dev/null/x want 3 'cannot write' -k "$DIR/vmlinux"
}

# Cases in which a device moves data have a guest of their own, and a machine
# may have none for them.
data_guests()
{
	local data alone

	data=$(./run-tests.sh -n | plan data | sed -n 1p)
	[[ -n $data ]] || return 0
	alone=$(./run-tests.sh -n | plan alone | sed -n 1p)
	sed '/^\[data\]/,$d' fixtures/machines/pseries.conf >"$DIR/no-data.conf"
	guest good 0 '0 failed' "$data"
	boots 2
	recorded icount qemu.txt
	want 0 '3 passed, 0 failed' -k "$DIR/vmlinux" "$data" "$alone"
	boots 2
	want 0 '2 passed, 0 failed' -k "$DIR/vmlinux" "$data"
	boots 1
	recorded icount qemu.txt
	want 0 'for: gdb-multiarch' -k "$DIR/vmlinux" --gdb "$data" "$alone"
	boots 1
	[[ $(<"$TCE_RESULTS/latest/qemu.txt") != *icount* ]] ||
		complain '--gdb: the guest for data, yet other cases, too'
	want 0 '3 passed, 0 failed' -k "$DIR/vmlinux" --repeat 2 "$data"
	guest good 0 '0 failed' -m "$DIR/no-data.conf" "$data"
	boots 1
	guest half 1 'guest: unusable: by script' "$data"
	said '1 failed'
}

# exported WANT ARG...: the guests that are written for a lab, but for those of cases
# that are alone, and that their cases are the plan's, each once
exported()
{
	local guests

	rm -rf "$DIR/lab"
	want 0 '' -k "$DIR/vmlinux" --export "$DIR/lab" "${@:2}"
	guests=$(cd "$DIR/lab" && echo [ds]*-*/)
	checks=$((checks + 1))
	[[ $guests == "$1" ]] ||
		complain "--export ${*:2}: $guests, want $1"
	cmp -s <(sort "$DIR/lab"/*/cases) \
		<(./run-tests.sh -n "${@:2}" | plan | sort) ||
		complain "--export ${*:2}: other cases than those of the plan"
}

# at_once MOST: no more guests were side by side in the last run
at_once()
{
	checks=$((checks + 1))
	awk '{ n += $1 "1"; most = n > most ? n : most } END { exit most > top }' \
		top="$1" "$FAKE_DIR/side" ||
		complain "$FAKE: more than $1 guests side by side"
}

# The plan in parts, which lanes take one after the other.
lanes()
{
	local total cores
	local -a run globs=('info.*' 'create.*' 'map.*')

	exported 'shared-1/' "${globs[@]}"
	exported 'shared-1/' -j 1 "${globs[@]}"
	exported 'shared-1/ shared-2/' -j 9 "${globs[@]}"
	exported 'shared-1/ shared-2/ shared-3/' --isolate suite 'info.*' 'map.*'
	exported 'data-1/ data-2/ shared-1/ shared-2/' -j 4
	total=$(./run-tests.sh -n | plan | wc -l)
	export FAKE=good
	want 0 "$total passed, 0 failed" -k "$DIR/vmlinux" -j 7 --timing
	recorded '# property first platform.usable'
	recorded 'guest data-3: power-on' timing.txt
	guest panic 1 'ERROR info.' --timing
	said 'guest shared-1.2: power-on'
	total=$(./run-tests.sh -n 'info.page-*' | plan | wc -l)
	export FAKE=waits WAIT=$((total - 1))
	want 0 "$total passed" -k "$DIR/vmlinux" -j 2 --isolate case \
		--overall-timeout 60 'info.page-*'
	boots "$total"
	at_once 2
	export WAIT=0
	want 0 "$total passed" -k "$DIR/vmlinux" -j 1 --isolate case 'info.page-*'
	at_once 1
	want 0 'Cells: 2' -k "$DIR/vmlinux" -m pseries -m pseries-radix -j 2 \
		--isolate case 'info.page-*'
	at_once 2
	cores=$(nproc)
	want 0 'Cells: 2' -k "$DIR/vmlinux" -m pseries -m pseries-radix \
		-j $((cores * 3)) --isolate case 'info.page-*' 'info.argsz-*'
	at_once $((cores * 3))
	# What shares its core with two others has three times as long.
	mapfile -d '' -t run <"$TCE_RESULTS/latest/vmlinux/pseries/run"
	checks=$((checks + 1))
	[[ ${run[4]} == 3 ]] || complain "-j: the timeouts are ${run[4]} times longer"
	want 0 'for: gdb-multiarch' -k "$DIR/vmlinux" --gdb -j 6
	at_once 1
	# Of those that want a guest which is unusable only one gets it.
	mapfile -t globs < <(./run-tests.sh -n | plan data | head -n 2)
	total=$(./run-tests.sh -n 'info.page-*' 'info.argsz-*' | plan | wc -l)
	guest half 1 '2 failed' -j 1 --isolate case "${globs[@]}"
	boots $((total + 1))
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

# interrupt SIGNAL TARGET FILE: once FILE has a line; TARGET is "-" for the
# whole group, as from a terminal, or "" for the script only
interrupt()
{
	local pid rc=0

	start_stuck
	for _ in {1..500}; do
		[[ ! -s $3 ]] || break
		sleep 0.02
	done
	kill "-$1" -- "$2$pid"
	wait "$pid" || rc=$?
	expect "interrupted by $1" 130 'interrupted' "$rc"
}

# killed_and_resumed GROUP BOOTS [ARG...]: cut short by SIGKILL in the second case of
# a guest, then finished in so many guests; GROUP is "-" for all of its processes, or
# "" for the script only
killed_and_resumed()
{
	local pid latest total

	start_stuck "${@:3}"
	for _ in {1..500}; do
		[[ $(wc -l <"$TCE_RESULTS/latest/journal") -lt 2 ]] || break
		sleep 0.02
	done 2>/dev/null
	kill -KILL -- "$1$pid"
	wait "$pid" 2>/dev/null || :
	rm -rf "${TMPDIR:?}"/*
	latest=$(realpath "$TCE_RESULTS/latest")
	# The lock is free when the last process of that run is gone.
	timeout 10 flock "$latest/run" true ||
		complain "killed '$1': something is left running"
	export FAKE=good
	: >"$FAKE_DIR/boots"
	./run-tests.sh -q --resume "$latest" >"$DIR/out" 2>&1 || :
	total=$(./run-tests.sh -n "${@:3}" 'info.*' | plan | wc -l)
	expect "resumed after kill '$1'" 0 "$total passed, 0 failed" 0
	boots "$2"
	recorded 'begun by that' statement.txt
}

resumes()
{
	local latest

	refused 'no run is in there' --resume "$DIR"
	refused "isolate wants case" --isolate nonsense
	killed_and_resumed - 3 -j 6 'data-nvme.*' 'map.*' 'create.*'
	killed_and_resumed - 1
	killed_and_resumed '' 1
	latest=$(realpath "$TCE_RESULTS/latest")
	: >"$FAKE_DIR/boots"
	./run-tests.sh -q --resume "$latest" >"$DIR/out" 2>&1 || :
	boots 0
	said ' 0 failed, 0 skipped'
	./run-tests.sh --resume "$latest" 'info.*' >"$DIR/out" 2>&1 || :
	said 'the cases are those of that run'
	echo >>"$DIR/vmlinux"
	./run-tests.sh --resume "$latest" >"$DIR/out" 2>&1 || :
	said 'is another kernel by now'
	make_kernel "$DIR/vmlinux"
	sed -i 's/^/0/' "$latest/run"
	./run-tests.sh --resume "$latest" >"$DIR/out" 2>&1 || :
	said 'of the suite, this is'
	guest good 0 ' 0 failed' --isolate case
	boots "$(./run-tests.sh -n 'info.page-*' 'info.argsz-*' | plan | wc -l)"
	guest good 0 ' 0 failed' --isolate suite
	boots 2
}

# bisected STATUS ARG...: how the commit that is checked out is judged
bisected()
{
	local rc=0

	(cd "$DIR/tree" && "$TCE_ROOT/ci/bisect.sh" "${@:2}") \
		>"$DIR/out" 2>&1 </dev/null || rc=$?
	expect "bisect.sh ${*:2}" "$1" '' "$rc"
}

# A kernel's history, in which a commit does not build, one does not boot, and
# one brings a defect.
bisection()
{
	local tree=$DIR/tree change
	local -a git=(git -C "$tree" -c user.name=x -c user.email=x@x)

	export FAKE=history
	mkdir "$tree"
	git init -q "$tree"
	printf '%s\n' '.PHONY: vmlinux olddefconfig' 'olddefconfig:' 'vmlinux:' \
		$'\t! grep -q broken kernel' $'\tcp kernel vmlinux' \
		>"$tree/Makefile"
	echo vmlinux >"$tree/.gitignore"
	for change in one two broken hangs five defect seven eight; do
		make_kernel "$tree/kernel"
		echo "$change" >>"$tree/kernel"
		[[ $change != [se]* ]] || echo defect >>"$tree/kernel"
		"${git[@]}" add -A
		"${git[@]}" commit -qm "$change"
	done
	(
		cd "$tree"
		git bisect start HEAD HEAD~7
		git bisect run "$TCE_ROOT/ci/bisect.sh" --boot-timeout 1 \
			'info.page-*'
	) >"$DIR/out" 2>&1 </dev/null || :
	checks=$((checks + 1))
	"${git[@]}" log -1 --format=%s refs/bisect/bad | grep -qx defect ||
		complain 'bisection: another commit'
	"${git[@]}" bisect reset >/dev/null 2>&1
	"${git[@]}" checkout -q ':/^hangs'
	bisected 125 --boot-timeout 1 'info.page-*'
	said 'the guest: silent for 1 s'
	"${git[@]}" checkout -q 'HEAD^'
	bisected 125 'info.page-*'
	said 'it does not build'
	bisected 255 --config nowhere
	said 'no such file'
	"${git[@]}" checkout -q 'HEAD^'
	bisected 255 'nonsense.*'
}

# Several cells: each a run of its own, and a table over all of them.
matrix()
{
	guest good 0 'pseries-radix'*'Cells: 2;'*' passed, 0 failed, 0 skipped' \
		-m pseries -m pseries-radix -j 2 --overall-timeout 40
	boots 2
	recorded ' vmlinux pseries vmlinux/pseries' cells.txt
	recorded '"machine": "IBM pSeries, radix (emulated by qemu)"' \
		results.json
	recorded '<testsuite name="vmlinux' junit.xml
	recorded 'PASS' vmlinux/pseries-radix/report.html
	guest red 1 'vmlinux on pseries: FAIL platform.usable' -m pseries \
		-m pseries-radix
	guest barren 3 'vmlinux on pseries: no verdict, exit 3' -m pseries \
		-m pseries-radix
	printf '%s\n' '# two' "$DIR/vmlinux pseries info.page-*" \
		"$DIR/vmlinux pseries-radix nonsense.*" >"$DIR/matrix.conf"
	export FAKE=good
	want 0 'none ran'*'2 passed, 0 failed' --matrix "$DIR/matrix.conf"
}

# A reader that goes away, and a disk that is full.
outputs()
{
	local rc=0

	export FAKE=good
	fresh
	./run-tests.sh -k "$DIR/vmlinux" -q >/dev/full 2>"$DIR/out" || rc=$?
	expect 'a full disk' 3 'cannot write the summary' "$rc"
	rc=0
	./run-tests.sh -k "$DIR/vmlinux" --ktap 2>"$DIR/out" | : || rc=$?
	expect 'a closed pipe' 3 'cannot write the stream' "$rc"
}

# host STATUS PATTERN ARGS...: ci/host.sh with a tce-test that FAKE plays
host()
{
	local rc=0

	fresh
	TCE_TEST=$DIR/tce-test TCE_REPORT=build/native/tce-report \
		TCE_SHARE=fixtures ci/host.sh -o "$DIR/results/host" "${@:3}" \
		>"$DIR/out" 2>&1 </dev/null || rc=$?
	expect "$FAKE host.sh ${*:3}" "$1" "$2" "$rc"
}

make_test()
{
	cat >"$DIR/tce-test" <<-'EOF'
	#!/bin/bash
	case " $* " in
	*' --list=devices '*) echo "devices: $*"; exit ;;
	*' --version '*) echo tce-test fake; exit ;;
	*' --list=plan '*) printf 'one.a\tshared\none.b\tshared\n'; exit ;;
	*' -n '*) echo "judged: $*"; [[ $FAKE != unsafe ]] || exit 3; exit ;;
	esac
	echo "ran: $*" >&2
	trap 'echo "put back" >"$FAKE_DIR/back"; exit 143' TERM
	printf 'KTAP version 1\n1..2\nok 1 one.a\n'
	while [[ $FAKE == endless ]]; do : >"$FAKE_DIR/begun"; sleep 0.1; done
	[[ $FAKE != broken ]] || { echo 'put nothing back' >&2; exit 3; }
	[[ $FAKE == red ]] && printf 'not '
	printf 'ok 2 one.b\n# end\n'
	[[ $FAKE != red ]]
	EOF
	chmod +x "$DIR/tce-test"
}

# The cases on the machine itself. What takes devices and gives them back is
# tce-test's, and proved by its own tests.
hosts()
{
	local rc=0 pid

	refused '-d goes with --host' -d 0001:00:00.0
	want 2 'needs -d BDF' --host
	make_test
	export FAKE=good
	host 0 'devices: --list=devices' --list=devices
	host 0 'judged: --host --waivers fixtures/waivers.txt -n -d X' -n -d X
	[[ $EUID == 0 ]] || { host 3 'wants root' -d X; return; }
	host 0 '2 passed, 0 failed' -d X
	FAKE=red host 1 '1 passed, 1 failed' -d X
	FAKE=broken host 3 'put nothing back' -d X
	FAKE=broken host 3 'put nothing back' --qualify -d X
	[[ ! -e $DIR/results/host/qualification.html ]] ||
		complain 'a run that did not begin is qualified'
	host 0 qualification.html --qualify -d X
	grep -q -- "--soak 10m .*-d X .*--rates $DIR/results/host/rates.json\$" \
		"$DIR/results/host/said.txt" ||
		complain '--qualify has no soak, or no rates'
	(cd "$DIR/results/host" && grep -v 'txt$\|tce-test' SHA256SUMS |
		sha256sum -c --quiet) || complain 'wrong checksums'
	FAKE=red host 1 qualification.html --qualify --soak 1h -d X
	! grep -q 10m "$DIR/results/host/said.txt" ||
		complain '--qualify has another soak than was asked for'
	FAKE=unsafe host 3 judged -d X
	[[ ! -e $DIR/results/host ]] || complain 'an unsafe device left results'
	export FAKE=endless
	fresh
	rm -f "$FAKE_DIR"/{begun,back}
	TCE_TEST=$DIR/tce-test TCE_REPORT=build/native/tce-report \
		TCE_SHARE=fixtures ci/host.sh -o "$DIR/results/host" -d X \
		>"$DIR/out" 2>&1 </dev/null &
	pid=$!
	until [[ -e $FAKE_DIR/begun ]]; do sleep 0.1; done
	kill -TERM "$pid"
	wait "$pid" || rc=$?
	expect 'host.sh, SIGTERM' 143 '1 passed' "$rc"
	[[ -e $FAKE_DIR/back ]] || complain 'SIGTERM did not reach tce-test'
}

make_qemu
make_kernel "$DIR/vmlinux"
hosts
command_line
machines
lists
changes
runs
data_guests
lanes
matrix
interrupt INT - "$TCE_RESULTS/latest/qemu.txt"
interrupt INT - "$FAKE_DIR/boots"
interrupt INT - "$TCE_RESULTS/latest/results.ktap"
said '1 passed'
interrupt TERM '' "$TCE_RESULTS/latest/results.ktap"
said '1 passed'
resumes
bisection
outputs
printf 'runner.sh: %d checks, %d failed\n' "$checks" "$failed"
[[ $failed == 0 ]]
