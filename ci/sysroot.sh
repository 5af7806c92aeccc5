#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Fetches, once, the ppc64el headers and libraries that tce-test is built with, the
# busybox of the guest's shell, the tools that some guests need, or a QEMU that runs in
# one; prints where they are.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$(realpath "$0")")/lib.sh"
guard 3
# shellcheck source-path=SCRIPTDIR source=apt.sh
. "$(dirname "$(realpath "$0")")/apt.sh"
# shellcheck source-path=SCRIPTDIR source=cache.sh
. "$(dirname "$(realpath "$0")")/cache.sh"

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

fits()
{
	has_all "$1" "${PACKAGES[@]}"
}

# releases: of Debian; the host's first, then those that our sources are built with,
# or the newest that there is
releases()
{
	if [[ -n $NEWEST ]]; then
		echo sid
	else
		[[ $(host_id) != debian ]] || host_release
		printf '%s\n' trixie bookworm
	fi | awk '!seen[$0]++'
}

# suites RELEASE: all that it consists of
suites()
{
	[[ $1 == sid ]] || printf '%s\n' "$1-security" "$1-updates"
	echo "$1"
}

# fetch DIR: PACKAGES and all they depend on, of one release, into TEMP
fetch()
{
	local release
	local -a all from lacks=()

	need apt-get apt
	need dpkg-deb dpkg
	for release in $(releases); do
		mapfile -t from < <(suites "$release")
		apt_open "${from[@]}"
		while mapfile -t all < <(apt_closure "${PACKAGES[@]}") &&
			((${#all[@]})); do
			[[ ${#lacks[@]} == 0 ]] || cache_lacks "${lacks[0]}" \
				"$(apt_version_in \
				"${lacks[0]}" "${all[@]}") of $release"
			! cache_keeps "$1" "${all[@]}" || { KEPT=1; return; }
			! apt_download "$TEMP" "${#all[@]} packages of $release" \
				"${all[@]}" || { apt_extract "$TEMP"; return; }
			lacks+=("${APT_LACKS[@]}")
			apt_refuse "${APT_LACKS[@]}"
		done
	done
	die 3 "no release of Debian has all of ${PACKAGES[*]}" \
		"${lacks[*]:+(the mirror lacks ${lacks[*]})}"
}

main()
{
	local dir=$TCE_CACHE/sysroot
	local usage='usage: ci/sysroot.sh [busybox|tools|qemu|qemu-newest]    (into TCE_CACHE)'

	NEWEST=''
	PACKAGES=(libc6-dev check libsubunit-dev libjansson-dev linux-libc-dev)
	case "$*" in
	'') ;;
	busybox)
		dir=$TCE_CACHE/busybox
		PACKAGES=(busybox-static)
		;;
	tools)
		dir=$TCE_CACHE/tools
		PACKAGES=(powerpc-ibm-utils kexec-tools)
		;;
	qemu | qemu-newest)
		dir=$TCE_CACHE/$1 NEWEST=${1#qemu}
		PACKAGES=(qemu-system-ppc)
		;;
	-h | --help) echo "$usage"; return ;;
	*) die 2 "$usage" ;;
	esac
	cache_get "$dir" fetch "$dir"
	[[ $* != busybox ]] || dir+=/bin/busybox
	printf '%s\n' "$dir"
}

main "$@"
