# SPDX-License-Identifier: GPL-2.0-only
# awk -f ci/worse.awk BASE NEW: what is worse in NEW, a stream of the same cases as BASE.
# Verdicts alone do not show it: a case that is red in both can fail at another step,
# or for another report of the kernel. "worse<TAB>CASE<TAB>WHAT" a line; and where the
# contract leaves a choice, "other<TAB>CASE<TAB>WHAT" for another answer.

BEGIN {
	# the later the worse
	n = split("pass skip xfail fail timeout error", names, " ")
	for (i = 1; i <= n; i++)
		rank[names[i]] = i
	rank["xpass"] = 1
}

function plain(text)
{
	sub(/ \[waived: [^]]*\]/, "", text)
	gsub(/0x[0-9a-f]+/, "#", text)
	gsub(/[0-9][0-9a-f]*/, "#", text)
	return text
}

# "not ok 3 map.iova # ERROR kernel: WARNING: ..."
function verdict_of(line)
{
	if (match(line, / # (SKIP|XFAIL|XPASS|TIMEOUT|ERROR)/))
		return tolower(substr(line, RSTART + 3, RLENGTH - 3))
	return line ~ /^not / ? "fail" : "pass"
}

function note(kind, text)
{
	if (FILENAME == base)
		known[name, kind, plain(text)]
	else if (!((name, kind, plain(text)) in known) && !met[name, kind, plain(text)]++)
		found[++count] = kind "\t" text
}

function close_case(line, i, was, is, reason)
{
	is = verdict_of(line)
	reason = line
	if (!sub(/^[^#]* # [A-Z]+ ?/, "", reason))
		reason = ""
	if (is != "pass" && is != "skip" && reason != "")
		note("worse", reason)
	if (FILENAME == base) {
		verdict[name] = is
		return
	}
	done[name]
	was = name in verdict ? verdict[name] : "none"
	if (was == "none" ? rank[is] > 2 : rank[is] > rank[was])
		printf "worse\t%s\tis %s, was %s%s\n", name, is, was, \
			(reason == "" ? "" : ": " reason)
	else if (rank[is] > 2)
		for (i = 1; i <= count; i++)
			if (found[i] ~ /^worse/)
				printf "worse\t%s\tis %s otherwise: %s\n", name, \
					is, substr(found[i], 7)
	for (i = 1; i <= count; i++)
		if (found[i] ~ /^other/)
			printf "other\t%s\t%s\n", name, substr(found[i], 7)
	delete found
	count = 0
}

FNR == 1 && base == "" {
	base = FILENAME
}

{
	sub(/\r$/, "")
}

/^# RUN / {
	name = $3
	delete found
	count = 0
	next
}

/^(not )?ok [0-9]+ / {
	line = $0
	sub(/^(not )?ok [0-9]+ (- )?/, "", line)
	split(line, words, " ")
	name = words[1]
	close_case($0)
	name = ""
	next
}

name == "" {
	next
}

/^# outcome / {
	sub(/^# outcome /, "")
	note("other", $0)
	next
}

# Steps have more blanks; what the kernel logged is in the console log, too.
/^# [^ ]/ && !/^# (about|clauses|limit|time|kernel:|because|property) / {
	sub(/^# /, "")
	note("worse", $0)
}

END {
	for (name in verdict)
		if (!(name in done))
			printf "worse\t%s\thas no verdict, was %s\n", name, \
				verdict[name]
}
