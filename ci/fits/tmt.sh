#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Runs the suite and writes its results for tmt, with a log for each case, to
# $TMT_TEST_DATA/results.yaml.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$(dirname "$(realpath "$0")")/../lib.sh"
guard 3

case ${1-} in
-h | --help)
	echo 'usage: ci/fits/tmt.sh [option or GLOB of run-tests.sh]...'
	exit
	;;
esac
rc=0
out=${TMT_TEST_DATA-}
[[ -n $out ]] || die 3 'TMT_TEST_DATA must be set, by tmt'

"$TCE_ROOT/run-tests.sh" -o "$out" "$@" || rc=$?
# Without results tmt reports an error.
[[ $rc == 0 || $rc == 1 ]] || exit "$rc"
sed -nE 's/^(not ok|ok) [0-9]+ ([^ ]+)( # ([A-Z]+))?.*/\1|\4|\2/p' \
	"$out/results.ktap" | while IFS='|' read -r ok word name; do
	case $ok:$word in
	ok:SKIP) result=info ;;
	ok:*) result=pass ;;
	*:ERROR) result=error ;;
	*) result=fail ;;
	esac
	printf -- '- name: /%s\n  result: %s\n  log: [cases/%s.log]\n' \
		"${name/.//}" "$result" "${name/\//.}"
done >"$out/results.yaml"
JUDGED=1
exit "$rc"
