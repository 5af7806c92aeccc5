#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Provides a kernel to test, by name or file: prints the folder with vmlinux, the
# modules in load order, its release, and the packages it came from.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$(realpath "$0")")/lib.sh"
guard 3
# shellcheck source-path=SCRIPTDIR source=apt.sh
. "$(dirname "$(realpath "$0")")/apt.sh"
# shellcheck source-path=SCRIPTDIR source=cache.sh
. "$(dirname "$(realpath "$0")")/cache.sh"

# The modules, in load order; those they depend on are added. PID 1 loads console/
# only if there is no second console without it, later/ (a device's host driver) only
# for cases that need it, plug/ and kvm/ on machines that ask for them.
wanted=(console/virtio_pci console/virtio_console vfio vfio-spapr-eeh
	vfio-iommu-spapr-tce irqbypass vfio-pci-core vfio-pci later/nvme
	plug/rpadlpar-io kvm/kvm-hv)

usage()
{
	cat <<-EOF
	usage: ci/kernel.sh [--names] [--check] [--refresh] NAME
	       ci/kernel.sh [--check] VMLINUX OUT [MODULES]
	  NAME       one of: $(kernel_names),
	             or tree:DIR; ci/lab.sh builds that one and lab*, of which
	             series and variants combine
	  VMLINUX    a little-endian ppc64 ELF kernel, staged in OUT
	  MODULES    its modules, as in /lib/modules/RELEASE
	  --names    print the known names
	  --check    only check the name or file, fetch nothing
	  --refresh  look for a newer package although one is in the cache
	EOF
}

kernel_names()
{
	local lab

	lab=$(lab_descriptions | cut -d ' ' -f 1)
	printf '%s %s' "$(names "$TCE_ROOT/fixtures/kernels")" "${lab//$'\n'/ }"
}

# ELF, 64 bit, little endian, EM_PPC64
check_file()
{
	local magic

	[[ -e $1 ]] || die 2 "$1: no such file"
	[[ -r $1 && -f $1 ]] || die 2 "$1: cannot be read"
	magic=$(od -An -tx1 -N 20 "$1" | tr -d ' \n')
	[[ $magic == 7f454c460201*1500 ]] ||
		die 2 "$1: not a little-endian ppc64 ELF kernel (want vmlinux)"
}

check_name()
{
	local conf=$TCE_ROOT/fixtures/kernels/$1.conf
	local -a known

	read -ra known <<<"$(kernel_names)"
	[[ -e $conf ]] || die 2 "no kernel $1; $(meant "$1" "${known[@]}")"
	settings "$conf" series flavour suites
	[[ $(value series "$conf") =~ ^[0-9.]*$ ]] ||
		die 2 "$conf: series=: want a version, or nothing for any"
	# it is part of a regular expression
	[[ $(value flavour "$conf") =~ ^[a-z0-9-]+$ ]] ||
		die 2 "$conf: flavour=: want the end of a package's name"
	[[ $(value suites "$conf") =~ [a-z] ]] ||
		die 2 "$conf: suites=: want names of suites"
}

release_of()
{
	# The first match ends grep's input early, which is no failure.
	{ grep -a -o -m 1 'Linux version [0-9][^ ]*' "$1" || :; } |
		head -n 1 | cut -d ' ' -f 3
}

module_find()
{
	find -L "$1" -name "${2//[-_]/[-_]}.ko*" ! -name '*.dbg' -print |
		head -n 1
}

# module_stage DIR OUT [SUB/]NAME: NAME, after the modules that it depends on. A
# missing one is built in, or does not exist in this kernel.
module_stage()
{
	local dir=$1 out=$2 sub=${3%"${3##*/}"} name=${3##*/} file dep

	name=${name//-/_}
	[[ -z $(find "$out" -name "*-$name.ko") ]] || return 0
	file=$(module_find "$dir" "$name")
	[[ -n $file ]] || return 0
	for dep in $(modinfo -F depends "$file" | tr ',' ' '); do
		module_stage "$dir" "$out" "$sub$dep"
	done
	# Sorted by name is sorted by load order.
	dep=$(find "$out" -name '*.ko' | wc -l)
	mkdir -p "$out/$sub"
	unpack "$file" >"$(printf '%s/%03d-%s.ko' "$out/$sub" "$dep" \
		"$name")" ||
		die 3 "cannot unpack $file (is the disk full?)"
}

stage_modules()
{
	local name

	mkdir -p "$2"
	[[ -z $1 ]] || for name in "${wanted[@]}"; do
		module_stage "$1" "$2" "$name"
	done
}

stage_file()
{
	local vmlinux=$1 out=$2 modules=${3:-}

	[[ -z $modules || -d $modules ]] || die 2 "$modules: not a folder"
	mkdir -p "$out"
	ln -sf "$(realpath "$vmlinux")" "$out/vmlinux"
	release_of "$vmlinux" >"$out/release"
	[[ -s $out/release ]] ||
		die 2 "$vmlinux: no kernel, it has no Linux version"
	printf 'file %s\n' "$(realpath "$vmlinux")" >"$out/packages"
	stage_modules "$modules" "$out/modules"
	printf '%s\n' "$out"
}

# The image moved from /boot to the modules folder with Linux 7.
find_image()
{
	find "$1" \( -path '*/boot/vmlinu[xz]-*' -o \
		-path '*/lib/modules/*/vmlinu[xz]' \) -type f | head -n 1
}

# download DIR SERIES FLAVOUR: the newest one that the mirror has, into TEMP/x; sets
# RELEASE, and KEPT if DIR is that one
download()
{
	local version pkg lacks=''
	local -a packages

	mkdir "$TEMP/x"
	while read -r RELEASE version; do
		packages=()
		for pkg in image binary modules; do
			if apt_known "linux-$pkg-$RELEASE"; then
				packages+=("linux-$pkg-$RELEASE=$version")
			fi
		done
		[[ -z $lacks ]] || cache_lacks "$lacks" "Linux $RELEASE"
		! cache_keeps "$1" "${packages[@]}" || { KEPT=1; return; }
		! apt_download "$TEMP/x" "Linux $RELEASE $version" \
			"${packages[@]}" || return 0
		lacks=${lacks:-${APT_LACKS[0]}}
	done < <(apt_kernels "$2" "$3")
	[[ -n $lacks ]] || die 3 "no $3 kernel $2 in any index"
	die 3 "no $3 kernel $2 can be fetched: the mirror lacks $lacks"
}

# fetch DIR CONF: a package of the series, staged in TEMP
fetch()
{
	local conf=$2 image
	local -a suites

	need apt-get apt
	need dpkg-deb dpkg
	read -ra suites <<<"$(value suites "$conf")"
	apt_open "${suites[@]}"
	download "$1" "$(value series "$conf")" "$(value flavour "$conf")"
	[[ -z $KEPT ]] || return 0
	apt_extract "$TEMP/x"
	image=$(find_image "$TEMP/x")
	[[ -n $image ]] || die 3 "Linux $RELEASE: the packages hold no kernel image"
	check_file "$image"
	mv "$image" "$TEMP/vmlinux"
	mv "$TEMP/x/packages" "$TEMP/packages"
	printf '%s\n' "$RELEASE" >"$TEMP/release"
	stage_modules "$TEMP/x" "$TEMP/modules"
	rm -rf "$TEMP/x"
	printf '%s\n' "${wanted[*]}" >"$TEMP/wanted"
}

# fits DIR: whether it has the modules that are wanted now
fits()
{
	[[ $(cat "$1/wanted" 2>/dev/null) == "${wanted[*]}" ]]
}

stage_name()
{
	local dir=$TCE_CACHE/kernels/$1

	cache_get "$dir" fetch "$dir" "$TCE_ROOT/fixtures/kernels/$1.conf"
	printf '%s\n' "$dir"
}

main()
{
	local check=''

	while [[ ${1:-} == -* ]]; do
		case $1 in
		--check) check=1 ;;
		--refresh) export TCE_REFRESH=1 ;;
		--names) kernel_names; return ;;
		-h | --help) usage; return ;;
		*) die 2 "unknown option $1, see ci/kernel.sh -h" ;;
		esac
		shift
	done
	[[ $# -ge 1 && $# -le 3 ]] || die 2 "want a kernel, see ci/kernel.sh -h"
	if [[ $1 == lab || $1 == lab[:+]* || $1 == tree:* ]]; then
		exec "$TCE_ROOT/ci/lab.sh" ${check:+--check} "$1"
	elif [[ $1 == */* || -f $1 ]]; then
		check_file "$1"
		[[ -z $check ]] || return 0
		[[ $# -ge 2 ]] || die 2 "$1: want a folder OUT as well"
		stage_file "$@"
	else
		check_name "$1"
		[[ -z $check ]] || return 0
		stage_name "$1"
	fi
}

main "$@"
