#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Formatting and static analysis of the whole tree; nothing is changed.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
cd "$TCE_ROOT"

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

tidy()
{
	printf '%s\0' "${sources[@]}" |
		xargs -0 -n 1 -P "$(nproc)" clang-tidy --quiet \
			--extra-arg=-Wno-unknown-warning-option 2>&1 -- |
		grep -vE '^[0-9]+ warnings? generated|^Suppressed|^Use -header' ||
		:
	return "${PIPESTATUS[1]}"
}

# clang-tidy takes the flags from a file
flags()
{
	printf '%s\n' -std=c11 -D_GNU_SOURCE -Iinclude -Itests/harness \
		'-DTCE_VERSION="lint"' >compile_flags.txt
	trap 'rm -f compile_flags.txt' EXIT
}

spelling()
{
	git ls-files -z ':!LICENSE' ':!fixtures/ktap' | xargs -0 codespell
}

flags
step format clang-format --dry-run -Werror "${sources[@]}" "${headers[@]}"
step shellcheck shellcheck -x "${scripts[@]}" ci/*.sh
step spelling spelling
step cppcheck cppcheck -q --error-exitcode=1 --inline-suppr --std=c11 \
	--enable=warning,performance,portability -D_GNU_SOURCE -D__x86_64__ \
	--suppress=missingIncludeSystem -Iinclude -Itests/harness -j "$(nproc)" "${sources[@]}"
step clang-tidy tidy
exit "$failed"
