#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Builds a kernel: from Debian's source with the small configuration of fixtures/lab,
# or from the user's tree. Prints the folder with vmlinux, its release, and the name of
# its source.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$(realpath "$0")")/lib.sh"
guard 3
# shellcheck source-path=SCRIPTDIR source=apt.sh
. "$(dirname "$(realpath "$0")")/apt.sh"
# shellcheck source-path=SCRIPTDIR source=cache.sh
. "$(dirname "$(realpath "$0")")/cache.sh"
# shellcheck source-path=SCRIPTDIR source=changes.sh
. "$(dirname "$(realpath "$0")")/changes.sh"

LAB=$TCE_ROOT/fixtures/lab
CROSS=${CROSS_COMPILE:-powerpc64le-linux-gnu-}

usage()
{
	cat <<-EOF2
	usage: ci/lab.sh [--check] lab[:SERIES][+VARIANT|+CHANGE]...
	       ci/lab.sh [--check] tree:DIR
	  SERIES    one of: $(names "$LAB") ($LAB_SERIES)
	  VARIANT   one of: $(variants)
	  CHANGE    without=NAME of fixtures/patches, with=NAME of fixtures/fixes,
	            fixes=AREA: all of fixtures/fixes for this series, of one of
	            $FIX_AREAS or all
	  DIR       a kernel tree: built in place if it has a .config, else in the
	            cache, with the configuration of fixtures/lab
	  --check   only check the name
	EOF2
}

variants()
{
	local file list=()

	for file in "$LAB"/*.config; do
		file=${file##*/}
		[[ $file == base.config ]] || list+=("${file%.config}")
	done
	printf '%s' "${list[*]}"
}

# lab_parse NAME: sets SERIES, VARIANTS and CHANGES, which are files
lab_parse()
{
	local rest=${1#lab} part
	local -a parts known

	# names of files are made of its parts
	[[ $1 != */* && $1 != *+ && $1 != *++* ]] ||
		die 2 "no kernel $1: want lab[:SERIES][+VARIANT]..."
	SERIES=$LAB_SERIES
	if [[ $rest == :* ]]; then
		rest=${rest#:} SERIES=${rest%%+*} rest=${rest#"$SERIES"}
	fi
	read -ra known <<<"$(names "$LAB")"
	[[ -e $LAB/$SERIES.conf ]] ||
		die 2 "no kernel lab:$SERIES; $(meant "$SERIES" "${known[@]}")"
	settings "$LAB/$SERIES.conf" source suites
	IFS=+ read -ra parts <<<"${rest#+}"
	VARIANTS=() CHANGES=()
	for part in "${parts[@]}"; do
		case $part in
		without=*) lab_change patches "${part#*=}" ;;
		with=*) lab_change fixes "${part#*=}" ;;
		fixes=*) lab_area "${part#*=}" ;;
		*)
			read -ra known <<<"$(variants)"
			[[ $part != base && -e $LAB/$part.config ]] ||
				die 2 "no variant $part of $1;" \
					"$(meant "$part" "${known[@]}")"
			lab_variant "$part"
			;;
		esac
	done
}

# lab_package: the newest source of the series; where none has a number, of all
lab_package()
{
	local series

	series=$(value source "$LAB/$SERIES.conf")
	apt_private apt-cache pkgnames linux-source- |
		grep -E "^linux-source-${series:-[0-9.]+}\$" | sort -Vr |
		head -n 1
}

# lab_fetch: the package's source, in TEMP/linux
lab_fetch()
{
	local package version
	local -a suites

	LACKS=''
	read -ra suites <<<"$(value suites "$LAB/$SERIES.conf")"
	apt_open "${suites[@]}"
	package=$(lab_package) || :
	[[ -n $package ]] || die 3 "${suites[*]}: no linux-source $SERIES"
	while read -r version; do
		! apt_download "$TEMP" "$package $version" \
			"$package=$version" || break
		LACKS=${LACKS:-$version}
	done < <(apt_private apt-cache madison "$package" |
		awk '{ print $3 }' | sort -Vru)
	[[ -n $(find "$TEMP/debs" -name '*.deb' 2>/dev/null) ]] ||
		die 3 "the mirror lacks $package, which its index names (404)"
	note "unpacking $package"
	mkdir "$TEMP/linux"
	# The headers of a graphics driver are a third of the source.
	dpkg-deb --fsys-tarfile "$TEMP/debs"/*.deb |
		tar -xO --wildcards './usr/src/linux-source-*.tar.xz' |
		tar -xJ -C "$TEMP/linux" --strip-components 1 \
			--exclude='*/drivers/gpu/drm/amd/include/*' ||
		die 3 "cannot unpack $package (is the disk full?)"
	printf '%s %s\n' "$package" "$version" >"$TEMP/packages"
	[[ -z $LACKS ]] || printf '%s, of which the mirror lacks %s (404)\n' \
		"$package $version" "$LACKS" >"$TEMP/lacks"
	rm -rf "$TEMP/debs"
}

# lab_source: makes the folder of the series, with its source in linux/; in a process
# of its own, so that others can take the lock while a kernel is built
lab_source()
(
	local dir=$TCE_CACHE/lab/$SERIES

	if [[ ! -e $dir/packages ]]; then
		lock apt
		# another run may have done it meanwhile
		[[ -e $dir/packages ]] || {
			mkdir -p "$TCE_CACHE/lab"
			cache_temp
			lab_fetch
			publish "$TEMP" "$dir"
		}
	fi
	[[ ! -e $dir/lacks ]] ||
		note "lab:$SERIES: $(<"$dir/lacks"); to ask again, remove $dir"
)

# lab_config FILE VARIANT...: the base, then the variants
lab_config()
{
	local out=$1 variant

	shift
	cp "$LAB/base.config" "$out"
	for variant; do
		cat "$LAB/$variant.config" >>"$out"
	done
}

# lab_progress: copies make's output to $LOG, and shows how many files it compiled
lab_progress()
{
	local step=100 text='building the kernel: %d files compiled' last=''

	if [[ -n $TCE_QUIET ]]; then
		step=1000000
	elif on_terminal; then
		step=1 text='\r'$text', of 1000 for a new one\033[K' last='\r\033[K'
	else
		text+='\n'
	fi
	awk '{ print >>log_file }
		/^  (CC|AS)(  |  *\[M\])/ && ++n % step == 0 {
			printf text, n >"/dev/stderr"
		}
		END { printf last >"/dev/stderr" }' \
		log_file="$LOG" step="$step" text="$text" last="$last"
}

# lab_make SOURCE BUILD ARGUMENT...
lab_make()
{
	local source=$1 build=$2

	shift 2
	make -C "$source" ${build:+O="$build"} -j "$(nproc)" ARCH=powerpc \
		CROSS_COMPILE="$CROSS" KBUILD_BUILD_USER=lab \
		KBUILD_BUILD_HOST=lab "$@" </dev/null 2>&1 | lab_progress || {
		grep -E '(error|Error)(:| [0-9])|\*\*\*' "$LOG" | head -n 8 >&2
		die 3 "the kernel does not build: see $LOG"
	}
}

# lab_build SOURCE BUILD VARIANT...: with our configuration, which is made again only
# if it differs
lab_build()
{
	local source=$1 build=$2 file
	local -a counted=()

	shift 2
	# gcov counts the files that the suite is about.
	[[ " $* " != *' gcov '* ]] || for file in "${GCOV_FILES[@]}"; do
		file=${file##*/}
		counted+=("GCOV_PROFILE_${file%.c}.o=y")
	done
	mkdir -p "$build"
	LOG=$build/log
	: >"$LOG"
	lab_config "$build/wanted.new" "$@"
	if ! cmp -s "$build/wanted.new" "$build/wanted"; then
		note "building the kernel: about $((10 / $(nproc) + 1)) minutes" \
			"the first time"
		lab_make "$source" "$build" \
			KCONFIG_ALLCONFIG="$build/wanted.new" allnoconfig
		lab_missing "$build" "$@"
		mv "$build/wanted.new" "$build/wanted"
	fi
	lab_make "$source" "$build" vmlinux modules "${counted[@]}"
}

# lab_missing BUILD VARIANT...: fails if kconfig dropped an option of a variant
lab_missing()
{
	local build=$1 variant line

	shift
	for variant; do
		while read -r line; do
			[[ $line != CONFIG_*=y ]] ||
				grep -qxF "$line" "$build/.config" ||
				die 2 "variant $variant: this source or" \
					"configuration has no ${line%=y}"
		done <"$LAB/$variant.config"
	done
}

# lab_stage BUILD OUT FROM: as ci/kernel.sh stages any kernel
lab_stage()
{
	rm -rf "$2"
	mkdir -p "$2"
	# A later build must not change the image of a running guest.
	cp "$1/vmlinux" "$2/image" || die 3 "cannot write $2 (is the disk full?)"
	"$TCE_ROOT/ci/kernel.sh" "$2/image" "$2" "$1" >/dev/null
	printf '%s\n' "$3" >"$2/packages"
	printf '%s\n' "$2"
}

# lab_key PACKAGES: a checksum of all that a kernel is made of. One with gcov has none
# and is always built, because the folder in which it is built belongs to its counters.
lab_key()
{
	local variant
	local -a files=("$1" "$TCE_ROOT"/ci/{lab,changes,kernel}.sh)

	[[ " ${VARIANTS[*]} " != *' gcov '* ]] || return 0
	for variant in base "${VARIANTS[@]}"; do
		files+=("$LAB/$variant.config")
	done
	{
		cat "${files[@]}" "${CHANGES[@]}"
		"${CROSS}gcc" --version
	} | sha256sum
}

# lab_made OUT KEY: prints OUT if that kernel was built with this key, and is whole
lab_made()
{
	[[ -n $2 && $(cat "$1/key" 2>/dev/null) == "$2" ]] || return
	cache_whole "$1" || return
	printf '%s\n' "$1"
}

# lab_out NAME: of its folder; many changes make a name that no file can have
lab_out()
{
	local sum

	if ((${#1} > 200)); then
		sum=$(printf '%s' "$1" | sha256sum)
		printf 'out-%s...%s' "${1:0:100}" "${sum:0:16}"
	else
		printf 'out-%s' "$1"
	fi
}

build_lab()
{
	local dir=$TCE_CACHE/lab/$SERIES name=base key out saved

	out=$dir/$(lab_out "$1") saved=$dir/saved

	[[ ${#VARIANTS[@]} == 0 ]] || name=$(IFS=+; echo "${VARIANTS[*]}")
	lab_source
	key=$(lab_key "$dir/packages")
	! lab_made "$out" "$key" || return 0
	lock "lab-$SERIES"
	# another run may have done it meanwhile
	! lab_made "$out" "$key" || return 0
	at_exit lab_restore "$dir/linux" "$saved"
	lab_restore "$dir/linux" "$saved"
	lab_apply "$dir/linux" "$saved"
	lab_build "$dir/linux" "$dir/build-$name" "${VARIANTS[@]}"
	lab_stage "$dir/build-$name" "$out" "$(<"$dir/packages") $1"
	[[ -n $key ]] || return 0
	printf '%s\n' "$key" >"$out/key"
	cache_seal "$out"
}

# build_tree DIR
build_tree()
{
	local dir key build

	dir=$(realpath "$1")
	key=$(printf '%s' "$dir" | cksum | cut -d ' ' -f 1)
	build=$TCE_CACHE/lab/tree-$key
	lock "lab-tree-$key"
	mkdir -p "$build"
	if [[ -e $dir/.config ]]; then
		LOG=$build/log
		: >"$LOG"
		lab_make "$dir" '' olddefconfig
		lab_make "$dir" '' vmlinux modules
		lab_stage "$dir" "$build/out" "tree $dir, as it is configured"
	else
		lab_build "$dir" "$build/build"
		lab_stage "$build/build" "$build/out" "tree $dir"
	fi
}

# A kernel's Makefile takes no other.
check_cache()
{
	[[ $TCE_CACHE != *[[:space:]:]* ]] ||
		die 3 "$TCE_CACHE: kernels cannot be built in a folder with a" \
			"blank or colon in its name: set TCE_CACHE"
}

check_tree()
{
	[[ -r $1/Makefile && -e $1/arch/powerpc/Kconfig ]] ||
		die 2 "$1: no kernel tree"
}

main()
{
	local what=''

	case ${1-} in
	-h | --help) usage; return ;;
	--check) what=$1; shift ;;
	esac
	[[ $# == 1 ]] || die 2 "want one kernel, see ci/lab.sh -h"
	case $1 in
	lab | lab[:+]*)
		lab_parse "$1"
		[[ $what != --check ]] || return 0
		check_cache
		"$TCE_ROOT/ci/deps.sh" lab
		build_lab "$1"
		;;
	tree:*)
		check_tree "${1#tree:}"
		[[ $what != --check ]] || return 0
		check_cache
		"$TCE_ROOT/ci/deps.sh" lab
		build_tree "${1#tree:}"
		;;
	*) die 2 "want lab or tree:DIR, see ci/lab.sh -h" ;;
	esac
}

main "$@"
