#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A nightly run on an LPAR, over ssh: copies the static archive there, runs it on one
# device, fetches the results, and compares them with the last good night. A failure
# that is new since then is red each night until it is fixed, or until somebody takes
# a later night as good.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$(dirname "$(realpath "$0")")/../lib.sh"
guard 3

usage()
{
	cat <<-EOF
	usage: ci/fits/lpar.sh [USER@]HOST BDF [option of tce-host or GLOB]...
	  each night is a folder results/lpar/HOST/DATE: latest is the last one that
	  ran, good the last one whole without a new failure (ln -sfn DATE good),
	  history.html shows them all

	environment: TCE_RESULTS (in place of results), TCE_ARCHIVE (in place of
	  make dist-static), TCE_REMOTE (folder on the LPAR, /var/tmp/tce-nightly)
	exit: 0 green, or no new failure  1 red, or a new failure  2 usage
	  3 could not run, also when ssh fails  4 nothing ran
	EOF
}

remote()
{
	ssh -o BatchMode=yes -o ServerAliveInterval=30 "$HOST" "$@"
}

main()
{
	local nights night archive rc=0 dir=${TCE_REMOTE:-/var/tmp/tce-nightly}

	case ${1-} in
	-h | --help) usage; return ;;
	esac
	[[ $# -ge 2 && $1 != -* && $2 != -* ]] ||
		die 2 "want HOST BDF, see ci/fits/lpar.sh -h"
	HOST=$1
	shift
	nights=${TCE_RESULTS:-$TCE_ROOT/results}/lpar/${HOST#*@}
	night=$nights/$(date +%Y%m%d-%H%M%S)
	cd "$TCE_ROOT"
	make -s native >&2 || die 3 'the build failed: make native'
	archive=${TCE_ARCHIVE:-$(make -s dist-static)} ||
		die 3 'the build failed: make dist-static'
	mkdir -p "$night" || die 3 "cannot write $night"

	remote "rm -rf $dir && mkdir -p $dir && tar -xJ -C $dir --strip-components 1" \
		<"$archive" || die 3 "$HOST: cannot unpack the archive in $dir"
	remote "cd $dir && ./tce-host -q -o results -d ${*@Q}" </dev/null || rc=$?
	scp -qr "$HOST:$dir/results/." "$night" || : # none if it did not start
	[[ $rc != 255 ]] || die 3 "$HOST: connection lost; check with:" \
		"ssh $HOST $dir/tce-host --restore"
	case $rc in
	0 | 1) ;;
	2 | 4) die "$rc" "$HOST: no results, tce-host ended with $rc" ;;
	*) die 3 "$HOST: no results, tce-host ended with $rc" ;;
	esac
	[[ -s $night/results.ktap ]] || die 3 "$HOST: cannot fetch the results"
	ln -sfn "${night##*/}" "$nights/latest"
	# one line, and the page
	build/native/tce-report history -q -o "$nights" \
		"$nights"/2*/results.ktap || :
	JUDGED=1
	if [[ -e $nights/good ]]; then
		rc=0
		build/native/tce-report compare --only-new "$nights/good" \
			"$night" || rc=$?
		[[ $rc == 0 ]] || return "$rc"
	fi
	# The first night is the base, whatever fails in it; a part of one never is.
	grep -qs '^# property run.chosen' "$night/results.ktap" ||
		ln -sfn "${night##*/}" "$nights/good"
	return "$rc"
}

main "$@"
