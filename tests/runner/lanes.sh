#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A plan in parts, guests side by side, and the cells of a matrix.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

# exported WANT ARG...: the guests that are written for a lab, but for those of cases
# that are alone, and that their cases are the plan's, each once
exported()
{
	local guests

	rm -rf "$DIR/lab"
	want 0 '' -k "$DIR/vmlinux" --export "$DIR/lab" "${@:2}"
	guests=$(cd "$DIR/lab" && echo [dos]*-*/)
	checks=$((checks + 1))
	[[ $guests == "$1" ]] ||
		complain "--export ${*:2}: $guests, want $1"
	cmp -s <(sort "$DIR/lab"/*/cases) \
		<(./run-tests.sh -n "${@:2}" | plan all | sort) ||
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
	! grep -qa 'arg=--pedantic' "$DIR"/lab/*/initrd ||
		complain 'a run that was not asked for is pedantic'
	exported 'shared-1/' --pedantic "${globs[@]}"
	grep -qa 'arg=--pedantic' "$DIR"/lab/*/initrd ||
		complain '--pedantic does not reach the guest'
	exported 'shared-1/ shared-2/' -j 9 "${globs[@]}"
	exported 'shared-1/ shared-2/ shared-3/' --isolate suite 'info.*' 'map.*'
	exported 'own-1/' 'host-alone.few-*'
	exported 'data-1/ data-2/ shared-1/ shared-2/' -j 4 -x 'host-alone.*'
	total=$(./run-tests.sh -n | plan all | wc -l)
	export FAKE=good
	want 0 "$total passed, 0 failed" -k "$DIR/vmlinux" -j 7 --timing
	recorded '# property first platform.usable'
	recorded 'guest data-3: power-on' timing.txt
	guest panic 1 'ERROR info.' --timing
	said 'guest shared-1.2: power-on'
	total=$(./run-tests.sh -n 'info.page-*' | plan all | wc -l)
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
	# what a debugger has ended is no verdict, and no other guest waits for it
	guest gdb_kill 130 '1 passed, '*interrupted --gdb
	boots 1
	recorded 'not run: interrupted meanwhile'
	export FAKE=good
	want 0 'for: gdb-multiarch' -k "$DIR/vmlinux" --gdb \
		'host-alone.few-*' 'data-nvme.alone-*'
	boots 1
	# Of those that want a guest which is unusable only one gets it.
	mapfile -t globs < <(./run-tests.sh -n | plan data | head -n 2)
	total=$(./run-tests.sh -n 'info.page-*' 'info.argsz-*' | plan all | wc -l)
	guest half 1 '2 failed' -j 1 --isolate case "${globs[@]}"
	boots $((total + 1))
}

# Several cells: each a run of its own, and a table over all of them.
matrix()
{
	guest good 0 'pseries-radix'*'Cells: 2;'*' passed, 0 failed, 0 skipped' \
		-m pseries -m pseries-radix -j 2 --overall-timeout 40 --pedantic
	boots 2
	recorded 'command: ./run-tests.sh -q -k ' vmlinux/pseries/statement.txt
	recorded ' --pedantic ' vmlinux/pseries/statement.txt
	recorded ' vmlinux pseries vmlinux/pseries' cells.txt
	recorded '"machine": "IBM pSeries, radix (emulated by qemu)"' \
		results.json
	recorded '<testsuite name="vmlinux' junit.xml
	recorded 'PASS' vmlinux/pseries-radix/report.html
	guest red 1 'platform.usable ('*'vmlinux on pseries)' -m pseries \
		-m pseries-radix
	guest barren 3 'vmlinux on pseries: no verdict, exit 3' -m pseries \
		-m pseries-radix
	printf '%s\n' '# two' "$DIR/vmlinux pseries info.page-*" \
		"$DIR/vmlinux pseries-radix nonsense.*" >"$DIR/matrix.conf"
	export FAKE=good
	want 0 'none ran'*'2 passed, 0 failed' --matrix "$DIR/matrix.conf"
	# What an earlier run left in the folder is not of this one.
	cp -r "$(realpath "$TCE_RESULTS/latest")" "$DIR/earlier"
	mkdir -p "$DIR/earlier/vmlinux/pseries-radix"
	cp "$DIR/earlier/vmlinux/pseries/results.ktap" \
		"$DIR/earlier/vmlinux/pseries-radix"
	want 0 'none ran'*'2 passed, 0 failed' --matrix "$DIR/matrix.conf" \
		-o "$DIR/earlier"
}

lanes
matrix
finish
