#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Plays a run: the cases of the plan, red where the kernel lacks a change.
set -euo pipefail
while getopts 'qk:m:o:-:' option; do
	case $option in
	k) kernel=$OPTARG ;;
	o) out=$OPTARG ;;
	*) ;;
	esac
done
[[ $kernel != *no-boot* ]] || { echo 'it does not boot'; exit 3; }
{
	printf 'KTAP version 1\n'
	n=0
	while read -r name; do
		n=$((n + 1))
		[[ $name != info.absent ]] || continue
		printf '# RUN %s\n' "$name"
		if [[ $name == info.broken || ($kernel == *+without=* &&
			$name != platform.usable && $name != info.blind) ]]; then
			printf 'not '
		fi
		printf 'ok %d %s\n' "$n" "$name"
	done <"$out/plan"
	printf '# end\n'
} >"$out/results.ktap"
