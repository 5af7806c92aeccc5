#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Cases on this machine: tce-run host with a tce-test that is none.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

# host STATUS PATTERN ARGS...: tce-run host with a tce-test that FAKE plays
host()
{
	local rc=0

	fresh
	TCE_TEST=$DIR/tce-test \
		TCE_SHARE=fixtures build/native/tce-run host -o "$DIR/results/host" "${@:3}" \
		>"$DIR/out" 2>&1 </dev/null || rc=$?
	expect "$FAKE tce-run host ${*:3}" "$1" "$2" "$rc"
}

# Another run beside it: an earlier one, or, for a qualification, one of another
# device.
wanted_run()
{
	local other=$DIR/other.ktap statement=$DIR/results/host/statement.txt

	printf '%s\n' 'KTAP version 1' 1..2 'ok 1 one.a' 'ok 2 one.b' '# end' \
		>"$other"
	host 2 '--baseline absent: no such file' --baseline absent -d X
	FAKE=red host 1 'New failures: 1' --baseline "$other" -d X
	said 'One case again: tce-run -d X -v'
	FAKE=red host 1 statement.txt --qualify --soak 1h -d X
	grep -q '^Nothing to compare with was given' "$statement" ||
		complain 'a statement that compares with nothing'
	FAKE=red host 1 statement.txt --qualify --soak 1h \
		--baseline="$other" -d X
	grep -qx 'Of this adapter, slot or firmware: 1' "$statement" ||
		complain 'a statement without what the other run decides'
}

# results_in FOLDER STATUS PATTERN ARG...
results_in()
{
	local rc=0

	TCE_TEST=$DIR/tce-test TCE_SHARE=fixtures build/native/tce-run host \
		-o "$1" "${@:4}" >"$DIR/out" 2>&1 </dev/null || rc=$?
	expect "$FAKE tce-run host ${*:4}" "$2" "$3" "$rc"
}

# What is in the folder of -o is of this run, or not there, however it ends.
earlier()
{
	local old=$DIR/earlier lock

	export FAKE=good
	old_run "$old"
	results_in "$old" 0 judged -n -d X
	results_in "$old" 2 "$old: -o removes it" --baseline "$old" -d X
	results_in "$old" 2 'cases/../results.json: -o removes it' \
		--baseline "$old/cases/../results.json" -d X
	exec {lock}<"$old"
	flock "$lock"
	results_in "$old" 3 'another run uses this folder' -d X
	exec {lock}>&-
	[[ -e $old/junit.xml && -e $old/cases/a.log ]] ||
		complain 'no run, yet the results of an earlier one are gone'
	FAKE=unsafe results_in "$old" 3 judged -d X
	rm "$old/run"
	none_old "$old"
	results_in "$old" 0 '2 passed' -d X
	none_old "$old"
}

# in_folder STATUS PATTERN: without -o, in a folder of which others have a part, at a
# time that they knew
in_folder()
{
	local rc=0 tree=$PWD

	(
		cd "$DIR/shared"
		TCE_TEST=$DIR/tce-test TCE_SHARE=$tree/fixtures \
			"$tree/build/native/tce-run" host -d X \
			>"$DIR/out" 2>&1 </dev/null
	) || rc=$?
	expect "tce-run host in a folder of others" "$1" "$2" "$rc"
	[[ $(<"$DIR/victim") == 'root has this' ]] ||
		complain "tce-run host wrote through a link: $2"
}

# The folder of the results must be one that nobody else made.
planted()
{
	local now folder

	mkdir -p "$DIR/shared/results" "$DIR/elsewhere"
	echo 'root has this' >"$DIR/victim"
	now=$(date +%s)
	for folder in {0..60}; do
		folder=$DIR/shared/results/host-$(date -d "@$((now + folder))" \
			+%Y%m%d-%H%M%S)
		mkdir "$folder"
		ln -s "$DIR/victim" "$folder/said.txt"
	done
	in_folder 3 'cannot make results/host-'
	rm -r "$DIR/shared/results"
	ln -s "$DIR/elsewhere" "$DIR/shared/results"
	in_folder 3 "results: another user's"
	rm "$DIR/shared/results"
	mkdir -m 777 "$DIR/shared/results"
	in_folder 3 "results: another user's"
	chmod 755 "$DIR/shared/results"
	chown 65534 "$DIR/shared/results"
	in_folder 3 "results: another user's"
	SUDO_UID=65534 in_folder 0 '2 passed'
	rm -r "$DIR/shared/results"
	in_folder 0 '2 passed'
	[[ $(stat -c %a "$DIR"/shared/results/host-*) == 755 ]] ||
		complain 'results of a host run cannot be read, or be written'
}

# The cases on the machine itself. What takes devices and gives them back is
# tce-test's, and proved by its own tests.
hosts()
{
	local rc=0 pid

	refused '-d needs --host' -d 0001:00:00.0
	refused '--qualify needs --host' --qualify
	want 2 'needs -d BDF' --host
	cp tests/runner/fake-tce-test "$DIR/tce-test"
	export FAKE=good
	host 0 'devices: --list=devices' --list=devices
	host 0 'tce-test fake' --version
	host 2 '-o wants a folder' -d X -o
	host 2 '-o wants a folder' -d X -o ''
	# an option that lacks its value takes no word of the program
	FAKE=unsafe host 3 'judged: -n --host --waivers fixtures/waivers.txt -d X --state' \
		-d X --state
	host 2 '--only-new wants --baseline' --only-new -d X
	host 0 'judged: --host --waivers fixtures/waivers.txt -n -d X' -n -d X
	[[ $EUID == 0 ]] || { host 3 'must run as root' -d X; return; }
	host 0 '2 passed, 0 failed' -d X
	FAKE=red host 1 '1 passed, 1 failed' -d X
	FAKE=red host 1 'One case again: tce-run -d X -v ' -d X 'info.*'
	FAKE=broken host 3 'put nothing back' -d X
	FAKE=broken host 3 'put nothing back' --qualify -d X
	[[ ! -e $DIR/results/host/qualification.html ]] ||
		complain 'a run that did not begin is qualified'
	host 0 qualification.html --qualify -d X
	grep -q -- "--rates $DIR/results/host/rates.json .*--soak 10m .*-d X\$" \
		"$DIR/results/host/said.txt" ||
		complain '--qualify has no soak, or no rates'
	(cd "$DIR/results/host" && grep -v 'txt$\|tce-test' SHA256SUMS |
		sha256sum -c --quiet) || complain 'wrong checksums'
	FAKE=red host 1 qualification.html --qualify --soak 1h -d X
	! grep -q 10m "$DIR/results/host/said.txt" ||
		complain '--qualify has another soak than was asked for'
	wanted_run
	FAKE=unsafe host 3 judged -d X
	[[ ! -e $DIR/results/host ]] || complain 'an unsafe device left results'
	planted
	earlier
	export FAKE=endless
	fresh
	rm -f "$FAKE_DIR"/{begun,back}
	TCE_TEST=$DIR/tce-test \
		TCE_SHARE=fixtures build/native/tce-run host -o "$DIR/results/host" -d X \
		>"$DIR/out" 2>&1 </dev/null &
	pid=$!
	until [[ -e $FAKE_DIR/begun ]]; do sleep 0.1; done
	kill -TERM "$pid"
	wait "$pid" || rc=$?
	expect 'tce-run host, SIGTERM' 143 '1 passed' "$rc"
	[[ -e $FAKE_DIR/back ]] || complain 'SIGTERM did not reach tce-test'
}

hosts
finish
