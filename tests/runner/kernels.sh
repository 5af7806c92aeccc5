#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Descriptions and names of kernels, in a tree of their own: nothing is fetched.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

TREE=$DIR/tree
mkdir "$TREE"
cp -r ci fixtures "$TREE"

# kernel STATUS PATTERN ARGS...: ci/kernel.sh of that tree
kernel()
{
	local rc=0

	(cd / && "$TREE/ci/kernel.sh" "${@:3}") >"$DIR/out" 2>&1 </dev/null || rc=$?
	expect "kernel.sh ${*:3}" "$1" "$2" "$rc"
}

# described STATUS PATTERN TEXT: a kernel with this description
described()
{
	# shellcheck disable=SC2059
	printf "$3" >"$TREE/fixtures/kernels/mine.conf"
	kernel "$1" "$2" --check mine
}

descriptions()
{
	local good='series=6.12\nflavour=powerpc64le\n'

	described 0 '' "# a comment\n\n${good}suites=trixie\n"
	described 0 '' "${good}suites=trixie"
	described 2 "mine.conf:1: 'serie=6.12': want KEY=VALUE" \
		'serie=6.12\nflavour=powerpc64le\nsuites=trixie\n'
	described 2 'mine.conf:3: ends in CR LF' "${good}suites=trixie\r\n"
	described 2 'flavour=: want' 'series=6.12\nflavour=(\nsuites=trixie\n'
	described 2 'flavour=: want' ''
	described 2 'series=: want' 'series=6.*\nflavour=a\nsuites=trixie\n'
	described 2 'suites=: want' "$good"
	printf 'sauce=6.12\nsuites=trixie\n' >"$TREE/fixtures/lab/mine.conf"
	kernel 2 "lab/mine.conf:1: 'sauce=6.12'" --check lab:mine
}

# Paths are made of names.
names_of_kernels()
{
	local name

	for name in lab:../kernels/debian-6.12 lab+with=../../../evil \
		lab+without=../fixes/x lab+ lab++4k lab+4k+; do
		kernel 2 "no kernel $name: want lab" --check "$name"
	done
	kernel 0 '' --check lab+4k
	kernel 0 '' --check lab:next+4k
	kernel 0 '' --check lab+debug+without=info-pages
}

# The cache can have any name, but not for kernels that are built; apt has no mirror
# here.
caches()
{
	local name kernel why

	printf '#!/bin/sh\nexit 1\n' >"$DIR/apt-get"
	chmod 755 "$DIR/apt-get"
	for name in "o'brien" "x'; touch $DIR/pwned; '" 'b l,a"nk' 'ü'; do
		mkdir -p "$DIR/caches/$name/kernels" "$DIR/caches/$name/lab"
		for kernel in debian-6.12 lab; do
			why='set TCE_MIRROR=URL'
			[[ $kernel != lab ]] || ci/deps.sh --missing lab \
				>/dev/null || why='packages cannot be installed'
			[[ $kernel != lab || $name != *' '* ]] ||
				why='a blank or colon in its name'
			TCE_CACHE=$DIR/caches/$name PATH=$DIR:$PATH kernel 3 \
				"$why" "$kernel"
			[[ -z $(find "$DIR/caches/$name" -name 'tmp.*') ]] ||
				complain "$kernel: left a folder in $name"
		done
	done
	[[ ! -e $DIR/pwned ]] || complain 'a name of a folder was run'
}

fresh
descriptions
names_of_kernels
caches
# The front is found by a link to it.
ln -s "$PWD/run-tests.sh" "$DIR/link"
rc=0
"$DIR/link" -k nosuch >"$DIR/out" 2>&1 || rc=$?
expect 'a link to run-tests.sh' 2 'no kernel nosuch' "$rc"
finish
