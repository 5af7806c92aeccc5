#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Plays a run on a kernel: $FAKE_DIR has its stream and its console, as without a fix;
# a fix changes them as its name says.
set -euo pipefail
while getopts 'qk:m:o:-:' option; do
	case $option in
	k) kernel=$OPTARG ;;
	m) machine=$OPTARG ;;
	o) out=$OPTARG ;;
	*) ;;
	esac
done
printf '%s %s\n' "$kernel" "$machine" >>"$FAKE_DIR/runs"
[[ $kernel != *no-boot* ]] || { echo 'it does not boot'; exit 3; }
cp "$FAKE_DIR/stream" "$out/results.ktap"
cp "$FAKE_DIR/console" "$out/console.log"
[[ $kernel == *with=* || $kernel == *fixes=* ]] || exit 1
change="${kernel##*=}.$machine"
[[ ! -e $FAKE_DIR/$change.sed ]] ||
	sed -i -f "$FAKE_DIR/$change.sed" "$out/results.ktap"
[[ ! -e $FAKE_DIR/$change.log ]] ||
	cat "$FAKE_DIR/$change.log" >>"$out/console-data-1.log"
exit 1
