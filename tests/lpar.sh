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
	[[ ${*: -2:1} == root@lpar5:* ]] || exit 255
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
	mkdir results
	{
		printf 'KTAP version 1\n1..2\nok 1 one.a\n'
		[[ $FAKE == good ]] || printf 'not '
		printf 'ok 2 one.b\n# end\n'
	} >results/results.ktap
	[[ $FAKE == good ]]
	EOF
	chmod +x "$DIR/tce/tce-host"
	tar -cJf "$TCE_ARCHIVE" -C "$DIR" tce
}

# night FAKE STATUS LATEST: a run, and which night is the latest then
night()
{
	local rc=0

	checks=$((checks + 1))
	FAKE=$1
	ci/fits/lpar.sh root@lpar5 0001:01:00.0 'info.*' >"$DIR/out" 2>&1 || rc=$?
	[[ $rc == "$2" ]] || complain "$1: exit $rc, want $2"
	[[ $(readlink "$NIGHTS/latest") == "$3" ]] ||
		complain "$1: the latest is $(readlink "$NIGHTS/latest"), want $3"
}

make_ssh
make_archive
night good 0 20260101-000000
[[ $(paste -sd ' ' "$TCE_REMOTE/arguments") == \
	'-q -o results -d 0001:01:00.0 info.*' ]] ||
	complain "arguments: $(paste -sd ' ' "$TCE_REMOTE/arguments")"
night good 0 20260102-000000
night red 1 20260103-000000
# known since the night before
night red 0 20260104-000000
# no night, and nothing of the one before
night refused 3 20260104-000000
[[ -z $(ls "$NIGHTS/20260105-000000") ]] || complain 'refused, yet there are results'
night lost 3 20260104-000000
night good 0 20260107-000000
[[ -s $NIGHTS/20260107-000000/results.ktap ]] || complain 'no results'
checks=$((checks + 3))
finish
