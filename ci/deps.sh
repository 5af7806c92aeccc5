#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Installs the Debian packages that building and running need, or prints how to.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$(realpath "$0")")/lib.sh"
guard 3
# shellcheck source-path=SCRIPTDIR source=apt.sh
. "$(dirname "$(realpath "$0")")/apt.sh"

native=(gcc g++ make libc6-dev check libsubunit-dev libjansson-dev libpci-dev
	pkg-config)
guest=(gcc-powerpc64le-linux-gnu qemu-system-ppc cpio kmod xz-utils
       util-linux binutils debian-archive-keyring)
lint=(clang-format clang-tidy cppcheck shellcheck codespell git)
formats=(libxml2-utils python3-junitparser jq tidy perl python3)
lab=(lcov xxd bc bison flex libssl-dev libelf-dev coccinelle)
hardware=(qemu-utils e2fsprogs openssh-client fakeroot)
debug=(gdb-multiarch)
others=(clang libclang-rt-dev man-db debhelper build-essential lintian fakeroot gpg
	gpg-agent)
commands_native=(gcc g++ make pkg-config)
commands_guest=(powerpc64le-linux-gnu-gcc qemu-system-ppc64 cpio modinfo xz
		flock setpriv apt-get dpkg-deb)
commands_lab=(lcov xxd bc bison flex spatch)
commands_hardware=(qemu-img mkfs.ext4 debugfs ssh scp fakeroot)
commands_lint=("${lint[@]}")
commands_debug=("${debug[@]}")
commands_others=(clang man dpkg-buildpackage lintian gpg)
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

# install PACKAGE...: silent but for errors, which go to 4; shows on a terminal how far
# it is
install()
{
	apt-get -qq -y --no-install-recommends -o DPkg::Lock::Timeout=300 \
		-o APT::Status-Fd=3 install "$@" 3>&1 >/dev/null 2>&4 |
		apt_follow 'installing packages'
}

# install_size PACKAGE...: what has to be fetched; nothing without lists
install_size()
{
	apt-get -qq --print-uris --no-install-recommends install "$@" \
		2>/dev/null | awk '{ sum += $3 }
			END { if (sum > 5e5) printf " (%d MB)", sum / 1e6 + 0.5 }'
}

install_packages()
{
	local line="apt-get install --no-install-recommends $*" locked

	[[ -z $missing_only && $(id -u) == 0 ]] ||
		die 3 "missing packages; run: sudo $line"
	need apt-get apt
	note "installing$(install_size "$@" || :): $*"
	export DEBIAN_FRONTEND=noninteractive
	# Of two runs that begin together one updates the lists. Programs that hold
	# apt's own lock, as the machine's updates, are waited for.
	exec {locked}</var/lib/dpkg
	flock "$locked"
	# Stale or absent lists are the usual reason for a first failure.
	install "$@" 4>/dev/null ||
		{ apt-get -qq update >/dev/null || :
		  install "$@" 4>&2; } ||
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
