# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Folders of TCE_CACHE that are made of packages: whole or absent, checked when they
# are used, and made again if they are damaged, or a day after a mirror did not have
# what its index names. Sourced after lib.sh and apt.sh, by scripts that define
# fits DIR: whether it has what is wanted.

# cache_sum DIR: a checksum of all names and sizes, and of what a guest boots. Headers
# and libraries are many; a build reports those that are broken.
cache_sum()
{
	(cd "$1" && {
		find . ! -type d ! -path ./sum ! -path ./lacks \
			-printf '%P %s %l\n'
		find . -type f \( -name vmlinux -o -name image -o \
			-name '*.ko' \) -exec cksum {} +
	} | LC_ALL=C sort | cksum)
}

cache_seal()
{
	local sum

	sum=$(cache_sum "$1")
	printf '%s\n' "$sum" >"$1/sum" ||
		die 3 "cannot write $1 (is the disk full?)"
}

# cache_whole DIR: whether it is as it was made
cache_whole()
{
	# It was made before there were checksums.
	[[ -e $1/sum || ! -w $1 ]] || cache_seal "$1"
	[[ -e $1/sum ]] || return 0
	[[ $(cache_sum "$1") == "$(<"$1/sum")" ]]
}

# cache_state DIR: absent, damaged, refresh, due or whole. A matrix refreshes, its cells
# do not.
cache_state()
{
	if [[ ! -e $1/packages ]] || ! fits "$1"; then
		echo absent
	elif ! cache_whole "$1"; then
		echo damaged
	elif [[ -n ${TCE_REFRESH:-} && -z ${TCE_BUILT:-} ]]; then
		echo refresh
	elif [[ -n $(find "$1/lacks" -mmin +1440 2>/dev/null) ]]; then
		echo due
	else
		echo whole
	fi
}

# cache_temp: a folder for what will be in the cache; sets TEMP. The caller holds the
# lock "apt", so that what is there is of a run that was killed.
cache_temp()
{
	rm -rf "$TCE_CACHE"/tmp.??????
	TEMP=$(mktemp -d "$TCE_CACHE/tmp.XXXXXX" 2>/dev/null) ||
		die 3 "cannot write $TCE_CACHE: set TCE_CACHE"
	at_exit rm -rf "$TEMP"
	chmod 755 "$TEMP"
}

# cache_keeps DIR NAME=VERSION...: whether it is whole, and of these packages
cache_keeps()
{
	[[ $STATE == due || $STATE == refresh ]] &&
		cmp -s <(printf '%s\n' "${@:2}" | sort) \
			<(sed 's/ /=/' "$1/packages" | sort)
}

# cache_lacks NAME=VERSION INSTEAD: what to say from now on
cache_lacks()
{
	LACKS="the mirror lacks ${1/=/ }, which its index names (404):"
	LACKS+=" using ${2/=/ }; asked for again after a day, or with --refresh"
}

# cache_make DIR COMMAND...: COMMAND fills TEMP, or sets KEPT if there is nothing newer
# than DIR; LACKS is what the mirror did not have
cache_make()
{
	local dir=$1

	shift
	KEPT='' LACKS=''
	cache_temp
	"$@"
	if [[ -n $KEPT ]]; then
		note "${dir##*/}: nothing newer"
	else
		cache_seal "$TEMP"
		mkdir -p "${dir%/*}"
		publish "$TEMP" "$dir"
	fi
	rm -f "$dir/lacks"
	[[ -z $LACKS ]] || printf '%s\n' "$LACKS" >"$dir/lacks"
}

# cache_again DIR COMMAND...: the same for what a mirror lacked a day ago; if it fails,
# what is there is used
cache_again()
(
	set -e
	# shellcheck disable=SC2317 # cache_make calls it
	die() { note "keeping ${kept##*/}: ${*:2}"; touch "$kept/lacks"; exit 3; }
	kept=$1
	cache_make "$@"
)

# cache_get DIR COMMAND...: DIR by cache_make, unless it is whole
cache_get()
{
	local dir=$1

	shift
	STATE=$(cache_state "$dir")
	if [[ $STATE != whole ]]; then
		lock apt
		# another run may have done it meanwhile
		STATE=$(cache_state "$dir")
	fi
	case $STATE in
	whole) ;;
	due)
		set +e # which a condition would turn off inside, too
		cache_again "$dir" "$@"
		set -e
		;;
	*)
		[[ $STATE != damaged ]] ||
			note "$dir is damaged: fetching it again"
		cache_make "$dir" "$@"
		;;
	esac
	# A matrix says it once, its cells do not.
	[[ ! -e $dir/lacks || -n ${TCE_BUILT:-} ]] ||
		note "${dir##*/}: $(<"$dir/lacks")"
}
