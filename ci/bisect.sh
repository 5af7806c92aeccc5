#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Judges the kernel tree in the current folder for "git bisect run": builds it,
# runs cases on it, and says good, bad, or that it cannot tell.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

# what git bisect makes of an exit code: skip this commit; stop at once
SKIP=125 STOP=255

usage()
{
	cat <<-EOF2
	usage: git bisect run ci/bisect.sh [--config FILE] [option or GLOB of
	       run-tests.sh]...
	  --config FILE  the .config of each build (default: the one that is there)

	exit: 0 good  1 bad  125 it does not build or boot  255 the bisection ends
	EOF2
}

build()
{
	local -a make=(make -s -j "$(nproc)" ARCH=powerpc
		CROSS_COMPILE="${CROSS_COMPILE:-powerpc64le-linux-gnu-}")

	[[ -z $1 ]] || cp "$1" .config
	"${make[@]}" olddefconfig && "${make[@]}" vmlinux
}

main()
{
	local config='' rc=0 log

	case ${1-} in
	-h | --help) usage; return ;;
	--config)
		[[ -r ${2-} ]] || { echo "--config ${2-}: no such file" >&2
			exit "$STOP"; }
		config=$(realpath "$2")
		shift 2
		;;
	esac
	log=$(mktemp)
	# shellcheck disable=SC2064
	trap "rm -f '$log'" EXIT
	build "$config" >"$log" 2>&1 </dev/null || {
		tail -n 5 "$log" >&2
		note "it does not build"
		exit "$SKIP"
	}
	"$TCE_ROOT/run-tests.sh" -k "$PWD/vmlinux" "$@" || rc=$?
	case $rc in
	0 | 1) exit "$rc" ;;
	# It does not boot, or not in time: that is no verdict on the commit.
	3 | 124) exit "$SKIP" ;;
	*) exit "$STOP" ;;
	esac
}

main "$@"
