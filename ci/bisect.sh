#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Judges the kernel tree in the current folder for "git bisect run": builds it, runs
# cases on it, and exits with good, bad, or skip.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

# exit codes for git bisect: skip this commit; end the bisection
SKIP=125 STOP=255

usage()
{
	cat <<-EOF2
	usage: git bisect run ci/bisect.sh [--config FILE] [option or GLOB of
	       run-tests.sh]...
	  in a kernel tree
	  --config FILE  the .config of each build (default: the tree's .config;
	                 without one the suite's, as run-tests.sh --tree uses)

	exit: 0 good  1 bad  125 it does not build or boot
	  255 no kernel tree or wrong usage: ends the bisection
	EOF2
}

# stop TEXT...: a message, and the end of the bisection
stop()
{
	printf 'bisect.sh: %s\n' "$*" >&2
	exit "$STOP"
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
	local -a kernel=(-k "$PWD/vmlinux")

	case ${1-} in
	-h | --help) usage; return ;;
	--config)
		[[ -r ${2-} ]] || stop "--config ${2-}: no such file"
		config=$(realpath "$2")
		shift 2
		;;
	esac
	[[ -r Makefile && -e arch/powerpc/Kconfig ]] ||
		stop "$PWD: no kernel tree"
	if [[ -z $config && ! -e .config ]]; then
		kernel=(--tree "$PWD")
	else
		log=$(mktemp)
		# shellcheck disable=SC2064
		trap "rm -f '$log'" EXIT
		build "$config" >"$log" 2>&1 </dev/null || {
			tail -n 5 "$log" >&2
			note "it does not build"
			exit "$SKIP"
		}
	fi
	"$TCE_ROOT/run-tests.sh" "${kernel[@]}" "$@" || rc=$?
	case $rc in
	0 | 1) exit "$rc" ;;
	# It does not build or boot, or not in time: no verdict on the commit.
	3 | 124) exit "$SKIP" ;;
	*) exit "$STOP" ;;
	esac
}

main "$@"
