# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# What every script here shares. Sourced, after "set -euo pipefail".

TCE_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
TCE_CACHE=${TCE_CACHE:-$TCE_ROOT/build/cache}
[[ $TCE_CACHE == /* ]] || TCE_CACHE=$PWD/$TCE_CACHE
TCE_QUIET=${TCE_QUIET:-}
# The kernel's side of the interface.
# shellcheck disable=SC2034
GCOV_FILES=(drivers/vfio/vfio_iommu_spapr_tce.c
	arch/powerpc/platforms/pseries/iommu.c arch/powerpc/kernel/iommu.c
	arch/powerpc/platforms/pseries/eeh_pseries.c
	arch/powerpc/platforms/powernv/pci-ioda.c
	arch/powerpc/platforms/powernv/pci-ioda-tce.c
	arch/powerpc/mm/book3s64/iommu_api.c
	arch/powerpc/kvm/book3s_64_vio.c)
# Messages begin with the name of the script that the user called.
TCE_NAME=${TCE_NAME:-${0##*/}}
export TCE_CACHE TCE_QUIET TCE_NAME

# die CODE TEXT...: prints one line and exits (2: usage, 3: could not run)
die()
{
	local code=$1

	shift
	printf '%s: %s\n' "$TCE_NAME" "$*" >&2
	exit "$code"
}

# guard CODE: from here on an exit code of 1 is a verdict, and only with JUDGED set; a
# command that fails unexpectedly ends the script with CODE
guard()
{
	JUDGED='' UNJUDGED=$1
	at_exit :
}

# at_exit COMMAND...: runs when this process ends; a subshell has its own
at_exit()
{
	[[ ${LEAVE_PID:-} == "$BASHPID" ]] || LEAVE=() LEAVE_PID=$BASHPID
	LEAVE+=("${*@Q}")
	trap 'leave "$?" "$BASH_COMMAND"' EXIT
}

# leave STATUS COMMAND: what ended it; 126 and 127 are bash's, for what it cannot run
leave()
{
	local command

	for command in "${LEAVE[@]}"; do
		eval "$command" || :
	done
	[[ $1 != 1 && $1 != 12[67] || -n ${JUDGED-1} ]] ||
		die "$UNJUDGED" "failed unexpectedly: $2"
}

# note TEXT...: announces what takes long; not with -q
note()
{
	[[ -n $TCE_QUIET ]] || printf '%s\n' "$*" >&2
}

on_terminal()
{
	[[ -t 2 && ${TERM:-dumb} != dumb ]]
}

# progress TEXT: on a terminal a line that the next one replaces; without TEXT it goes
progress()
{
	[[ -n $TCE_QUIET ]] || ! on_terminal ||
		printf '\r%.78s\e[K' "$*" >&2
}

# need COMMAND PACKAGE: fails where the command does not exist
need()
{
	command -v "$1" >/dev/null ||
		die 3 "$1 is missing: install $2 (all of them: ci/deps.sh)"
}

# The first line of "# text" below the SPDX line says what a file is for.
about()
{
	sed -n '/SPDX/d; s/^# *//p; /^[^#]/q' "$1" | head -n 1
}

# names FOLDER: those of the descriptions in it
names()
{
	local file list=()

	for file in "$1"/*.conf; do
		file=${file##*/}
		list+=("${file%.conf}")
	done
	printf '%s' "${list[*]}"
}

# The series of the lab kernel when none is named.
LAB_SERIES=6.12

# lab_descriptions: "NAME FILE" of each kernel that is built here: the default
# series, the others, and the default one with each variant
lab_descriptions()
{
	local file name

	for file in "$TCE_ROOT"/fixtures/lab/*.conf; do
		name=:${file##*/} name=${name%.conf}
		printf 'lab%s %s\n' "${name#":$LAB_SERIES"}" "$file"
	done
	for file in "$TCE_ROOT"/fixtures/lab/*.config; do
		name=${file##*/} name=${name%.config}
		[[ $name == base ]] || printf 'lab+%s %s\n' "$name" "$file"
	done
}

# kernel_slowness NAME: how many times longer a guest with that kernel takes: what
# the variants of a lab kernel say of themselves, multiplied
kernel_slowness()
{
	local part factor=1 slower
	local -a parts=()

	[[ $1 != lab* ]] || IFS=+ read -ra parts <<<"$1"
	for part in "${parts[@]:1}"; do
		[[ -e $TCE_ROOT/fixtures/lab/$part.config ]] || continue
		slower=$(value '# slower' "$TCE_ROOT/fixtures/lab/$part.config")
		factor=$((factor * ${slower:-1}))
	done
	printf '%s' "$factor"
}

# The parts of the kernel by which our fixes are sorted; the later build on the earlier.
# shellcheck disable=SC2034
FIX_AREAS='vfio arch kvm'

# fix_area NAME: the area of one of fixtures/fixes: what it says, or its name, or where
# it changes the kernel
fix_area()
{
	local file=$TCE_ROOT/fixtures/fixes/$1 area change
	local -a files

	area=$(value area "$file.conf")
	change=$(value change "$file.conf")
	mapfile -t files < <(change_files "${file%/*}/${change:-$1}")
	[[ -n $area ]] || case "$1 "$(cat /dev/null "${files[@]}" |
		sed -n 's|^// file: ||p; s|^+++ b/||p' | tr '\n' ' ') in
	kvm-* | *arch/powerpc/kvm/* | *virt/kvm/*) area=kvm ;;
	*drivers/vfio/*) area=vfio ;;
	*) area=arch ;;
	esac
	printf '%s' "$area"
}

# fixes_of AREA|all SERIES: the names of its fixes that a kernel of this series can
# have, each change once
fixes_of()
{
	local folder=$TCE_ROOT/fixtures/fixes name series area

	if [[ $1 == all ]]; then
		for area in $FIX_AREAS; do
			fixes_of "$area" "$2"
		done
		return
	fi
	for name in $(names "$folder"); do
		series=$(value series "$folder/$name.conf")
		[[ ${series:-$2} == "$2" && -n $(change_files \
			"$folder/$name") ]] || continue
		[[ $(fix_area "$name") != "$1" ]] || printf '%s\n' "$name"
	done
}

# settings FILE KEY...: fails at a line that is no comment and sets none of the keys
settings()
{
	local file=$1 line n=0

	while IFS= read -r line || [[ -n $line ]]; do
		n=$((n + 1))
		[[ $line != *$'\r'* ]] ||
			die 2 "$file:$n: ends in CR LF: want LF alone"
		[[ -z $line || $line == '#'* ||
			($line == *=* && " ${*:2} " == *" ${line%%=*} "*) ]] ||
			die 2 "$file:$n: '$line': want KEY=VALUE, with KEY of: ${*:2}"
	done <"$file"
}

# near WORD NAME...: which of the names a wrong one was probably meant to be, if any
near()
{
	# -v would take backslashes out
	printf '%s\n' "${@:2}" | WORD=$1 awk -f "$TCE_ROOT/ci/near.awk"
}

# meant WORD NAME...: what there is to say of a wrong name: the one that is near, or all
# that there are
meant()
{
	local near

	near=$(near "$@")
	[[ -z $near ]] || { printf 'did you mean %s?' "$near"; return; }
	printf 'known: %s' "${*:2}"
}

# description WHAT FOLDER NAME|FILE: where it is
description()
{
	local -a known

	if [[ $3 == */* || -f $3 ]]; then
		[[ -e $3 ]] || die 2 "$3: no such file"
		[[ -r $3 && -f $3 ]] || die 2 "$3: cannot be read"
		printf '%s' "$3"
	elif [[ -r $2/$3.conf ]]; then
		printf '%s' "$2/$3.conf"
	else
		read -ra known <<<"$(names "$2")"
		die 2 "no $1 $3; $(meant "$3" "${known[@]}")"
	fi
}

# change_files NAME: the files that are a change to the kernel, NAME with its folder: a
# plain diff, a semantic patch, or both
change_files()
{
	local file

	for file in "$1".{patch,cocci}; do
		[[ ! -e $file ]] || printf '%s\n' "$file"
	done
}

# value KEY FILE: each value of "KEY=value", in order; never evaluated
value()
{
	sed -n "s|^$1=||p" "$2"
}

# lock NAME: one writer of NAME in the cache at a time, until this process ends
lock()
{
	mkdir -p "$TCE_CACHE" 2>/dev/null ||
		die 3 "cannot write $TCE_CACHE: set TCE_CACHE"
	{ exec {TCE_LOCK}>"$TCE_CACHE/.$1.lock"; } 2>/dev/null ||
		die 3 "cannot write $TCE_CACHE: set TCE_CACHE"
	if ! flock -n "$TCE_LOCK"; then
		note "waiting for another run, which uses $1 in $TCE_CACHE"
		flock "$TCE_LOCK"
	fi
}

# publish TEMP FINAL: the cache shows a whole folder or none
publish()
{
	rm -rf "$2.old"
	[[ ! -e $2 ]] || mv -T "$2" "$2.old"
	mv -T "$1" "$2"
	rm -rf "$2.old"
}

# quoted WORD...: one line for a shell, with quotes only where they are needed
quoted()
{
	local word line=''

	for word; do
		[[ $word =~ ^[A-Za-z0-9_./:,=+@%-]+$ ]] || word=${word@Q}
		line+="$word "
	done
	printf '%s\n' "${line% }"
}

# lap FROM TO LABEL: adds a line to the timing of the run; times in microseconds
lap()
{
	local us=$(($2 - $1))

	[[ -z ${TIMING:-} ]] ||
		printf '%d.%03d %s\n' $((us / 1000000)) \
			$((us / 1000 % 1000)) "$3" >>"$TIMING"
}
