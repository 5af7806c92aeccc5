# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034
# Debian packages of another architecture and suite, without changing the host: a
# private apt state, and the host's own mirror. Sourced after lib.sh.

TCE_ARCH=ppc64el
TCE_KEYRING=/usr/share/keyrings/debian-archive-keyring.gpg

host_release()
{
	sed -n 's/^VERSION_CODENAME=//p' /etc/os-release | tr -d '"'
}

# apt_mirror SUITE: the host's mirror for it. apt itself reads its configuration,
# whatever the format.
apt_mirror()
{
	local own

	own=$(host_release)
	[[ $1 != *-security ]] || own+=-security
	apt-get --print-uris update 2>/dev/null |
		sed -n "s|^'\(.*\)/dists/$own/InRelease'.*|\1|p" | head -n 1
}

apt_private()
{
	local cmd=$1
	local dir=$TCE_CACHE/apt

	shift
	# An interrupted apt leaves its temporary files behind.
	TMPDIR=$dir/tmp "$cmd" -o Dir::State="$dir" -o Dir::State::status="$dir/status" \
		-o Dir::Cache="$dir" -o Dir::Cache::archives=archives \
		-o Dir::Etc::sourcelist="$dir/sources.list" \
		-o Dir::Etc::sourceparts=/dev/null \
		-o Dir::Etc::preferences=/dev/null \
		-o Dir::Etc::preferencesparts=/dev/null \
		-o APT::Architecture="$TCE_ARCH" \
		-o APT::Architectures="$TCE_ARCH" \
		-o APT::Sandbox::User=root -o APT::Install-Recommends=false \
		-o Acquire::Languages=none -o Debug::NoLocking=true "$@"
}

# apt_open SUITE...: fetches the indexes of these suites. A mirror in mid-sync may
# refuse one; the others are used. The caller holds the lock "apt".
apt_open()
{
	local dir=$TCE_CACHE/apt suite uri found=

	[[ -r $TCE_KEYRING ]] ||
		die 3 "$TCE_KEYRING is missing: install debian-archive-keyring"
	rm -rf "$dir/tmp"
	mkdir -p "$dir/lists/partial" "$dir/archives/partial" "$dir/tmp"
	: >"$dir/status"
	: >"$dir/sources.list"
	for suite; do
		uri=$(apt_mirror "$suite") || : # the message is below
		[[ -n $uri ]] || continue
		echo "deb [arch=$TCE_ARCH signed-by=$TCE_KEYRING]" \
			"$uri $suite main" >>"$dir/sources.list"
	done
	[[ -s $dir/sources.list ]] ||
		die 3 "apt has no entry for $(host_release): add one"
	apt_private apt-get update >"$dir/update.log" 2>&1 || :
	for suite; do
		if compgen -G "$dir/lists/*_dists_${suite}_main_*_Packages*" \
			>/dev/null; then
			found=1
		else
			note "the mirror has no ppc64el index of $suite:" \
				"using the other suites"
		fi
	done
	[[ -n $found ]] ||
		die 3 "cannot fetch an index of $*:" \
			"$(grep -E '^[EW]:' "$dir/update.log" | head -n 1)"
}

# apt_kernels SERIES FLAVOUR: "release version" a line, newest first; without a
# series any
apt_kernels()
{
	local series=${1:+${1//./\\.}\\.}
	local pkg

	apt_private apt-cache pkgnames "linux-image-${1:+$1.}" |
		grep -E "^linux-image-${series}[0-9][^-]*(-rc[0-9]+)?(-[0-9]+)?-$2\$" |
		while read -r pkg; do
			apt_private apt-cache madison "$pkg" |
				awk '{ print $3, substr($1, 13) }'
		done | sort -Vr | awk '{ print $2, $1 }'
}

apt_known()
{
	[[ -n $(apt_private apt-cache madison "$1") ]]
}

# apt_download DIR PACKAGE[=VERSION]...: into DIR/debs. Fails if the mirror lists a
# package that it does not have (in mid-sync), with the cause in APT_WHY.
apt_download()
{
	local debs=$1/debs log=$TCE_CACHE/apt/download.log

	shift
	# Inside a folder that the caller removes if it is interrupted.
	rm -rf "$debs"
	mkdir "$debs" || die 3 "cannot write $debs"
	(cd "$debs" && apt_private apt-get download "$@" >"$log" 2>&1) ||
		{ APT_WHY="cannot download $*: $(tail -n 1 "$log")"; return 1; }
}

# apt_extract DIR: unpacks the packages that were downloaded there
apt_extract()
{
	local dir=$1 debs=$1/debs deb said

	for deb in "$debs"/*.deb; do
		said=$(dpkg-deb -x "$deb" "$dir" 2>&1) ||
			die 3 "cannot extract ${deb##*/}: ${said%%$'\n'*}"
		# shellcheck disable=SC2016
		dpkg-deb -W --showformat '${Package} ${Version}\n' "$deb" \
			>>"$dir/packages"
	done
	rm -rf "$debs"
}

# apt_closure PACKAGE...: the packages and all they depend on, by name
apt_closure()
{
	apt_private apt-get install --simulate "$@" | awk '/^Inst / { print $2 }'
}

# unpack FILE: a module, with any compression
unpack()
{
	case $1 in
	*.xz) xz -dc "$1" ;;
	*.zst) zstd -dcq "$1" ;;
	*.gz) gzip -dc "$1" ;;
	*) cat "$1" ;;
	esac
}
