#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Fetches kunit.py, the kernel's own KTAP parser, from the host's newest linux-source
# package; prints its path.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$(realpath "$0")")/lib.sh"
guard 3

fetch()
{
	local temp=$1 package

	# The package of that name depends on the newest one there is.
	package=$(apt-cache depends linux-source |
		sed -n 's/^ *Depends: \(linux-source-[0-9.]*\)$/\1/p')
	[[ -n $package ]] || die 3 "apt's index has no linux-source"
	note "fetching $package for its kunit.py"
	(cd "$temp" && apt-get download -qq -o APT::Sandbox::User=root \
		"$package" >/dev/null 2>&1) || die 3 "cannot download $package"
	dpkg-deb --fsys-tarfile "$temp/$package"_*.deb |
		tar -xO "./usr/src/$package.tar.xz" |
		tar -xJ -C "$temp" "$package/tools/testing/kunit" ||
		die 3 "cannot unpack $package (is the disk full?)"
	mv "$temp/$package" "$temp/kunit"
}

main()
{
	local dir=$TCE_CACHE/kunit temp
	local usage='usage: ci/kunit.sh    (into TCE_CACHE)'
	# It looks at its own path.
	local program=$dir/tools/testing/kunit/kunit.py

	case $* in
	'') ;;
	-h | --help) echo "$usage"; return ;;
	*) die 2 "$usage" ;;
	esac
	if [[ ! -e $program ]]; then
		lock kunit
		temp=$(mktemp -d "$TCE_CACHE/kunit.XXXXXX")
		at_exit rm -rf "$temp"
		fetch "$temp"
		publish "$temp/kunit" "$dir"
	fi
	printf '%s\n' "$program"
}

main "$@"
