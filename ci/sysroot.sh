#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Fetches, once, the ppc64el headers and libraries that tce-test is built with, the
# busybox of the guest's shell, or the tools that some guests need; prints where they
# are.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$(realpath "$0")")/lib.sh"
guard 3
# shellcheck source-path=SCRIPTDIR source=apt.sh
. "$(dirname "$(realpath "$0")")/apt.sh"

# has_all DIR PACKAGE...: whether DIR has all of them
has_all()
{
	local dir=$1 package

	shift
	[[ -e $dir/packages ]] || return 1
	for package; do
		grep -q "^${package}[ :_=]" "$dir/packages" || return 1
	done
}

# ensure DIR PACKAGE...: unpacks them into DIR, with all they depend on
ensure()
{
	local dir=$1 temp
	local -a all

	shift
	! has_all "$dir" "$@" || return 0
	need apt-get apt
	need dpkg-deb dpkg
	lock apt
	! has_all "$dir" "$@" || return 0
	note "fetching for ppc64el (once): $*"
	apt_open "$(host_release)"
	mapfile -t all < <(apt_closure "$@")
	[[ ${#all[@]} != 0 ]] || die 3 "$(host_release) lacks some of: $*"
	temp=$(mktemp -d "$dir.XXXXXX")
	at_exit rm -rf "$temp"
	apt_download "$temp" "${all[@]}" || die 3 "$APT_WHY"
	apt_extract "$temp"
	chmod 755 "$temp"
	publish "$temp" "$dir"
}

main()
{
	local dir=$TCE_CACHE/sysroot

	case "$*" in
	'')
		ensure "$dir" libc6-dev check libsubunit-dev libjansson-dev \
			linux-libc-dev
		;;
	busybox)
		dir=$TCE_CACHE/busybox
		ensure "$dir" busybox-static
		dir+=/bin/busybox
		;;
	tools)
		dir=$TCE_CACHE/tools
		ensure "$dir" powerpc-ibm-utils kexec-tools
		;;
	*)
		die 2 "usage: ci/sysroot.sh [busybox|tools]" \
			"(into TCE_CACHE)"
		;;
	esac
	printf '%s\n' "$dir"
}

main "$@"
