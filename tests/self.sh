#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Proves tce-test without a device: self.sh TCE_TEST
# The harness by its pseudo suites, then its command line.
set -euo pipefail

[[ $# == 1 && -x $1 ]] || {
	echo "self.sh: want the path of tce-test, built" >&2
	exit 2
}
TEST=$1
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

# want STATUS PATTERN ARGS...: exit status, and a part of the output
want()
{
	local status=$1 pattern=$2 rc=0

	shift 2
	checks=$((checks + 1))
	"$TEST" "$@" >"$DIR/out" 2>&1 || rc=$?
	if [[ $rc != "$status" ]]; then
		complain "tce-test $*: exit $rc, want $status"
	elif [[ $(<"$DIR/out") != *$pattern* ]]; then
		complain "tce-test $*: no '$pattern' in its output"
	fi
}

"$TEST" --self >"$DIR/out" 2>&1 || complain 'tce-test --self'

want 0 'Usage: tce-test' --help
want 0 'tce-test ' --version
want 2 '--nonsense: unknown option (see tce-test --help)' --nonsense
want 2 '-x: wants a value' -x
want 2 '--list=nonsense: want one of names, long' --list=nonsense
want 2 '--repeat 0: want a number' --repeat 0
want 2 '--repeat 2x: want a number' --repeat 2x
want 2 '--timeout -1: want a number' --timeout -1
want 2 '--timeout nan: want a number' --timeout nan
want 2 '--backend hope: want kernel' --backend hope
want 2 '--break: needs --backend model' --break 0
want 2 '--user 0: want a user id from 1 to' --booted --user 0
want 2 '--user: needs --booted' --user 1000
want 2 '--break nonsense: unknown rule' --backend model --break nonsense
want 4 'no case matches' --mutate 'nonsense.*'
want 0 'map.no-access ' --mutate 'map.no-*'
want 0 '(as data-nvme.reset)' --mutate data-edu.reset
want 0 '(as data-edu.every-byte)' --mutate data-nvme.every-byte
want 2 '--platform nonsense: unknown platform' --backend model --platform nonsense
want 2 'no device: want -d BDF' --waivers /dev/null
want 2 '--host: needs -d BDF' --host
want 2 '--backend model takes --platform' --host -d 0000:00:00.0 --backend model
want 2 'need --host' -n -d 0000:00:00.0
want 2 '--force all: want names of risks' --host --force all
want 2 '--hugepages 2M: want KIB:COUNT' --host --hugepages 2M
want 2 'want KIB:COUNT' --host --hugepages 2048:99999999999999999999
want 2 '--state: wants a folder' --restore --state ''
want 2 '--host cannot be combined' --host -d 0000:00:00.0 --list
want 0 'nothing to put back' --restore --state /nonexistent
want 2 '/nonexistent: No such file' --cases /nonexistent
want 2 'cannot be combined with GLOB' --cases /dev/null --repeat 2
want 4 "no case matches 'nonsense.*'" 'nonsense.*'
want 4 "no case matches 'info': want 'info.*'" info
want 2 "no case matches 'creat.*'" --list 'info.*' 'creat.*'
want 2 "no case matches 'nfo*'" --list -x 'nfo*' 'info.*'
want 2 '--basline=x: unknown option (see' --basline=x
want 2 '--wavers=x: unknown option; did you mean --waivers?' --wavers=x
want 2 '--break ERNO: unknown rule; did you mean ERRNO?' --backend model \
	--break ERNO
want 2 "'creat.*'; did you mean 'create.*'?" --list 'info.*' 'creat.*'
want 4 "'unmpa.no-*'; did you mean 'unmap.no-*'?" 'unmpa.no-*'
want 4 "'creat'; did you mean 'create.*'?" creat
want 4 "'info.page-size'; did you mean 'info.page-sizes'?" info.page-size
want 4 "'info.nonsense' (see --list)" info.nonsense
want 2 '--repeat 100000: too many runs' --list=plan --repeat 100000
want 0 'info.v1/1000' --list=plan --repeat 1000 info.v1
want 0 'collide.first-maps' --list 'info.*' 'collide.*'
want 2 'colour=blue: unknown fact (known: pseries, ' --fact colour=blue
want 2 'start64=x: want start64=NUMBER' --fact start64=x
want 0 'start64 ' --list=facts
for list in --list={facts,needs,rules,operations,platforms,devices} --restore; do
	want 2 'info.*: it has no cases to choose' "$list" 'info.*'
done
want 2 'info.*: it has no cases to choose' --list=facts -x 'info.*'
want 2 '-d X: it is not for one device' --restore -d X
want 0 'ddw ' --list=needs
want 4 '/dev/null names no case' --cases /dev/null
want 4 'no case matches' --list=plan 'nonsense.*'
want 3 '/nonexistent/out: No such file' \
	--backend model -o /nonexistent/out
want 0 '# property pedantic only' --backend model --pedantic \
	--platform pseries-64k-hash info.page-sizes
want 0 $'platform.usable\tshared' --list=plan
want 0 'info.page-sizes' --list=plan -x platform.usable info.page-sizes
want 4 'no case matches' --list=plan -x info.page-sizes info.page-sizes
want 0 'platform.usable' --list
want 0 $'\n    clauses     INFO-01\n' --list=long 'info.dynamic-windows-flag'
want 0 'pseries-64k' --list=platforms
want 0 '  0  API_VERSION   ' --list=rules

echo 'platform.usabl' >"$DIR/cases"
want 2 "unknown case 'platform.usabl'" --cases "$DIR/cases"
echo 'platform.usable | * | r | s' >"$DIR/waivers"
want 2 'waivers:1: want' --list=waivers --waivers "$DIR/waivers"
echo 'no.case | * | r | some | why' >"$DIR/waivers"
want 1 'matches no case' --list=waivers --waivers "$DIR/waivers"
echo 'platform.* | * | r | some | why' >"$DIR/waivers"
want 0 'platform.*' --list=waivers --waivers "$DIR/waivers"
echo 'A-1' >"$DIR/clauses"
want 2 "clauses:1: want 'ID" --list=clauses --clauses "$DIR/clauses"
echo 'A-1 | seen | a sentence' >"$DIR/clauses"
want 1 'A-1 has neither' --list=clauses --clauses "$DIR/clauses"
echo 'A-1 | should | a sentence' >"$DIR/clauses"
want 2 'clauses:1: the level is' --list=clauses --clauses "$DIR/clauses"
echo 'A-1 | must | a sentence' >"$DIR/clauses"
want 2 "clauses:1: a 'must' names its source" \
	--list=clauses --clauses "$DIR/clauses"
printf '%s\n' '# a comment' 'A-1 | must uapi:MAP, qemu | a sentence' \
	>"$DIR/clauses"
want 2 'clauses:2: want sources' \
	--list=clauses --clauses "$DIR/clauses"
echo 'uapi | what it is | a place' >"$DIR/sources.txt"
want 2 'clauses:2: want sources' --list=clauses --clauses "$DIR/clauses"
echo 'qemu | what it is' >>"$DIR/sources.txt"
want 2 'sources.txt:2: want' --list=clauses --clauses "$DIR/clauses"
sed -i '$s/$/ | a place/' "$DIR/sources.txt"
want 1 'A-1 has neither' --list=clauses --clauses "$DIR/clauses"
sed -i 's/, qemu//' "$DIR/clauses"
want 1 'sources.txt:2: no clause names qemu' \
	--list=clauses --clauses "$DIR/clauses"
want 0 $'INFO-01 (' --list=clauses 'info.*'

# All machines of the model are one stream: one head, a plan that holds, names
# that are unique, and numbers in order. tce-report finds all of it green.
checks=$((checks + 3))
rc=0
"$TEST" --backend model 'info.*' 'map.*' >"$DIR/model" || rc=$?
grep '^not ok' "$DIR/model" >"$DIR/out" || true
[[ $rc == 0 ]] || complain "all machines of the model: exit $rc"
awk '/^KTAP/ { heads++ }
	/^1\.\./ { plans++; plan = substr($0, 4) }
	/^(not )?ok / { sub(/^not /, ""); n++; wrong += $2 != n || seen[$3]++ }
	END {
		print heads " heads, " plans " plans, the last of " plan ", " n \
			" results, " wrong + 0 " with a wrong number or name"
		exit !(heads == 1 && plans == 1 && plan == n && !wrong)
	}' "$DIR/model" >"$DIR/out" || complain 'all machines: no valid stream'
rc=0
"${TEST%/*}/tce-report" summary "$DIR/model" >"$DIR/out" || rc=$?
[[ $rc == 0 && $(tail -n 1 "$DIR/out") == *', 0 failed, '* ]] ||
	complain "all machines: tce-report: exit $rc"

# Scripts know what is near as the programs do.
near=$(dirname "$0")/../ci/near.awk
mapfile -t suites < <("$TEST" --list=suites | sed '1,2d; $d' | tr -d '`' | cut -d ' ' -f 2)
for suite in "${suites[@]}"; do
	for word in "${suite:1}" "${suite:0:1}xy${suite:2}" "${suite}z" \
		"${suite:1:1}${suite:0:1}${suite:2}"; do
		[[ " ${suites[*]} " != *" $word "* ]] || continue
		meant=$(printf '%s\n' "${suites[@]}" |
			WORD=$word awk -f "$near")
		[[ -z $meant ]] || meant="; did you mean '$meant.*'?"
		want 4 "'$word'${meant:- (see --list)}" "$word"
	done
done

# A stream that cannot be written is no verdict.
rc=0
"$TEST" --backend model >/dev/full 2>"$DIR/out" || rc=$?
checks=$((checks + 1))
[[ $rc == 3 && $(<"$DIR/out") == *'cannot write the stream'* ]] ||
	complain "a full disk: exit $rc, want 3 and a message"
finish
