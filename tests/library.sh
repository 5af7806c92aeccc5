#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# tests/library.sh: what libtce shows to other programs. Either library exports
# what the public headers declare and nothing else; each header compiles alone,
# as C11 and as C++; what must not compile does not; the version is a number;
# the example is built from what make install puts there, and says what it must
# on this machine.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source-path=SCRIPTDIR source=lib.sh
. tests/lib.sh

CC=${CC:-gcc} CXX=${CXX:-g++}
STRICT=(-pedantic -Wall -Wextra -Werror)
# The functions that the public headers declare, by the compiler's own word.
declared()
{
	(cd include && printf '#include <%s>\n' tce/*.h) >"$DIR/all.c"
	$CC -Iinclude -fsyntax-only -aux-info "$DIR/prototypes" "$DIR/all.c"
	sed -nE '\,^/\* include/tce/,{/\bstatic\b/d; s/.*\b(tce_\w+) \(.*/\1/p}' \
		"$DIR/prototypes" | sort -u
}

# exports NAME FILE NM-OPTION
exports()
{
	local name

	nm "$3" --defined-only "$2" | awk 'NF == 3 { print $3 }' | sort -u \
		>"$DIR/exported"
	while IFS= read -r name; do
		complain "$1 exports $name, which no public header declares"
	done < <(comm -13 "$DIR/declared" "$DIR/exported")
	while IFS= read -r name; do
		complain "$1 does not export $name, which a public header declares"
	done < <(comm -23 "$DIR/declared" "$DIR/exported")
}

# Twice in one file, so that the guard is seen, and with nothing before it.
headers_alone()
{
	local header

	for header in include/tce/*.h; do
		header=tce/${header##*/}
		printf '#include <%s>\n#include <%s>\nint alone;\n' \
			"$header" "$header" >"$DIR/alone.c"
		checks=$((checks + 2))
		$CC -std=c11 "${STRICT[@]}" -Iinclude -c -o "$DIR/alone.o" \
			"$DIR/alone.c" 2>"$DIR/out" ||
			complain "$header is not C11 alone"
		$CXX -x c++ -std=c++11 "${STRICT[@]}" -Iinclude -c \
			-o "$DIR/alone.o" "$DIR/alone.c" 2>"$DIR/out" ||
			complain "$header is not C++ alone"
	done
}

# C++ finds all functions: each is declared with the linkage of C.
linkable()
{
	{
		printf '#include <tce/tce.h>\nvoid (*const all[])() = {\n'
		sed 's/.*/\t(void (*)())&,/' "$DIR/declared"
		printf '};\nint main() { return !all[0]; }\n'
	} >"$DIR/call.cc"
	if ! $CXX -o "$DIR/call" -Iinclude "$DIR/call.cc" \
		build/native/libtce.a 2>"$DIR/out" || ! "$DIR/call"; then
		complain "a C++ program does not link, or does not run"
	fi
}

# compiles STATEMENT: with a group g and a container c
compiles()
{
	cat >"$DIR/use.c" <<-END
	#include <tce/tce.h>
	int use(struct tce_group g, struct tce_container c);
	int use(struct tce_group g, struct tce_container c)
	{
		$1
	}
	END
	$CC -std=c11 "${STRICT[@]}" -Iinclude -fsyntax-only "$DIR/use.c" \
		2>"$DIR/out"
}

types()
{
	compiles 'return tce_group_attach(g, c);' ||
		complain "attach does not compile"
	! compiles 'return tce_group_attach(c, g);' ||
		complain "attach compiles with its arguments reversed"
	! compiles 'return tce_dma_unmap(c.fd, 0, 0) + g.fd;' ||
		complain "a descriptor passes for a container"
}

# The header lists the facts that tce_platform_set() takes.
facts()
{
	sed -nE 's/^\t\{ MEMBER\((\w+)\).*/\1/p' lib/fact.c | sort >"$DIR/facts"
	sed -n '/^ \* @fact:/,/no others/p' include/tce/platform.h |
		tr -d '\n*\t' | sed -E 's/.*a member: *//; s/;.*//; s/ or /, /' |
		tr -s ', ' '\n' | sort | diff "$DIR/facts" - >"$DIR/out" ||
		complain "include/tce/platform.h lists other facts than lib/fact.c"
}

# excerpts README: a block of C below "<!-- from: FILE -->" is in that file
excerpts()
{
	local line from='' block='' n=0
	local mark='^<!-- from: (.*) -->$'

	while IFS= read -r line; do
		if [[ $line =~ $mark ]]; then
			from=${BASH_REMATCH[1]} block=''
		elif [[ -n $from && $line == '```' ]]; then
			[[ $(<"$from") == *"$block"* ]] ||
				complain "$1 has another text than $from"
			from='' n=$((n + 1))
		elif [[ -n $from && $line != '```c' ]]; then
			block+=$line$'\n'
		fi
	done <"$1"
	((n > 0)) || complain "$1 has no excerpt"
}

# The version of what make install installs, as pkg-config compares it.
version()
{
	local -x PKG_CONFIG_LIBDIR=$DIR/root/usr/lib/pkgconfig
	local version

	version=$(sed -n 's/^LIBVERSION := //p' Makefile)
	[[ $(pkg-config --modversion libtce) == "$version" ]] ||
		complain "pkg-config does not say version '$version'"
	[[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+$ ]] ||
		complain "version '$version' is not three numbers"
	pkg-config --atleast-version="$version" libtce ||
		complain "pkg-config: $version is not at least $version"
	! pkg-config --atleast-version="$version.1" libtce ||
		complain "pkg-config: $version is at least $version.1"
	[[ -n $(pkg-config --variable=build libtce) ]] ||
		complain "pkg-config does not say what was built"
}

# example NAME FLAG...: as a stranger builds it
example()
{
	local name=$1 said
	local -x LD_LIBRARY_PATH=$DIR/root/usr/lib

	shift
	$CC -std=c11 "${STRICT[@]}" -o "$DIR/$name" lib/example/window.c "$@" \
		2>"$DIR/out" || {
		complain "the example does not build ($name)"
		return
	}
	if said=$("$DIR/$name" 0000:00:00.0 2>&1); then
		complain "the example ends in success with no device: $said"
	elif [[ ! -d /proc/device-tree &&
		$said != 'window: this is not a POWER machine' ]]; then
		complain "the example says '$said'"
	fi
	if said=$("$DIR/$name" 2>&1) || [[ $said != 'usage: window BDF' ]]; then
		complain "the example without a device says '$said'"
	fi
}

examples()
{
	local -x PKG_CONFIG_LIBDIR=$DIR/root/usr/lib/pkgconfig
	local -x PKG_CONFIG_SYSROOT_DIR=$DIR/root

	# shellcheck disable=SC2046
	example shared $(pkg-config --cflags --libs libtce)
	# shellcheck disable=SC2046
	example static -static $(pkg-config --cflags --libs --static libtce)
}

# run CHECK ARGUMENT...: without what an earlier one left
run()
{
	checks=$((checks + 1))
	: >"$DIR/out"
	"$@"
}

make -s install-library DESTDIR="$DIR/root" PREFIX=/usr
declared >"$DIR/declared"
[[ -s $DIR/declared ]] || {
	complain "the headers declare nothing"
	finish
	exit 1
}
run exports libtce.so "$DIR"/root/usr/lib/libtce.so -D
run exports libtce.a "$DIR"/root/usr/lib/libtce.a -g
run headers_alone
run linkable
run types
run facts
run excerpts lib/README.md
run version
run examples
finish
