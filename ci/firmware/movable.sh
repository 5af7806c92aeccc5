#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# movable.sh CROSS_COMPILE OBJECT...: fails where one of these would not run at any
# address: where it has an address in its data (the copying fixes those of the table
# of contents alone), or jumps to an address that it computes.
set -euo pipefail
cross=$1
shift

for object; do
	bad=$("${cross}readelf" -rW "$object" | awk -v object="$object" '
		/^Relocation section/ { section = $3 }
		/ R_PPC64_ADDR/ && section !~ /\.toc/ {
			print object ": " section " has the address of " $5
		}'
	"${cross}objdump" -d "$object" | awk -v object="$object" '
		/>:$/ { name = $2 }
		/\tbctr/ { print object ": " name " has a computed jump" }')
	[[ -z $bad ]] || {
		printf '%s\n' "$bad" >&2
		exit 1
	}
done
