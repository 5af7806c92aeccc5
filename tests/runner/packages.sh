#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What is fetched, by the real apt from small mirrors that are made and signed here:
# mirrors that are not Debian's, packages that a mirror lacks, and a cache that is
# damaged, old, or has an odd name.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

export TREE=$DIR/tree GNUPGHOME=$DIR/gpg TCE_CACHE="$DIR/ä b,c\"d'e" APT_CONFIG=$DIR/apt.conf
own=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
other=trixie
[[ $own != trixie ]] || other=bookworm

# key NAME: a key, and its ring
key()
{
	gpg --batch --quiet --passphrase '' --quick-gen-key "$1" ed25519 2>&1
	gpg --batch --export "$1" >"$DIR/$1.gpg"
}

# deb MIRROR SUITE NAME VERSION: a package with a kernel in it
deb()
{
	local root=$DIR/root dir=$DIR/$1/dists/$2/main/binary-ppc64el
	local file=pool/$3_$4_ppc64el.deb

	rm -rf "$root"
	mkdir -p "$root/DEBIAN" "$root/boot" "$dir" "$DIR/$1/pool"
	printf 'Package: %s\nVersion: %s\nArchitecture: ppc64el\n' "$3" "$4" \
		>"$root/DEBIAN/control"
	printf 'Maintainer: nobody <nobody@example.org>\nDescription: fake\n' \
		>>"$root/DEBIAN/control"
	make_kernel "$root/boot/vmlinux-$3"
	dpkg-deb --root-owner-group -b "$root" "$DIR/$1/$file" >/dev/null
	{
		dpkg-deb -f "$DIR/$1/$file"
		printf 'Filename: %s\nSize: %s\nSHA256: %s\n\n' "$file" \
			"$(stat -c %s "$DIR/$1/$file")" \
			"$(sha256sum <"$DIR/$1/$file" | cut -d ' ' -f 1)"
	} >>"$dir/Packages"
}

# sign MIRROR SUITE KEY
sign()
{
	local dir=$DIR/$1/dists/$2 file=main/binary-ppc64el/Packages

	{
		printf 'Origin: %s\nSuite: %s\nCodename: %s\n' "$3" "$2" "$2"
		printf 'Date: %s\nArchitectures: ppc64el\nComponents: main\n' \
			"$(LC_ALL=C date -u '+%a, %d %b %Y %H:%M:%S UTC')"
		printf 'SHA256:\n %s %s %s\n' \
			"$(sha256sum <"$dir/$file" | cut -d ' ' -f 1)" \
			"$(stat -c %s "$dir/$file")" "$file"
	} | gpg --batch --yes --quiet -u "$3" --clearsign -o "$dir/InRelease"
}

# sources MIRROR...: those of the host, in this order
sources()
{
	printf "deb [trusted=yes] file:$DIR/%s $own main\n" "$@" \
		>"$DIR/sources.list"
	printf "deb [trusted=yes] file:$DIR/%s $own-security main\n" "$@" \
		>>"$DIR/sources.list"
}

# run SCRIPT STATUS PATTERN ARGS...: of the tree with our keyring
run()
{
	local rc=0

	"$TREE/ci/$1" "${@:4}" >"$DIR/out" 2>&1 </dev/null || rc=$?
	expect "$1 ${*:4}" "$2" "$3" "$rc"
	checks=$((checks + 1))
	[[ -z $(find "$TCE_CACHE" -maxdepth 1 -name 'tmp.*') ]] ||
		complain "$1: left a folder in the cache"
}

unsaid()
{
	checks=$((checks + 1))
	[[ $(<"$DIR/out") != *$1* ]] || complain "'$1' in the output"
}

# version PATTERN: what the cache has of it
version()
{
	checks=$((checks + 1))
	grep -sqx "$2" "$TCE_CACHE/$1/packages" ||
		complain "$1 has $(tr '\n' ',' <"$TCE_CACHE/$1/packages")"
}

make_tree()
{
	mkdir "$TREE" "$GNUPGHOME"
	chmod 700 "$GNUPGHOME"
	cp -r ci fixtures "$TREE"
	sed -i "s|^TCE_KEYRING=.*|TCE_KEYRING=$DIR/debian.gpg|" "$TREE/ci/apt.sh"
	export TCE_MIRROR=file:$DIR/nowhere
	printf 'series=6.0\nflavour=powerpc64le\nsuites=%s\n' "$own" \
		>"$TREE/fixtures/kernels/mine.conf"
	printf 'Dir::Etc::sourcelist "%s";\nDir::Etc::sourceparts "/dev/null";\n' \
		"$DIR/sources.list" >"$APT_CONFIG"
	printf 'Dir::State "%s";\n' "$DIR/host" >>"$APT_CONFIG"
	mkdir -p "$DIR/host/lists/partial"
	key debian
	key others
}

make_mirrors()
{
	local name

	deb others "$own" linux-image-6.0.9-powerpc64le 9
	sign others "$own" others
	deb debian "$own" linux-image-6.0.1-powerpc64le 1
	deb debian "$own" linux-image-6.0.2-powerpc64le 2
	for name in check libsubunit-dev libjansson-dev linux-libc-dev; do
		deb debian "$own" "$name" 2
		deb debian "$other" "$name" 0
	done
	deb debian "$own" libc6-dev 2
	deb debian "$own-security" libc6-dev 1
	deb debian "$other" libc6-dev 0
	for name in "$own" "$own-security" "$other"; do
		sign debian "$name" debian
	done
}

# Who is Debian is decided by a signature, not by a name or the place in a file.
mirrors()
{
	local order

	for order in 'debian others' 'others debian'; do
		# shellcheck disable=SC2086
		sources $order
		rm -rf "$TCE_CACHE"
		run kernel.sh 0 'fetching Linux 6.0.2' mine
		version kernels/mine 'linux-image-6.0.2-powerpc64le 2'
	done
	sources others
	rm -rf "$TCE_CACHE"
	run kernel.sh 3 "file:$DIR/others ($DIR/sources.list)" mine
	[[ $(wc -l <"$DIR/out") == 1 ]] || complain 'no mirror: not one line'
	: >"$DIR/sources.list"
	TCE_MIRROR='' run kernel.sh 3 'set TCE_MIRROR=URL' mine
	TCE_MIRROR=file:$DIR/debian run kernel.sh 0 'fetching Linux 6.0.2' mine
	rm -rf "$TCE_CACHE"
	sources debian
}

# An index names a package that its mirror lacks.
lacking()
{
	local pool=$DIR/debian/pool
	local new=$pool/linux-image-6.0.2-powerpc64le_2_ppc64el.deb

	mv "$new" "$new.later"
	rm -rf "$TCE_CACHE"
	run kernel.sh 0 'mine: the mirror lacks linux-image-6.0.2' mine
	version kernels/mine 'linux-image-6.0.1-powerpc64le 1'
	# said at each run, and asked for again after a day
	mv "$new.later" "$new"
	run kernel.sh 0 'mine: the mirror lacks linux-image-6.0.2' mine
	unsaid fetching
	touch -d "25 hours ago" "$TCE_CACHE/kernels/mine/lacks"
	mv "$DIR/debian" "$DIR/gone"
	rm -rf "$TCE_CACHE/apt"
	run kernel.sh 0 'keeping mine: cannot fetch' mine
	mv "$DIR/gone" "$DIR/debian"
	touch -d "25 hours ago" "$TCE_CACHE/kernels/mine/lacks"
	run kernel.sh 0 'fetching Linux 6.0.2' mine
	unsaid lacks
	version kernels/mine 'linux-image-6.0.2-powerpc64le 2'
	run kernel.sh 0 'mine: nothing newer' --refresh mine
	# what is broken is not passed over
	printf x >>"$new"
	rm -rf "$TCE_CACHE"
	run kernel.sh 3 'cannot fetch Linux 6.0.2' mine
	unsaid 6.0.1
	truncate -s -1 "$new"
}

sysroots()
{
	local pool=$DIR/debian/pool

	rm -f "$pool/libc6-dev_2_ppc64el.deb"
	run sysroot.sh 0 "using libc6-dev 1 of $own"
	version sysroot 'libc6-dev 1'
	version sysroot 'check 2'
	# make finds it, whatever the name of the cache
	cp Makefile "$TREE"
	checks=$((checks + 1))
	make -s -C "$TREE" have-sysroot >"$DIR/out" 2>&1 || :
	[[ $TREE/build/sysroot -ef $TCE_CACHE/sysroot ]] ||
		complain 'make: no link to the sysroot'
	rm -rf "$TCE_CACHE/sysroot"
	rm "$pool/libc6-dev_1_ppc64el.deb"
	run sysroot.sh 0 "using libc6-dev 0 of $other"
	version sysroot 'check 0'
	: >"$TCE_CACHE/sysroot/boot/vmlinux-check"
	run sysroot.sh 0 "sysroot is damaged: fetching it again"
	rm "$pool/libc6-dev_0_ppc64el.deb"
	TCE_REFRESH=1 run sysroot.sh 0 'sysroot: nothing newer'
	rm -rf "$TCE_CACHE/sysroot"
	run sysroot.sh 3 'the mirror lacks libc6-dev'
}

# After the first run no mirror is needed.
caches()
{
	local pid

	# what a run leaves that is killed
	mkdir -p "$TCE_CACHE/tmp.abcdef/x"
	"$TREE/ci/kernel.sh" mine >"$DIR/first" 2>&1 &
	pid=$!
	run kernel.sh 0 '' mine
	wait "$pid" || complain 'two first runs: one failed'
	checks=$((checks + 1))
	[[ $(cat "$DIR/first" "$DIR/out" | grep -c '^fetching') == 1 ]] ||
		complain 'two first runs: not fetched once'
	mv "$DIR/debian" "$DIR/gone"
	run kernel.sh 0 "$TCE_CACHE/kernels/mine" mine
	printf x >>"$TCE_CACHE/kernels/mine/release"
	rm -rf "$TCE_CACHE/apt"
	run kernel.sh 3 'mine is damaged: fetching it again' mine
	said 'cannot fetch an index'
	mv "$DIR/gone" "$DIR/debian"
	run kernel.sh 0 'mine is damaged' mine
	# as many bytes as before
	printf X | dd of="$TCE_CACHE/kernels/mine/vmlinux" bs=1 seek=30 \
		conv=notrunc status=none
	run kernel.sh 0 'mine is damaged' mine
	run kernel.sh 0 '' mine
	unsaid damaged
}

# The option reaches those who fetch.
refresh()
{
	cp run-tests.sh "$TREE"
	printf '#!/bin/sh\nexit 0\n' >"$TREE/ci/deps.sh"
	# shellcheck disable=SC2016
	printf '#!/bin/sh\necho "refresh=$TCE_REFRESH" >&2\nexit 3\n' \
		>"$TREE/ci/sysroot.sh"
	# that nothing is wrong with the machine is checked before
	mkdir -p "$TREE/build/native"
	printf '#!/bin/sh\n' |
		tee "$TREE/build/native/tce-run" >"$TREE/build/native/tce-test"
	chmod 755 "$TREE"/build/native/tce-*
	TCE_BUILT=1 run ../run-tests.sh 3 'refresh=1' --refresh 'info.*'
	TCE_BUILT=1 run ../run-tests.sh 3 'refresh=' 'info.*'
	unsaid 'refresh=1'
}

# A checkout on a medium that is read-only; root can write what only lacks the bit.
read_only()
{
	mkdir -p "$TREE/build"
	rm -f "$TREE/build/.lock"
	cat >"$DIR/read-only" <<-'EOF'
	#!/bin/sh
	mount --bind "$TREE" "$TREE" && mount -o remount,ro,bind "$TREE"
	exec "$TREE/run-tests.sh" -l
	EOF
	if unshare -m true 2>/dev/null; then
		sed -i '1s/.*/#!\/usr\/bin\/env -S unshare -m sh/' "$DIR/read-only"
	else
		chmod a-w "$TREE/build"
		sed -i 2d "$DIR/read-only"
	fi
	chmod 755 "$DIR/read-only"
	run ../../read-only 3 'want a checkout that is not read-only'
	[[ $(wc -l <"$DIR/out") == 1 ]] || complain 'read-only: not one line'
	chmod u+w "$TREE/build"
}

fresh
make_tree
make_mirrors
mirrors
lacking
sysroots
caches
refresh
read_only
gpgconf --kill all
finish
