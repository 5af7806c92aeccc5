#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The part of the initramfs that all guests of a run have in common: our programs, the
# kernel's modules, and what a guest needs of packages.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$(realpath "$0")")/lib.sh"
guard 3

# copy [-r|-L] FILE... TO
copy()
{
	cp "$@" 2>/dev/null || die 3 "cannot write ${!#} (is the disk full?)"
}

# tools DIR: programs from packages, for guests with hotplug or kexec
tools()
{
	local from tool

	from=$("$TCE_ROOT/ci/sysroot.sh" tools) || exit
	mkdir -p "$1"/{lib,lib64,sbin,var/{lock,log}}
	for tool in drmgr kexec; do
		tool "$from" "$tool" "$1/sbin"
	done
	loader "$from" "$1"
}

# loader FROM DIR: it looks in /lib; programs expect it in /lib64
loader()
{
	tool "$1" ld64.so.2 "$2/lib"
	ln -sf ../lib/ld64.so.2 "$2/lib64"
}

# qemu DIR NAME: for guests that have guests
qemu()
{
	local from

	from=$("$TCE_ROOT/ci/sysroot.sh" "$2") || exit
	mkdir -p "$1"/{bin,lib,lib64}
	tool "$from" qemu-system-ppc64 "$1/bin"
	loader "$from" "$1"
}

# tool FROM NAME TO: a program or library, and the libraries that it needs
tool()
{
	local file want

	[[ ! -e $3/$2 ]] || return 0
	file=$(find "$1" -path "*/${3##*/}/*" -name "$2" -print -quit)
	[[ -n $file ]] || die 3 "$1 has no $2: remove it and try again"
	copy -L "$file" "$3"
	for want in $(readelf -d "$3/$2" |
		sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p'); do
		tool "$1" "$want" "${3%/*}/lib"
	done
}

usage()
{
	cat <<-EOF
	usage: ci/initramfs.sh KERNEL OUT [--tools] [--qemu[-newest]] [--busybox=FILE]
	  KERNEL           the folder of a kernel, with its modules
	  OUT              the archive
	  --tools          with programs for hotplug and kexec
	  --qemu[-newest]  with QEMU, for guests of this guest
	  --busybox=FILE   with this program, for a shell
	EOF
}

main()
{
	local kernel out option

	[[ ${1:-} != -h && ${1:-} != --help ]] || { usage; return; }
	[[ $# -ge 2 ]] || die 2 "want KERNEL OUT, see ci/initramfs.sh -h"
	kernel=$1 out=$2
	shift 2
	# The folder becomes the guest's root, which is everybody's.
	DIR=$(mktemp -d "$out.XXXXXX") || die 3 "cannot write $out"
	at_exit rm -rf "$DIR"
	trap 'exit 143' INT TERM HUP
	chmod 755 "$DIR"
	mkdir "$DIR/bin"
	copy "$TCE_ROOT"/build/guest/{init,tce-test} "$DIR"
	copy -r "$kernel/modules" "$DIR"
	for option; do
		case $option in
		--tools) tools "$DIR" ;;
		--qemu | --qemu-newest) qemu "$DIR" "${option#--}" ;;
		--busybox=*) copy "${option#*=}" "$DIR/bin/busybox" ;;
		*) die 2 "initramfs.sh: unknown option $option" ;;
		esac
	done
	(cd "$DIR" && find . | LC_ALL=C sort |
		cpio --quiet -o -H newc -R 0:0 2>/dev/null) >"$out" ||
		die 3 "cannot write $out (is the disk full?)"
}

main "$@"
