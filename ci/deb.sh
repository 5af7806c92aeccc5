#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Builds the Debian packages of this tree as it is, and has lintian check them.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$(realpath "$0")")/lib.sh"
guard 3

usage()
{
	cat <<-EOF
	usage: ci/deb.sh OUT      (a folder, made if it is missing)
	environment: DEBFULLNAME and DEBEMAIL say who builds them
	exit: 0 built, 2 usage, 3 could not build, or lintian has found errors
	EOF
}

# changelog CONTROL: the version is a number that grows with the history, and the
# commit
changelog()
{
	local version when

	version=0~$(git rev-list --count HEAD).$(git rev-parse --short HEAD)
	when=$(git log -1 --format=%cD)
	printf 'tce (%s) unstable; urgency=medium\n\n' "$version"
	printf '  * Built from this commit.\n\n'
	printf ' -- %s  %s\n' "$(sed -n 's/^Maintainer: //p' \
		"$1")" "$when"
}

main()
{
	local out=$1 temp

	mkdir -p "$out" 2>/dev/null || die 3 "cannot write $out"
	out=$(realpath "$out")
	cd "$TCE_ROOT"
	temp=$(mktemp -d)
	at_exit rm -rf "$temp"
	mkdir "$temp/tce"
	git ls-files -z | xargs -0 cp -P --parents -t "$temp/tce"
	cp -r ci/debian "$temp/tce/debian"
	[[ -z ${DEBFULLNAME-} || -z ${DEBEMAIL-} ]] ||
		sed -i "s/^Maintainer: .*/Maintainer: $DEBFULLNAME <$DEBEMAIL>/" \
			"$temp/tce/debian/control"
	changelog "$temp/tce/debian/control" >"$temp/tce/debian/changelog"
	(cd "$temp/tce" && dpkg-buildpackage -us -uc -F >"$temp/log" 2>&1) || {
		tail -n 30 "$temp/log" >&2
		die 3 "dpkg-buildpackage failed"
	}
	lintian --fail-on error --tag-display-limit 0 "$temp"/*.changes >&2 ||
		die 3 "lintian has found errors"
	cp "$temp"/tce_* "$temp"/*.deb "$out"
}

case ${1-} in
-h | --help) usage; exit ;;
-*) die 2 "unknown option $1, see ci/deb.sh -h" ;;
esac
[[ $# == 1 ]] || die 2 "want a folder for the packages, see ci/deb.sh -h"
main "$1"
