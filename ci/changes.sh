# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Changes to the source of a lab kernel: which files a part of its name stands for, to
# make them, and to undo them. Sourced by lab.sh, after lib.sh.

# lab_variant NAME: its options, changes to the source, or both. Without options the
# kernel is built where the base is.
lab_variant()
{
	local -a files

	! grep -q '^CONFIG_' "$LAB/$1.config" || VARIANTS+=("$1")
	mapfile -t files < <(change_files "$LAB/$1")
	CHANGES+=("${files[@]}")
}

# lab_change FOLDER NAME: one more change to the source, once, and before it those that
# it builds on
lab_change()
{
	local name=$TCE_ROOT/fixtures/$1/$2 file before
	local -a files known

	[[ ! -e $name.conf ]] || for before in $(value after "$name.conf"); do
		lab_change "$1" "$before"
	done
	mapfile -t files < <(change_files "$name")
	mapfile -t known < <(names "$TCE_ROOT/fixtures/$1" | tr ' ' '\n')
	[[ ${#files[@]} != 0 ]] ||
		die 2 "fixtures/$1: no change $2; $(meant "$2" "${known[@]}")"
	for file in "${files[@]}"; do
		[[ " ${CHANGES[*]} " == *" $file "* ]] || CHANGES+=("$file")
	done
}

# lab_area AREA|all: all fixes of an area, as one series of patches; plain diffs first,
# because a semantic patch can follow other changes
lab_area()
{
	local name kind

	[[ " $FIX_AREAS all " == *" $1 "* ]] ||
		die 2 "no area $1 of fixes; known: $FIX_AREAS all"
	for kind in patch cocci; do
		for name in $(fixes_of "$1" "$SERIES"); do
			[[ ! -e $TCE_ROOT/fixtures/fixes/$name.$kind ]] ||
				lab_change fixes "$name"
		done
	done
}

# lab_save LINUX SAVED FILE: the original of a file that is changed
lab_save()
{
	mkdir -p "$2/${3%/*}"
	[[ -e $2/$3 ]] || cp "$1/$3" "$2/$3"
}

# lab_spatch LINUX SAVED CHANGE: a semantic patch
lab_spatch()
{
	local file new=$2.c log=$2.log
	local -a files

	mapfile -t files < <(sed -n 's|^// file: ||p' "$3")
	[[ ${#files[@]} != 0 ]] || die 2 "$3: no line // file:"
	for file in "${files[@]}"; do
		lab_save "$1" "$2" "$file"
		cp "$1/$file" "$new"
		spatch --very-quiet --sp-file "$3" --in-place "$new" \
			>"$log" 2>&1 || die 3 "${3##*/}: $(tail -n 1 "$log")"
		! cmp -s "$1/$file" "$new" ||
			die 3 "${3##*/} changes nothing in $file"
		cp "$new" "$1/$file"
	done
}

# lab_patch LINUX SAVED CHANGE: a plain diff. Other changes may have moved the lines,
# or changed what is beside them.
lab_patch()
{
	local file new=$2.new log=$2.log
	local -a files

	mapfile -t files < <(sed -n 's|^+++ b/||p' "$3")
	rm -rf "$new"
	for file in "${files[@]}"; do
		lab_save "$1" "$2" "$file"
		lab_save "$1" "$new" "$file"
	done
	(cd "$new" && GIT_CEILING_DIRECTORIES=${new%/*} git apply -C1 "$3") \
		>"$log" 2>&1 || die 3 "${3##*/}: $(tail -n 1 "$log")"
	cp -R "$new/." "$1"
	rm -rf "$new"
}

# lab_apply LINUX SAVED: makes the changes; SAVED gets the original files. Each is made
# in a copy: after this run was killed it could still write, after lab_restore.
lab_apply()
{
	local change

	for change in "${CHANGES[@]}"; do
		case $change in
		*.patch) lab_patch "$1" "$2" "$change" ;;
		*) lab_spatch "$1" "$2" "$change" ;;
		esac
	done
}

# lab_restore LINUX SAVED: undoes the changes, also those of a run that was killed
lab_restore()
{
	local file

	[[ -e $2 ]] || return 0
	(cd "$2" && find . -type f) | while read -r file; do
		cp "$2/$file" "$1/$file"
	done
	rm -rf "$2"
}
