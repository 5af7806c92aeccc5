#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Tests ci/fits/lpar.sh with an ssh and an scp that stay on this machine.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=../ci/lib.sh
. "$(dirname "$0")/../ci/lib.sh"
cd "$TCE_ROOT"
# shellcheck source-path=SCRIPTDIR source=lib.sh
. tests/lib.sh

export FAKE='' TCE_RESULTS=$DIR/results TCE_ARCHIVE=$DIR/tce.tar.xz
export TCE_REMOTE=$DIR/remote PATH=$DIR/bin:$PATH
NIGHTS=$TCE_RESULTS/lpar/lpar5

# The last argument is the command, the one before it the host.
make_ssh()
{
	mkdir "$DIR/bin"
	cat >"$DIR/bin/ssh" <<-'EOF'
	#!/bin/bash
	[[ ${*: -2:1} == root@lpar5 ]] || exit 255
	[[ $FAKE != lost || ${!#} != *tce-host* ]] || exit 255
	exec bash -c "${!#}"
	EOF
	cat >"$DIR/bin/scp" <<-'EOF'
	#!/bin/bash
	[[ ${*: -2:1} == root@lpar5:* && $FAKE != unfetched ]] || exit 255
	from=${*: -2:1}
	exec cp -r "${from#*:}" "${!#}"
	EOF
	# A clock, so that nights have different names.
	cat >"$DIR/bin/date" <<-EOF
	#!/bin/bash
	echo >>"$DIR/days"
	printf '202601%02d-000000\n' "\$(wc -l <"$DIR/days")"
	EOF
	chmod +x "$DIR"/bin/*
}

# What is in the archive: a tce-host that does as $FAKE says.
make_archive()
{
	mkdir "$DIR/tce"
	cat >"$DIR/tce/tce-host" <<-'EOF'
	#!/bin/bash
	printf '%s\n' "$@" >arguments
	[[ $FAKE != refused ]] || exit 3
	[[ $FAKE != broken ]] || exit 127
	mkdir results
	{
		printf 'KTAP version 1\n'
		[[ $* != *.\** ]] || printf '# property run.chosen x\n'
		printf '1..2\nok 1 one.a\n'
		[[ $FAKE == good ]] || printf 'not '
		printf 'ok 2 one.b\n# end\n'
	} >results/results.ktap
	[[ $FAKE == good ]]
	EOF
	chmod +x "$DIR/tce/tce-host"
	tar -cJf "$TCE_ARCHIVE" -C "$DIR" tce
}

# night FAKE STATUS LATEST GOOD [GLOB]: a run, and the days of the latest and of the
# good night then
night()
{
	local rc=0 link want

	checks=$((checks + 3))
	FAKE=$1
	ci/fits/lpar.sh root@lpar5 0001:01:00.0 "${@:5}" >"$DIR/out" 2>&1 || rc=$?
	[[ $rc == "$2" ]] || complain "$1: exit $rc, want $2"
	for link in latest good; do
		want=202601$3-000000
		[[ $link == latest ]] || want=202601$4-000000
		[[ $(readlink "$NIGHTS/$link") == "$want" ]] ||
			complain "$1: $link is $(readlink "$NIGHTS/$link"), want $want"
	done
}

make_ssh
make_archive
night red 1 01 01
[[ $(paste -sd ' ' "$TCE_REMOTE/arguments") == '-q -o results -d 0001:01:00.0' ]] ||
	complain "arguments: $(paste -sd ' ' "$TCE_REMOTE/arguments")"
# known since the base
night red 0 02 02
night good 0 03 03
night red 1 04 03
# and red until it is fixed
night red 1 05 03
# a part of a night is no base
night good 0 06 03 'one.*'
# no night, and nothing of the one before
night refused 3 06 03
[[ -z $(ls "$NIGHTS/20260107-000000") ]] || complain 'refused, yet there are results'
night lost 3 06 03
# no night of which nothing came back, whatever it ended with
night broken 3 06 03
night unfetched 3 06 03
night good 0 11 11
[[ -s $NIGHTS/20260111-000000/results.ktap ]] || complain 'no results'
# somebody takes a failure for good
night red 1 12 11
ln -sfn 20260112-000000 "$NIGHTS/good"
night red 0 13 13
checks=$((checks + 4))
[[ $(jq -r '.series[0].cases[1].verdicts' "$NIGHTS/history.json") == 'FF.FF.FF' ]] ||
	complain "history: $(cat "$NIGHTS/history.json")"
finish
