#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Proves "make install", the Debian packages, and that a program can be built
# with what they bring.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=../ci/lib.sh
. "$(dirname "$0")/../ci/lib.sh"
cd "$TCE_ROOT"

DIR=$(mktemp -d)
trap 'rm -rf "$DIR"' EXIT

# use ROOT LIBDIR: a stranger's program with what is below ROOT, both ways
use()
{
	local flags
	local -x PKG_CONFIG_LIBDIR=$1/$2/pkgconfig PKG_CONFIG_SYSROOT_DIR=$1

	cat >"$DIR/use.c" <<-'END'
	#include <stdio.h>
	#include <tce/tce.h>

	int main(void)
	{
		struct tce_buffer buf = { .size = 4096 };
		int ret = tce_buffer_alloc(&buf);

		if (!ret)
			ret = tce_buffer_free(&buf);
		return ret ? 1 : 0;
	}
	END
	flags=$(pkg-config --cflags --libs libtce)
	# shellcheck disable=SC2086
	gcc -Wall -Wextra -Werror -o "$DIR/shared" "$DIR/use.c" $flags
	LD_LIBRARY_PATH=$1/$2 "$DIR/shared"
	# shellcheck disable=SC2046
	gcc -static -o "$DIR/static" "$DIR/use.c" $(pkg-config --cflags \
		--libs --static libtce)
	"$DIR/static"
}

# complete WORD...: what bash offers for the last one of a command line
complete_line()
{
	# shellcheck disable=SC1090
	bash -c '
		. "$1/usr/share/bash-completion/completions/tce-test"
		shift
		COMP_WORDS=("$@")
		_tce "$1" "${!#}" "${@: -2:1}"
		printf "%s\n" "${COMPREPLY[@]}"
	' complete "$DIR/root" "$@"
}

# want TEXT COMMAND...: its output has it
want()
{
	local text=$1 out

	shift
	out=$("$@") || die 1 "$*: failed"
	[[ $out == *$text* ]] || die 1 "$*: no '$text' in its output"
}

# What the README of the archive names is there: it is read where there is no tree.
archive()
{
	local dir word

	tar -xJf "$(make -s dist-static)" -C "$DIR"
	dir=$(echo "$DIR"/tce-*-ppc64le)
	while read -r word; do
		[[ -e $dir/$word ]] || die 1 "archive: README.md names $word"
	done < <(
		# the commands, files but those of the results, pages, links
		sed -n 's/^    \.\/\([^ ]*\).*/\1/p' "$dir/README.md"
		sed 's/In a source tree[^.]*\.[^.]*\.//' "$dir/README.md" |
			grep -oE '[a-z./-]+\.(txt|md|sh|1)\b|\]\([^)#]+' |
			tr -d '](' | grep -vx statement.txt
	)
	for word in 'exit code' '--restore' 'never'; do
		grep -q -- "$word" "$dir/README.md" ||
			die 1 "archive: README.md says nothing of $word"
	done
}

archive
make -s install DESTDIR="$DIR/root" PREFIX=/usr
use "$DIR/root" usr/lib
PATH=$DIR/root/usr/bin:$PATH
want info.page-sizes complete_line tce-test info.pa
want --strict complete_line tce-test --str
want junit complete_line tce-report ju
want 'tce-report ' "$DIR/root/usr/bin/tce-report" --version
want '# map-past-end: ' head -n 1 \
	"$DIR/root/usr/share/tce/defects/map-past-end.md"
want DEVICE "$DIR/root/usr/bin/tce-host" --list=devices
want --force complete_line tce-host --for
for page in "$DIR"/root/usr/share/man/man1/*.1 ci/man/*.1; do
	said=$(LC_ALL=C.UTF-8 man --warnings -E UTF-8 -l -Tutf8 -Z "$page" \
		2>&1 >/dev/null)
	[[ -z $said ]] || die 1 "${page##*/}: $said"
done
want 'conformance cases' man -P cat -l "$DIR"/root/usr/share/man/man1/tce-test.1
make -s uninstall DESTDIR="$DIR/root" PREFIX=/usr
left=$(find "$DIR/root" ! -type d)
[[ -z $left ]] || die 1 "make uninstall left $left"
make -s install DESTDIR="$DIR/root" PREFIX=/usr

ci/deb.sh "$DIR/debs"
for deb in "$DIR"/debs/{libtce0,libtce-dev,tce-tools}_*.deb; do
	dpkg-deb -x "$deb" "$DIR/deb"
done
use "$DIR/deb" "usr/lib/$(gcc -print-multiarch)"
want info.page-sizes "$DIR/deb/usr/bin/tce-test" --list
