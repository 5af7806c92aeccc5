#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Proves ci/fits/lava.sh with Debian's lava-run, in a root file system of its
# own below the cache: as root, a few minutes the first time.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=../ci/lib.sh
. "$(dirname "$0")/../ci/lib.sh"
cd "$TCE_ROOT"

ROOT=$TCE_CACHE/lava
JOBS=$ROOT/jobs

make_root()
{
	need mmdebstrap mmdebstrap
	lock lava
	[[ ! -e $ROOT/usr/bin/lava-run ]] || return 0
	note "building a root file system with lava-dispatcher"
	rm -rf "$ROOT"
	mmdebstrap --quiet --variant=minbase \
		--aptopt='Apt::Install-Recommends "false"' \
		--include=lava-dispatcher,qemu-system-ppc \
		"$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)" "$ROOT"
}

# run GUEST: its job, in that root, as if the tree were there
run()
{
	# shellcheck disable=SC2016
	unshare --mount --pid --fork -- bash -c '
		mount --bind /dev "$1/dev"
		mount --bind /dev/pts "$1/dev/pts"
		mount -t proc proc "$1/proc"
		mkdir -p "$1/$3"
		mount --bind "$3" "$1/$3"
		echo "{}" >"$1/dispatcher.yaml"
		exec chroot "$1" lava-run --job-id 1 --output-dir /output \
			--dispatcher /dispatcher.yaml \
			--device "$2/device.yaml" "$2/job.yaml"
	' lava "$ROOT" "$1" "$TCE_ROOT" >"$ROOT/log" 2>&1
}

main()
{
	local guest failed=0 results want

	[[ $(id -u) == 0 ]] || die 3 "lava-run wants root"
	make_root
	rm -rf "$JOBS"
	TCE_LAVA_URL=file:///jobs ci/fits/lava.sh "$JOBS" 'info.*' \
		'data-nvme.[a-e]*' >"$ROOT/guests"
	while read -r guest; do
		run "/jobs/${guest##*/}" || failed=1
		results=$(grep '"definition": "tce"' "$ROOT/log" |
			sed -E 's/.*"test_case_id": "([^"]*)".*"result": "([a-z]*)".*/\1 \2/')
		want=$(wc -l <"$guest/cases")
		printf '%s: %d cases, %d passed, %d skipped\n' \
			"${guest##*/}" "$want" "$(grep -c ' pass$' <<<"$results")" \
			"$(grep -c ' skip$' <<<"$results")"
		cmp -s "$guest/cases" <(cut -d ' ' -f 1 <<<"$results") || {
			echo "lava.sh: other cases than were asked for" >&2
			failed=1
		}
		! grep -v -e ' pass$' -e ' skip$' <<<"$results" || failed=1
	done <"$ROOT/guests"
	return "$failed"
}

main
