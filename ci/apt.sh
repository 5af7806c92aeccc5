# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034
# Debian packages of another architecture and suite, without changing the host: a
# private apt state, and the host's own mirror. Sourced after lib.sh.

TCE_ARCH=ppc64el
TCE_KEYRING=/usr/share/keyrings/debian-archive-keyring.gpg
# a mirror of Debian, for hosts whose apt knows none
TCE_MIRROR=${TCE_MIRROR:-}

host_release()
{
	sed -n 's/^VERSION_CODENAME=//p' /etc/os-release | tr -d '"'
}

host_id()
{
	sed -n 's/^ID=//p' /etc/os-release | tr -d '"'
}

# apt_file URI: the first file of the host's apt configuration that names it
apt_file()
{
	local LIST='' PARTS=''

	eval "$(apt-config shell LIST Dir::Etc::sourcelist/f \
		PARTS Dir::Etc::sourceparts/d)"
	grep -lsF -- "$1" "$LIST" "${PARTS%/}"/*.{list,sources} |
		head -n 1 || :
}

# apt_candidates SUITE: mirrors that may have it, "URI (FILE)" a line: those of the
# host that are known to be Debian's, its others for this release, and TCE_MIRROR.
# apt itself reads its configuration, whatever the format.
apt_candidates()
{
	local part='' own uri file

	[[ $1 != *-security ]] || part=-security
	own="($(host_release)|stable|oldstable|testing|unstable|sid)$part"
	# shellcheck disable=SC2016 # apt replaces these
	{
		apt-get indextargets --format \
			'$(ORIGIN) $(REPO_URI) $(RELEASE) $(CODENAME)' |
			sed -nE "s,^Debian ([^ ]*)/ (.* )?$own( .*)?\$,\1,p" || :
		[[ $(host_id) != debian ]] ||
			apt-get --print-uris update |
			sed -nE "s,^'(.*)/dists/$own/InRelease'.*,\1,p" || :
		[[ -z $TCE_MIRROR ]] || echo "$TCE_MIRROR$part"
	} 2>/dev/null | awk '!seen[$0]++' | while read -r uri; do
		file=$(apt_file "$uri")
		printf '%s (%s)\n' "$uri" "${file:-TCE_MIRROR}"
	done
}

apt_private()
{
	local cmd=$1
	local dir=$TCE_CACHE/apt

	shift
	# An interrupted apt leaves its temporary files behind.
	LC_ALL=C TMPDIR=$dir/tmp "$cmd" -o Dir::State="$dir" -o Dir::State::status="$dir/status" \
		-o Dir::Cache="$dir" -o Dir::Cache::archives=archives \
		-o Dir::Etc::sourcelist="$dir/sources.list" \
		-o Dir::Etc::sourceparts=/dev/null \
		-o Dir::Etc::preferences="$dir/preferences" \
		-o Dir::Etc::preferencesparts=/dev/null \
		-o APT::Architecture="$TCE_ARCH" \
		-o APT::Architectures="$TCE_ARCH" \
		-o APT::Sandbox::User=root -o APT::Install-Recommends=false \
		-o Acquire::Languages=none -o Debug::NoLocking=true "$@"
}

# apt_follow TEXT: shows on a terminal what apt's status says
apt_follow()
{
	local kind percent

	while IFS=: read -r kind _ percent _; do
		[[ $kind != *status ]] || progress "$1: ${percent%%.*} %"
	done
	progress ''
}

# apt_indexed SUITE URI: whether its index is there and verified
apt_indexed()
{
	# shellcheck disable=SC2016 # apt replaces these
	apt_private apt-get indextargets --format '$(RELEASE) $(REPO_URI)' \
		'Identifier: Packages' | grep -qxF "$1 $2/"
}

# apt_update SUITE...: fetches their indexes; the first trouble goes to APT_WHY
apt_update()
{
	local log=$TCE_CACHE/apt/update.log

	apt_private apt-get update -o APT::Status-Fd=3 3>&1 >"$log" 2>&1 |
		apt_follow "fetching the index of $*" || :
	[[ -n $APT_WHY ]] ||
		APT_WHY=$(grep -E '^[EW]:' "$log" | head -n 1) || :
}

# apt_open SUITE...: fetches the indexes of these suites, each from the first mirror
# that has one which the keyring verifies. A mirror in mid-sync may refuse one; the
# others are used. The caller holds the lock "apt".
apt_open()
{
	local dir=$TCE_CACHE/apt suite mirror found='' none=''
	local -a left=("$@") next
	local -A candidates=() listed=() tried=()

	[[ -r $TCE_KEYRING ]] ||
		die 3 "$TCE_KEYRING is missing: install debian-archive-keyring"
	rm -rf "$dir/tmp"
	mkdir -p "$dir/lists/partial" "$dir/archives/partial" "$dir/tmp" ||
		die 3 "cannot write $dir: set TCE_CACHE"
	: >"$dir/status"
	: >"$dir/preferences"
	APT_WHY=''
	for suite; do
		candidates[$suite]=$(apt_candidates "$suite")
	done
	while ((${#left[@]})); do
		for suite in "${left[@]}"; do
			mirror=${candidates[$suite]%%$'\n'*}
			candidates[$suite]=${candidates[$suite]#"$mirror"}
			candidates[$suite]=${candidates[$suite]#$'\n'}
			listed[$suite]=${mirror%% *}
			[[ -z $mirror ]] || tried[$mirror]=1
		done
		for suite; do
			[[ -z ${listed[$suite]} ]] ||
				echo "deb [arch=$TCE_ARCH" \
					"signed-by=$TCE_KEYRING]" \
					"${listed[$suite]} $suite main"
		done >"$dir/sources.list"
		apt_update "$@"
		next=()
		for suite in "${left[@]}"; do
			if apt_indexed "$suite" "${listed[$suite]}"; then
				found=1
			elif [[ -n ${candidates[$suite]} ]]; then
				next+=("$suite")
			else
				none+=" $suite"
			fi
		done
		left=("${next[@]}")
	done
	[[ -n $found ]] || apt_none "$*" "${!tried[@]}"
	[[ -z $none ]] ||
		note "no index of$none now (the mirror is being updated?):" \
			"using the other suites"
}

# apt_none SUITES MIRROR...: fails, because none of them has an index
apt_none()
{
	local suites=$1 mirrors

	shift
	[[ $# != 0 ]] || die 3 "apt has no entry for a mirror of Debian with" \
		"$suites: set TCE_MIRROR=URL"
	mirrors=$(printf ', %s' "$@")
	die 3 "cannot fetch an index of $suites from ${mirrors#, }: $APT_WHY"
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

# apt_megabytes PACKAGE...: of their download
apt_megabytes()
{
	apt_private apt-get download --print-uris "$@" 2>/dev/null |
		awk '{ sum += $3 } END { printf "%d", sum / 1e6 + 0.5 }'
}

# apt_download DIR WHAT NAME=VERSION...: into DIR/debs; WHAT is for the reader. Fails
# if the mirror lacks some that its index names (it is in mid-sync), which are in
# APT_LACKS then; whatever else fails ends the script.
apt_download()
{
	local debs=$1/debs what=$2 log=$TCE_CACHE/apt/download.log lacks arg

	shift 2
	APT_LACKS=()
	# Inside a folder that the caller removes if it is interrupted.
	rm -rf "$debs"
	mkdir "$debs" || die 3 "cannot write $debs"
	note "fetching $what ($(apt_megabytes "$@") MB)"
	! (cd "$debs" && apt_private apt-get download -o APT::Status-Fd=3 \
		"$@" 3>&1 >"$log" 2>&1) | apt_follow "fetching $what" || return 0
	lacks=$(grep -E '^E: Failed to fetch .* (404  Not|File not) [Ff]ound' \
		"$log") || :
	[[ -n $lacks && $(grep -cE '^E: Failed to fetch [^ ]+:' "$log") == \
		$(wc -l <<<"$lacks") ]] ||
		die 3 "cannot fetch $what: $(grep -m 1 '^E:' "$log")"
	lacks=$(printf '%b' "${lacks//%/'\x'}") # %2b is a "+"
	for arg; do
		[[ $lacks != *"/${arg%%=*}_"* ]] || APT_LACKS+=("$arg")
	done
	[[ ${#APT_LACKS[@]} != 0 ]] ||
		die 3 "cannot fetch $what: ${lacks%%$'\n'*}"
	return 1
}

# apt_refuse NAME=VERSION...: as if the index did not name what is built with them
apt_refuse()
{
	local arg source

	for arg; do
		source=$(apt_private apt-cache show "$arg" |
			sed -n 's/^Source: \([^ ]*\).*/\1/p' | head -n 1)
		printf 'Package: src:%s\nPin: version %s\nPin-Priority: -1\n\n' \
			"${source:-${arg%%=*}}" "${arg#*=}"
	done >>"$TCE_CACHE/apt/preferences"
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

# apt_version_in NAME=VERSION NAME=VERSION...: which of these is the first's package
apt_version_in()
{
	printf '%s\n' "${@:2}" | grep "^${1%%=*}=" || :
}

# apt_closure PACKAGE...: the packages and all they depend on, NAME=VERSION a line
apt_closure()
{
	apt_private apt-get install --simulate "$@" 2>/dev/null |
		awk '/^Inst / { print $2 "=" substr($3, 2) }'
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
