#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The command line of run-tests.sh, and what it lists.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

# What the firmware would not accept is refused before anything boots.
firmware()
{
	local words

	echo 'base=powernv9' >"$file"
	echo 'firmware=windows=1' >>"$file"
	refused 'bad.conf:2: firmware= wants a qemu= line with {firmware}' \
		-m "$file"
	while read -r words; do
		printf '%s\n' 'base=pseries' '[plain]' 'firmware=windows=1' \
			"firmware=${words%% | *}" >"$file"
		refused "bad.conf:4: firmware=${words##* | }" -n -m "$file" \
			-k "$DIR/vmlinux" 'info.default-window'
	done <<-'EOF'
	window=1 | window=1: no such word
	windows=3 | windows=3: no number that it can have
	pe=11 windows=1 | pe=11: the machine has no such PE
	fail=remove:1:1:-2 | fail=remove:1:1:-2: PAPR has no such status for this call
	EOF
	refused 'bad.conf:4: ' -m "$file" -k "$DIR/vmlinux" info.default-window
	boots 0
	printf '%s\n' 'base=pseries' 'firmware=pe=6 windows=1 least=32768' \
		'[plain]' 'firmware=pe=10 fail=create:1:2:9905' >"$file"
	want 0 ' -bios FIRMWARE ' -n -m "$file" -k "$DIR/vmlinux"
}

# A fact that tce-test would refuse in each guest.
facts()
{
	printf '%s\n' base=pseries 'fact=colour=blue' >"$file"
	refused 'bad.conf:2: fact=colour=blue: unknown fact (known: pseries, ddw' \
		-m "$file" -k "$DIR/vmlinux" info.default-window
	printf '%s\n' base=pseries '[plain]' fact=npes=2 fact=start64=high \
		>"$file"
	refused 'bad.conf:4: fact=start64=high: want start64=NUMBER' -n \
		-m "$file" -k "$DIR/vmlinux" info.default-window
	boots 0
}

# A machine's description that nobody can boot.
machines()
{
	local file=$DIR/bad.conf words

	echo '[data' >"$file"
	refused 'bad.conf:1: want KEY=VALUE' -m "$file"
	# before anything big is fetched
	TCE_CACHE=$DIR/empty refused 'bad.conf:1: ' -m "$file" -k debian-6.12
	[[ ! -e $DIR/empty/kernels ]] || complain 'fetched for a wrong machine'
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
	for words in "%04x BASH_VERSINFO[\$(touch $DIR/pwned)]" '%04x x' '-v 1' \
		'%s 0' '%n 0' '%04x%d 0' '%04x'; do
		printf '%s\n' 'base=pseries' "bdf=$words" >"$file"
		refused 'bad.conf:2: want bdf=FORMAT OFFSET' -n -m "$file"
	done
	[[ ! -e $DIR/pwned ]] || complain 'a description was run'
	printf 'base=pseries\r\n' >"$file"
	refused 'bad.conf:1: ends in CR LF' -m "$file"
	echo 'base=nonsense' >"$file"
	refused 'bad.conf:1: no machine nonsense; known:' -m "$file"
	echo 'base=/etc' >"$file"
	refused 'bad.conf:1: /etc cannot be read' -m "$file"
	printf '%s\n' base=pseries without=qemu >"$file"
	refused 'bad.conf:2: want without=append, guest or pes' -m "$file"
	printf '%s\n' base=pseries 'plug=device 0 -' >"$file"
	refused 'bad.conf:2: want plug=NAME CONNECTOR BDF DEVICE' -m "$file"
	printf '%s\n' base=pseries 'qemu=-device e1000e,romfile=' \
		>"$DIR/good.conf"
	want 0 '-device e1000e,romfile= ' -n -m "$DIR/good.conf" \
		-k "$DIR/vmlinux" 'info.default-window'
	firmware
	facts
	echo 'base=pseries-fixed-memory' >"$file"
	refused 'pseries-fixed-memory.conf:3: a base has no base' -m "$file"
}

command_line()
{
	local matrix words

	refused "'--nonsense'" --nonsense
	refused "'--basline'; did you mean --baseline?" --basline x
	refused "argument -- 'x'" -x
	refused 'no kernel debain-6.12; did you mean debian-6.12?' -k debain-6.12
	refused 'no machine pserise; did you mean pseries?' -m pserise
	refused 'no matrix ful; did you mean full?' --matrix ful
	refused 'no variant kasn of lab+kasn; did you mean kasan?' -k lab+kasn
	want 4 'no patch matches info-page; did you mean info-pages?' \
		--pairs=info-page
	refused 'no kernel nonsense; known:' -k nonsense
	said ' lab lab:next '
	refused 'no machine nonsense; known:' -m nonsense
	refused '/nonexistent: no such file' -k /nonexistent
	refused '/nonexistent: no such file' -m /nonexistent
	refused 'not a little-endian ppc64 ELF' -k "$TCE_QEMU"
	refused ': unknown key' -m "$TCE_QEMU"
	refused '--modules goes with' --modules /
	refused '--waivers /nonexistent: no such file' --waivers /nonexistent
	refused '--waivers /: cannot be read' --waivers /
	want 0 'info.page-sizes' --waivers /dev/null -n 'info.*'
	refused 'no part 3 of 2' --shard 3/2
	refused '--shard wants I/N' --shard 1
	refused '--repeat wants a number' --repeat 0
	refused '--timeout wants a number' --timeout 1.5
	refused '--boot-timeout wants a number' --boot-timeout -1
	limits
	together
	refused '--color wants' --color maybe
	refused '--list=nonsense: want' --list=nonsense
	refused 'not a folder' -o "$TCE_QEMU"
	refused 'one at a time' --gdb --shell
	refused '--only-new wants --baseline RUN' --only-new
	refused '--baseline /nonexistent: no such file' --baseline /nonexistent
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
	refused 'this cell is there twice' -m pseries -m pseries
	for words in --version --help -l '-n info.*' --nope '-k lab' '--shard 3/2' \
		'-x'; do
		printf '%s\n' '# cells' "$DIR/vmlinux pseries $words" \
			>"$DIR/bad.matrix"
		refused 'bad.matrix:2: ' --matrix "$DIR/bad.matrix"
	done
	echo '# nothing' >"$DIR/bad.matrix"
	refused 'bad.matrix: has no cell' --matrix "$DIR/bad.matrix"
	for matrix in fixtures/matrices/*.conf; do
		want 0 '*' --matrix "$matrix" -n
	done
	refused '--coverage wants -k lab+gcov' --coverage -k debian-6.12
	TCE_TIMEOUT_MUL=x refused 'TCE_TIMEOUT_MUL wants a number'
	check_words
	want 0 'usage: ./run-tests.sh' --help
	want 0 'run-tests.sh ' --version
}

# Numbers that tce-test refuses are refused before anything is built or booted, and
# those that it accepts are accepted.
limits()
{
	local option most

	while read -r option most; do
		want 0 '' "$option" "$most" --version
		build/native/tce-test --list=plan --booted "$option" "$most" \
			info.v1 >"$DIR/out" 2>&1 ||
			complain "tce-test refuses $option $most"
		[[ $most =~ ^([0-9]+)(.*)$ ]]
		most=$((BASH_REMATCH[1] + 1))${BASH_REMATCH[2]}
		refused "$option wants a " "$option" "$most" --version
		! build/native/tce-test --list=plan --booted "$option" "$most" \
			info.v1 >"$DIR/out" 2>&1 ||
			complain "tce-test accepts $option $most"
	done <<-'EOF'
	--timeout 86400
	--repeat 100000
	--user 65533
	--soak 1000h
	--soak 60000m
	EOF
	refused '--jobs wants a number from 1 to 1024' --jobs 1025
	refused '--boot-timeout wants a number' --boot-timeout 86401
	for most in x '' 1.5.5s 0.5 0s 5d -1 1h5m; do
		refused "--soak wants a time from 1s to 1000h" --soak "$most"
	done
	want 0 '' --soak 1.5m --version
	TCE_TIMEOUT_MUL=86401 refused 'TCE_TIMEOUT_MUL wants a number'
	TCE_LANE_GRACE=x refused 'TCE_LANE_GRACE wants a number'
}

# Options of which one would be ignored.
together()
{
	refused '--export and -o: it runs nothing' --export "$DIR/x" -o "$DIR/y"
	refused '--export and --baseline: it runs nothing' --export "$DIR/x" \
		--baseline fixtures/ktap/empty.ktap
	refused '--export and --gdb: it runs nothing' --gdb --export "$DIR/x"
	refused '--shell and --timing: it runs nothing' --timing --shell
	refused '--gdb and --timeout: a debugger' --timeout 5 --gdb
	refused '--pairs takes no -n' --pairs -n
	refused '--fixes takes no --timeout' --timeout 5 --fixes
	refused '--pairs takes no --fixes' --fixes --pairs
	refused '--fixes-whole takes no -j' -j 3 --fixes-whole
	mkdir -p "$DIR/empty"
	refused '--baseline '"$DIR/empty: has no results" --baseline "$DIR/empty"
	refused "--tree '': no such folder" --tree ''
	refused "--tree '/nonexistent': no such folder" --tree /nonexistent
}

# tests/check.sh asks for packages and takes minutes: not for a wrong word.
check_words()
{
	local rc=0

	tests/check.sh nonsense >"$DIR/out" 2>&1 || rc=$?
	expect 'check.sh nonsense' 2 'unknown word nonsense' "$rc"
	rc=0
	tests/check.sh -h >"$DIR/out" 2>&1 || rc=$?
	expect 'check.sh -h' 0 'usage: tests/check.sh' "$rc"
}

# What is said of changes: cases that there are, and a change or a reason.
changes()
{
	local file cases change
	local -a globs

	for file in fixtures/{patches,fixes}/*.conf; do
		checks=$((checks + 1))
		change=$(value change "$file")
		change=${file%/*}/${change:-$(basename "$file" .conf)}
		grep -q '^not-shown=' "$file" ||
			[[ -e $change.patch || -e $change.cocci ]] ||
			complain "$file: no $change.patch or .cocci"
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
	want 4 'no patch matches nonsense' --pairs=nonsense
	want 4 'no fix matches nonsense' --fixes=nonsense
	refused 'want =GLOB, not info-*' --pairs 'info-*'
	refused 'have their own machines' --pairs -m pseries
	refused 'want -k lab, not debian-6.12' --fixes -k debian-6.12
	refused 'has its own kernels' --fixes-whole -k lab
	want 4 'no fix matches nonsense' --fixes-whole=nonsense
	want 2 'has no machine pseries-slof' --fixes-whole=vfio -m pseries-slof
	refused 'no area nonsense of' -k lab+fixes=nonsense
	want 0 "'console=hvc0 quiet panic=" -n info.v1
	want 0 "'console=hvc0 panic=" -n -k lab+kasan info.v1
	[[ $(kernel_slowness lab:next+kasan+with=page-shift+lockdep) == 6 &&
		$(kernel_slowness debian-6.12) == 1 ]] ||
		complain 'the slowness of kernels that check themselves'
}

lists()
{
	want 0 'platform.usable' -l
	want 0 'steps' --list=long 'info.*'
	want 0 'INFO-' --list=clauses
	want 0 'pseries-radix  ' --list=machines
	want 0 'debian-6.12-64k  ' --list=kernels
	said 'lab  '
	said 'lab:next  '
	said 'lab+kasan  '
	want 0 'quick  ' --list=matrices
	names
	want 0 'debian-6.12-64k powernv9' --matrix quick -n
	want 4 'no case matches' -l 'nonsense.*'
	want 4 'no case matches' -n 'nonsense.*'
	want 0 "$TCE_QEMU"*'-kernel'*'platform.usable' -n 'info.*'
	echo nonsense >"$DIR/waivers"
	want 2 'waivers:1: want' -n --waivers "$DIR/waivers"
	want 4 'part 999/999 is empty' -n --shard 999/999
	partition
}

# names: lists of what has a name take GLOBs, and no option that they would ignore
names()
{
	want 0 'pseries-radix  ' --list=machines 'pseries-r*' powernv8
	checks=$((checks + 1))
	! grep -v '^\(pseries-r\|powernv8 \)' "$DIR/out" ||
		complain '--list=machines GLOB: names that it does not match'
	want 0 'lab+kasan  ' --list=kernels 'lab+k*'
	! grep -v '^lab+k' "$DIR/out" ||
		complain '--list=kernels GLOB: names that it does not match'
	want 0 'quick  ' --list=matrices quick
	want 4 'no machine matches pserise; did you mean pseries?' \
		--list=machines pserise
	want 2 'no matrix matches ful; did you mean full?' --list=matrices quick ful
	refused '--list=machines takes no -x' --list=machines -x 'pseries*'
	refused '--list takes no --shard' -l --shard 1/4
	refused '--list=clauses takes no -m' --list=clauses -m powernv9
}

# All parts together are the plan; the first case goes with each.
partition()
{
	local part

	./run-tests.sh -n | plan all | sort >"$DIR/whole"
	for part in 1 2 3; do
		./run-tests.sh -n --shard "$part/3" | plan all | sed 1d
	done | cat <(echo platform.usable) - | sort >"$DIR/parts"
	checks=$((checks + 1))
	cmp -s "$DIR/whole" "$DIR/parts" || complain '--shard: no partition'
}

command_line
machines
lists
changes
finish
