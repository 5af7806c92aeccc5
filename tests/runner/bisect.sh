#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Which commit broke it: ci/bisect.sh over a history with a defect in it.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

# bisected STATUS ARG...: how the commit that is checked out is judged
bisected()
{
	local rc=0

	(cd "$DIR/tree" && "$TCE_ROOT/ci/bisect.sh" "${@:2}") \
		>"$DIR/out" 2>&1 </dev/null || rc=$?
	expect "bisect.sh ${*:2}" "$1" '' "$rc"
}

# A kernel's history, in which a commit does not build, one does not boot, and
# one brings a defect.
bisection()
{
	local tree=$DIR/tree change
	local -a git=(git -C "$tree" -c user.name=x -c user.email=x@x)

	export FAKE=history
	mkdir "$tree"
	git init -q "$tree"
	printf '%s\n' '.PHONY: vmlinux olddefconfig' 'olddefconfig:' 'vmlinux:' \
		$'\t! grep -q broken kernel' $'\tcp kernel vmlinux' \
		>"$tree/Makefile"
	printf '%s\n' vmlinux .config >"$tree/.gitignore"
	mkdir -p "$tree/arch/powerpc"
	: >"$tree/arch/powerpc/Kconfig"
	: >"$tree/.config"
	for change in one two broken hangs five defect seven eight; do
		make_kernel "$tree/kernel"
		echo "$change" >>"$tree/kernel"
		[[ $change != [se]* ]] || echo defect >>"$tree/kernel"
		"${git[@]}" add -A
		"${git[@]}" commit -qm "$change"
	done
	(
		cd "$tree"
		git bisect start HEAD HEAD~7
		git bisect run "$TCE_ROOT/ci/bisect.sh" --boot-timeout 1 \
			'info.page-*'
	) >"$DIR/out" 2>&1 </dev/null || :
	checks=$((checks + 1))
	"${git[@]}" log -1 --format=%s refs/bisect/bad | grep -qx defect ||
		complain 'bisection: another commit'
	"${git[@]}" bisect reset >/dev/null 2>&1
	"${git[@]}" checkout -q ':/^hangs'
	bisected 125 --boot-timeout 1 'info.page-*'
	said 'the guest: silent for 1 s'
	"${git[@]}" checkout -q 'HEAD^'
	bisected 125 'info.page-*'
	said 'it does not build'
	# What is no verdict on the commit ends the bisection.
	"${git[@]}" checkout -q ':/^one'
	bisected 0 'info.page-*'
	bisected 255 -n 'info.page-*'
	said 'ran no case'
	bisected 255 'info.page-*' --help
	TMPDIR=/nonexistent bisected 255 'info.page-*'
	said 'failed unexpectedly'
	ln -s "$TCE_ROOT/ci/bisect.sh" "$DIR/linked.sh"
	(cd "$tree" && "$DIR/linked.sh" 'info.page-*') >"$DIR/out" 2>&1 ||
		complain 'bisect.sh, called by a link'
	rm "$tree/arch/powerpc/Kconfig"
	bisected 255 'info.page-*'
	said 'no kernel tree'
	"${git[@]}" checkout -q .
	mv "$tree/.config" "$DIR/config"
	bisected 255 -n 'info.page-*'
	said "tree:$tree/vmlinux"
	mv "$DIR/config" "$tree/.config"
	bisected 255 --config nowhere
	said 'no such file'
	bisected 255 'nonsense.*'
}

bisection
finish
