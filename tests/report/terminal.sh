# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154
# What others wrote must not act on the terminal of who reads it.

# quiet WHAT STATUS WORDS COMMAND...: the exit code, words of the output, and in it
# no character that a terminal acts on
quiet()
{
	local what=$1 status=$2 words=$3 got=0

	shift 3
	checks=$((checks + 1))
	"$@" >"$DIR/said" 2>&1 || got=$?
	[[ $got == "$status" ]] || complain "$what: exit $got, expected $status"
	grep -qF -- "$words" "$DIR/said" ||
		complain "$what: no '$words' in $(cat -v "$DIR/said")"
	! LC_ALL=C grep -qE $'[\001-\010\013-\037\177]|\302[\200-\237]|\342\200[\252-\256]' \
		"$DIR/said" || complain "$what: $(cat -v "$DIR/said")"
}

check_terminal()
{
	# as bytes: bash writes \u as it is where the locale is not UTF-8
	local bad=$'\e]0;x\a\302\2332J\342\200\256'

	stream "$DIR/a.ktap" 'ok a.one' 'ok a.two' 'ok a.two-dots'
	stream "$DIR/c1.ktap" $'not ok a.one # ERROR \302\2332J\342\200\256 \e[2J'
	quiet "a stream" 1 'ERROR   a.one: ?2J? ?[2J' \
		"$program" summary "$DIR/c1.ktap"
	cat >"$DIR/escapes.json" <<-'END'
	{"schema": 1, "cells": [{"kernel": "k", "machine": "m", "release": "r",
	 "page_size": 4096, "cases": [
	 {"name": "a.one", "status": "fail", "seconds": 0.1, "reason":
	  "\u001b]0;x\u0007\nINJECTED\r0 new failures"},
	 {"name": "a.two", "status": "pass", "seconds": 0.1, "reason": "",
	  "outcomes": {"step\u001b[2J": "-E\u009b2J"}},
	 {"name": "a.two-dots", "status": "error", "seconds": 0.1,
	  "reason": "\u009b31m\u202e"}]}]}
	END
	quiet "results.json" 1 'FAIL ?]0;x??INJECTED?0 new failures' \
		"$program" compare "$DIR/a.ktap" "$DIR/escapes.json"
	sed 's/-E/E/' "$DIR/escapes.json" >"$DIR/escapes2.json"
	quiet "outcomes of results.json" 1 'step?[2J: -E?2J before' \
		"$program" compare "$DIR/escapes.json" "$DIR/escapes2.json"
	quiet "rates.json" 0 '?]0;x' "$program" rates <(printf '%s' \
		'{"results": [{"call": "\u001b]0;x", "median_ns": 9}]}')
	quiet "a file's name" 3 'absent?]0;x??2J?' \
		"$program" summary "absent$bad"
	mkdir -p "$DIR/esc/a"
	cp verdicts.ktap "$DIR/esc/a/results.ktap"
	printf '%s\n' "1 3 k$bad m$bad a" >"$DIR/esc/cells"
	quiet "a matrix" 3 'k?]0;x??2J?' "$program" matrix \
		--output "$DIR/esc" "$DIR/esc/cells"
	cp "$DIR/escapes.json" "$DIR/run$bad"
	quiet "a history" 1 'run?]0;x??2J?' "$program" history -o "$DIR/esc" \
		"$DIR/run$bad"
	quiet "a history's page" 0 'run?]0;x??2J?' cat "$DIR/esc/history.html"
	quiet "a property" 1 'k?]0;x??2J?' "$program" live --plan verdicts.plan \
		--output "$DIR/esc" --property "kernel=k$bad" verdicts.ktap
	printf 'n\tc\tx\tm\tk\t-\t1\t1\tholds\t\e[2J\n' >"$DIR/pairs"
	wants "pairs" 0 '' "$program" pairs --output "$DIR/esc" "$DIR/pairs"
	quiet "pairs.html" 0 '?[2J' cat "$DIR/esc/pairs.html"
}
