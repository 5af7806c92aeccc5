#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Installs the Debian packages that building and running need, or prints how to.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$(realpath "$0")")/lib.sh"
guard 3

native=(gcc g++ make libc6-dev check libsubunit-dev libjansson-dev libpci-dev
	pkg-config)
guest=(gcc-powerpc64le-linux-gnu qemu-system-ppc cpio kmod xz-utils
       util-linux binutils)
lint=(clang-format clang-tidy cppcheck shellcheck codespell git)
formats=(libxml2-utils python3-junitparser jq tidy perl python3)
lab=(lcov xxd bc bison flex libssl-dev libelf-dev coccinelle)
hardware=(qemu-utils e2fsprogs openssh-client fakeroot debian-archive-keyring)
debug=(gdb-multiarch)
others=(clang libclang-rt-dev man-db debhelper dpkg-dev lintian fakeroot)
commands_native=(gcc g++ make pkg-config)
commands_guest=(powerpc64le-linux-gnu-gcc qemu-system-ppc64 cpio modinfo xz
		flock setpriv apt-get dpkg-deb)
commands_lab=(lcov xxd bc bison flex spatch)
commands_hardware=(qemu-img mkfs.ext4 debugfs ssh scp fakeroot)
commands_lint=("${lint[@]}")
commands_debug=("${debug[@]}")
commands_others=(clang man dpkg-buildpackage lintian)
commands_formats=(xmllint junitparser jq tidy prove python3)

usage()
{
	cat <<-EOF
	usage: ci/deps.sh [--print|--missing] [native|guest|debug|lab|hardware|
	                  lint|check]
	  native     what lists and the model need (no guest)
	  guest      what a run in guests needs (default)
	  debug      what --gdb needs as well
	  lab        what building a kernel needs as well
	  hardware   what tests/hardware needs as well
	  lint       what make lint needs
	  check      what make check needs: all but debug, lab and hardware
	  --print    print the apt-get line for all of them, install nothing
	  --missing  print the apt-get line for those that are missing, and exit 3
	EOF
}

missing_packages()
{
	# shellcheck disable=SC2016
	comm -23 <(printf '%s\n' "$@" | sort) \
		<(dpkg-query -W -f '${Package} ${db:Status-Status}\n' "$@" \
			2>/dev/null | sed -n 's/ installed$//p' | sort -u)
}

# On a host without dpkg the commands decide.
missing_commands()
{
	local cmd

	for cmd; do
		command -v "$cmd" >/dev/null || printf '%s\n' "$cmd"
	done
}

install_packages()
{
	local line="apt-get install --no-install-recommends $*"
	# Another run, or the machine's own updates, may hold apt's lock.
	local -a get=(apt-get -qq -y --no-install-recommends
		-o DPkg::Lock::Timeout=300)

	[[ -z $missing_only && $(id -u) == 0 ]] ||
		die 3 "missing packages; run: sudo $line"
	note "installing: $*"
	export DEBIAN_FRONTEND=noninteractive
	# Stale or absent lists are the usual reason for a first failure.
	"${get[@]}" install "$@" >/dev/null 2>&1 ||
		{ "${get[@]}" update >/dev/null || :
		  "${get[@]}" install "$@" >/dev/null; } ||
		die 3 "packages cannot be installed; try: $line"
}

main()
{
	local what=guest print='' missing_only='' arg
	local -a packages commands missing

	for arg; do
		case $arg in
		native | guest | debug | lab | hardware | lint | check) what=$arg ;;
		--print) print=1 ;;
		--missing) missing_only=1 ;;
		-h | --help) usage; return ;;
		*) die 2 "unknown argument $arg, see ci/deps.sh -h" ;;
		esac
	done
	packages=("${native[@]}") commands=("${commands_native[@]}")
	if [[ $what == lint || $what == check ]]; then
		packages+=("${lint[@]}") commands+=("${commands_lint[@]}")
	fi
	if [[ $what == lab ]]; then
		packages+=("${guest[@]}" "${lab[@]}")
		commands+=("${commands_guest[@]}" "${commands_lab[@]}")
	fi
	if [[ $what == hardware ]]; then
		packages+=("${guest[@]}" "${hardware[@]}")
		commands+=("${commands_guest[@]}" "${commands_hardware[@]}")
	fi
	if [[ $what == debug ]]; then
		packages+=("${debug[@]}") commands+=("${commands_debug[@]}")
	fi
	if [[ $what == guest || $what == debug || $what == check ]]; then
		packages+=("${guest[@]}") commands+=("${commands_guest[@]}")
	fi
	if [[ $what == check ]]; then
		packages+=("${formats[@]}" "${others[@]}")
		commands+=("${commands_formats[@]}" "${commands_others[@]}")
	fi
	if [[ -n $print ]]; then
		printf 'apt-get install --no-install-recommends %s\n' \
			"${packages[*]}"
		return
	fi
	if ! command -v dpkg-query >/dev/null; then
		mapfile -t missing < <(missing_commands "${commands[@]}")
		[[ ${#missing[@]} == 0 ]] ||
			die 3 "not a Debian host; install: ${missing[*]}"
		return
	fi
	mapfile -t missing < <(missing_packages "${packages[@]}")
	[[ ${#missing[@]} == 0 ]] || install_packages "${missing[@]}"
}

main "$@"
