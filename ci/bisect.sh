#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Judges the kernel tree in the current folder for "git bisect run": builds it, runs
# cases on it, and exits with good, bad, or skip.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$(realpath "$0")")/lib.sh" || exit 255

# exit codes for git bisect: skip this commit; end the bisection
SKIP=125 STOP=255
guard "$STOP"

usage()
{
	cat <<-EOF2
	usage: git bisect run ci/bisect.sh [--config FILE] [option or GLOB of
	       run-tests.sh]...
	  in a kernel tree
	  --config FILE  the .config of each build (default: the tree's .config;
	                 without one the suite's, as run-tests.sh --tree uses)

	exit: 0 good  1 bad  125 it does not build or boot
	  255 no kernel tree, wrong usage or no verdict: ends the bisection
	EOF2
}

build()
{
	local -a make=(make -s -j "$(nproc)" ARCH=powerpc
		CROSS_COMPILE="${CROSS_COMPILE:-powerpc64le-linux-gnu-}")

	[[ -z $1 ]] || cp "$1" .config
	"${make[@]}" olddefconfig && "${make[@]}" vmlinux
}

# judge ARGUMENT...: the exit code for what run-tests.sh ends with. Without totals it
# ran no case, whatever it ended with: as with --list.
judge()
{
	local rc=0 out

	out=$(mktemp)
	at_exit rm -f "$out"
	"$TCE_ROOT/run-tests.sh" "$@" | tee "$out" || rc=${PIPESTATUS[0]}
	case $rc in
	0 | 1)
		tail -n 1 "$out" | grep -qE '^[0-9]+ passed, ' ||
			die "$STOP" "no verdict: run-tests.sh ran no case"
		JUDGED=1
		exit "$rc"
		;;
	# It does not build or boot, or not in time: no verdict on the commit.
	3 | 124) exit "$SKIP" ;;
	*) exit "$STOP" ;;
	esac
}

main()
{
	local config='' log
	local -a kernel=(-k "$PWD/vmlinux")

	case ${1-} in
	-h | --help) usage; return ;;
	--config)
		[[ -r ${2-} ]] || die "$STOP" "--config ${2-}: no such file"
		config=$(realpath "$2")
		shift 2
		;;
	esac
	[[ -r Makefile && -e arch/powerpc/Kconfig ]] ||
		die "$STOP" "$PWD: no kernel tree"
	if [[ -z $config && ! -e .config ]]; then
		kernel=(--tree "$PWD")
	else
		log=$(mktemp)
		at_exit rm -f "$log"
		build "$config" >"$log" 2>&1 </dev/null || {
			tail -n 5 "$log" >&2
			note "it does not build"
			exit "$SKIP"
		}
	fi
	judge "${kernel[@]}" "$@"
}

main "$@"
