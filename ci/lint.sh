#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Formatting and static analysis of the whole tree; nothing is changed.
# shellcheck disable=SC2317 # step() calls the functions
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$(realpath "$0")")/lib.sh"
guard 3
cd "$TCE_ROOT"

usage='usage: ci/lint.sh    (exit: 0 clean, 1 not, 2 usage, 3 could not run)'
case $* in
'') ;;
-h | --help) echo "$usage"; exit ;;
*) die 2 "$usage" ;;
esac
"$TCE_ROOT/ci/deps.sh" lint

mapfile -t sources < <(git ls-files '*.c')
mapfile -t headers < <(git ls-files '*.h')
mapfile -t scripts < <(git ls-files | xargs grep -lE '^#!.*sh$')
failed=0

# step NAME COMMAND...
step()
{
	local name=$1

	shift
	note "lint: $name"
	"$@" || failed=1
}

# one file a process: over several it takes initialised lists for others
tidy_one()
{
	clang-tidy --quiet "$1" -- -std=c11 -D_GNU_SOURCE -Iinclude -Ilib -Ici \
		-Itests/harness -Itests/unit 2>/dev/null
}
export -f tidy_one

# shellcheck disable=SC2016
tidy()
{
	printf '%s\0' "${sources[@]}" |
		xargs -0 -n 1 -P "$(nproc)" bash -c 'tidy_one "$1"' tidy
}

# each script once, those that are sourced too
shell()
{
	printf '%s\n' "${scripts[@]}" ci/*.sh | sort -u |
		xargs -d '\n' -n 10 -P "$(nproc)" shellcheck -x
}

spelling()
{
	git ls-files -z ':!LICENSE' ':!fixtures/ktap' | xargs -0 codespell -L buid,filp,nd
}

# what a container is made with
container()
{
	awk '/^RUN / { on = 1 } on { sub(/^RUN /, ""); print }
		!/\\$/ { on = 0 }' "$TCE_ROOT/ci/Containerfile" |
		shellcheck -s sh -
}

step format clang-format --dry-run -Werror "${sources[@]}" "${headers[@]}"
step shellcheck shell
step container container
step spelling spelling
step words ci/words.sh
# the tables of cases are macros within macros, which cppcheck cannot expand
mapfile -t plain < <(git ls-files '*.c' ':!tests/suites')
step cppcheck cppcheck -q --error-exitcode=1 --inline-suppr --std=c11 \
	--enable=warning,performance,portability -D_GNU_SOURCE -D__x86_64__ \
	--suppress=missingIncludeSystem -Iinclude -Ilib -Ici -Itests/harness -Itests/unit \
	-j "$(nproc)" "${plain[@]}"
step clang-tidy tidy
JUDGED=1
exit "$failed"
