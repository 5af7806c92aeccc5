# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154
# Pages, matrices and qualifications.

# What a case says is text, whatever it says.
check_markup()
{
	local kind
	printf '%s\n' 'KTAP version 1' 1..1 '# property x <b>"&' '# RUN x.y' \
		'# about <script>alert(1)</script>' '# clauses <i> &amp;' \
		"# step 1: a<b & c>\"d': returned <u>, expected <s>" \
		$'# kernel: \033[31m </pre> \377\357\277\277' \
		'not ok 1 x.y # ERROR </title><script>' '# end' >"$DIR/bad.ktap"
	checks=$((checks + 2))
	for kind in html junit; do
		"$program" "$kind" "$DIR/bad.ktap" >"$DIR/$kind"
		! grep -qE '<b>"|<(i|u|s)>|<script>a|</title><s|</pre> ' \
			"$DIR/$kind" || complain "$kind: text became markup"
	done
	wants "html: a step with its parts" 0 \
		'<span class="call">step 1  a&lt;b &amp; c&gt;&quot;d&#39;' \
		cat "$DIR/html"
	wants "html: the values of a step" 0 \
		'returned &lt;u&gt;, expected &lt;s&gt;' cat "$DIR/html"
	wants "clauses of nowhere" 3 'cannot read the clauses absent' \
		"$program" html --clauses absent "$DIR/bad.ktap"
	wants "two cells" 0 '<th>other' "$program" html "$DIR/bad.ktap" \
		<(printf '%s\n' 'KTAP version 1' '# property kernel other' \
			'# RUN x.y' 'ok 1 x.y' '# end')
}

# One cause is one group: in the page, and in the messages of JUnit.
check_causes()
{
	"$program" html --clauses causes.clauses causes.ktap >"$DIR/html"
	"$program" junit --clauses causes.clauses causes.ktap >"$DIR/junit"
	wants "causes: articles" 0 8 grep -c '<article' "$DIR/html"
	wants "causes: a group" 0 'create.small and 3 more' cat "$DIR/html"
	wants "causes: the clause" 0 \
		'expected 0     CRE-06 (must): a window of any size' cat "$DIR/html"
	wants "causes: the kernel's line" 0 'PE #1 frozen (2 times)' \
		cat "$DIR/html"
	wants "causes: the steps" 0 '<span class="step">  &gt;6  create w1' \
		cat "$DIR/html"
	wants "causes: what is not judged" 0 \
		'<li>pages that stay pinned' cat "$DIR/html"
	wants "causes: junit's first" 0 'type="FAIL" message="step 6: ioctl' \
		cat "$DIR/junit"
	wants "causes: junit's second" 0 'message="as create.small: step 3' \
		cat "$DIR/junit"
	wants "causes: junit's because" 0 \
		'message="because of remove.loses: ' cat "$DIR/junit"
	wants "causes: junit's text" 0 \
		'returned -EBUSY, expected 0     CRE-06 (must): a window' \
		cat "$DIR/junit"
	wants "causes: junit's limit" 0 'name="not-judged" value="pages' \
		cat "$DIR/junit"
	wants "causes: a defect is no skip" 0 \
		'<skipped type="known-defect" message="LD-18' cat "$DIR/junit"
	"$program" junit skipped.ktap >"$DIR/junit"
	wants "causes: a skip is no defect" 0 '<skipped type="not-here"' \
		cat "$DIR/junit"
}

# Several runs: a table, and what is derived from all of them.
check_matrix()
{
	local line

	mkdir -p "$DIR/m/a" "$DIR/m/b"
	cp verdicts.ktap "$DIR/m/a/results.ktap"
	cp skipped.ktap "$DIR/m/b/results.ktap"
	printf '%s\n' '1.5 1 k1 m1 a' '2.5 4 k2 m2 b' '9 3 k1 m2 c' \
		>"$DIR/m/cells"
	wants "matrix" 3 'the slowest: k1 on m2, 9 s' "$program" matrix \
		--output "$DIR/m" "$DIR/m/cells"
	wants "matrix: failures by cause" 3 'Failed: 4' "$program" matrix \
		--output "$DIR/m" "$DIR/m/cells"
	wants "matrix: which run" 3 'create.page-shift-unknown (IBM pSeries' \
		"$program" matrix --output "$DIR/m" "$DIR/m/cells"
	wants "matrix: a cell without a stream" 3 \
		'k1 on m2: no verdict, exit 3 (c)' "$program" matrix \
		--output "$DIR/m" "$DIR/m/cells"
	sed -i '$d' "$DIR/m/cells"
	wants "matrix: red" 1 ' passed, ' "$program" matrix -q \
		--output "$DIR/m" "$DIR/m/cells"
	wants "matrix: a cell" 1 'none ran' "$program" matrix \
		--output "$DIR/m" "$DIR/m/cells"
	checks=$((checks + 1))
	[[ $(grep -c '"kernel":' "$DIR/m/results.json") == 2 ]] ||
		complain "matrix: results.json has not two cells"
	wants "matrix: the page" 0 '' grep -q 'Kernels and machines' \
		"$DIR/m/report.html"
	for line in nonsense 'nan 0 k m a' 'inf 0 k m a' '1e9 0 k m a' \
		'-1 0 k m a' '1 99999999999 k m a' '1 -1 k m a' '1 0 k m a b' \
		"1 0 $(printf '%0128d' 1) m a" '1 0 k m' '1..2 0 k m a'; do
		echo "$line" >"$DIR/m/cells"
		wants "matrix: a bad list, $line" 3 'cells:1: want SECONDS' \
			"$program" matrix --output "$DIR/m" "$DIR/m/cells"
	done
	wants "matrix: nowhere" 2 '--output DIR is missing' "$program" matrix x
}

# All clauses of the contract are somebody's requirement.
check_requirements()
{
	local clause glob found
	local -a globs
	checks=$((checks + 1))
	read -ra globs <<<"$(grep -v '^#' "$requirements" | cut -d '|' -f 3 |
		tr '\n' ' ')"
	while read -r clause; do
		found=no
		for glob in "${globs[@]}"; do
			# shellcheck disable=SC2053
			[[ $glob == *.* || $clause != $glob ]] || found=yes
		done
		[[ $found == yes ]] ||
			complain "$requirements: $clause is no requirement's"
	done < <(sed -n 's/^\([A-Z0-9]*-[0-9]*\) |.*/\1/p' \
		"${requirements%/*}/clauses.txt")
}

# standing NAME WHAT: of a requirement, in the page and for machines
standing()
{
	wants "qualify: $1" 0 "\"standing\": \"$2\"" \
		grep -A 2 "\"name\": \"$1\"" q/qualification.json
	wants "qualify: $1 in the page" 0 "$2" grep "<b>$1</b>" \
		q/qualification.html
}

check_qualify()
{
	local run=("$program" qualify --requirements "$DIR/req" q)
	mkdir -p q
	cat >"$DIR/req" <<-'END'
	# a comment
	Met | by a clause | AB-0[12]
	Deviating | by another | AB-03 AB-01
	Broken | by a case | x.red*
	Absent | no result is for it | AB-77 y.*
	Skipped | the result did not run | AB-04
	Long | repeated | soak*.*
	END
	printf '%s\n' 'KTAP version 1' '# property device.name A "fine" <one>' \
		'# property host.left-out 7 cases that may do harm' 1..5 \
		'# RUN x.a' '# clauses AB-01 AB-02' 'ok 1 x.a' \
		'# RUN x.b' '# clauses AB-03' 'ok 2 x.b # XFAIL known: so it is' \
		'# RUN x.c' '# clauses AB-04' 'ok 3 x.c # SKIP needs more: none' \
		'# RUN x.red' 'not ok 4 x.red' \
		'# RUN soak.life' 'ok 5 soak.life' \
		'# property soak.life cycles=42 seconds=7 slab_kib=+3' '# end' \
		>q/results.ktap
	wants "qualify" 0 'q/qualification.html' "${run[@]}"
	standing Met met
	standing Deviating deviates
	standing Broken 'not met'
	standing Absent 'not shown'
	standing Skipped 'not shown'
	standing Long met
	wants "qualify: the adapter" 0 '&lt;one&gt;' cat q/qualification.html
	wants "qualify: left out" 0 'Left out: 7 cases' cat q/qualification.html
	wants "qualify: the head" 0 \
		'<b>2 of 6 requirements are met. 1 not met. 1 deviates, by' \
		cat q/qualification.html
	wants "qualify: a skip" 0 '1 case: needs more: none' \
		cat q/qualification.html
	wants "qualify: soak" 0 '<td class="time">42</td>' \
		cat q/qualification.html
	checks=$((checks + 1))
	! grep -q 'Checksums\|id="rates"' q/qualification.html ||
		complain "qualify: speaks of files that are not there"
	echo 'abc  results.ktap' >q/SHA256SUMS
	printf '{"results": [%s, %s, %s]}' \
		'{"call": "map", "page": 65536, "bytes": 65536, "median_ns": 900}' \
		'{"call": "map", "page": 65536, "bytes": 1048576, "median_ns": 9000}' \
		'{"call": "library", "median_ns": 9}' >q/rates.json
	wants "qualify: with all" 0 '' "${run[@]}"
	wants "qualify: a chart" 0 'aria-label="time of map' \
		cat q/qualification.html
	wants "qualify: checksums" 0 'abc  results.ktap' cat q/qualification.html
	echo '{' >q/rates.json
	wants "qualify: bad rates" 3 'q/rates.json' "${run[@]}"
	rm q/rates.json
	echo 'Half | a line' >"$DIR/req"
	wants "qualify: bad requirements" 2 'req:1: want NAME' "${run[@]}"
	rm "$DIR/req"
	wants "qualify: no requirements" 3 'cannot read the requirements' \
		"${run[@]}"
	wants "qualify: none named" 2 '--requirements FILE is missing' \
		"$program" qualify q
	rm -r q
}

# against WHAT WORDS [SED]...: the statement on whose.ktap against a changed other run
against()
{
	sed "${@:3}" whose-other.ktap >"$DIR/other.ktap"
	wants "$1" 0 '' "$program" qualify --clauses whose.clauses \
		--baseline "$DIR/other.ktap" --requirements "$DIR/req" q
	# where lines are broken does not matter
	wants "$1" 0 "$2" tr -s ' \n' ' ' <q/statement.txt
}

# What the other run decides, and what it cannot; pages, and files for programs.
check_whose()
{
	local run=("$program" qualify --clauses whose.clauses
		--requirements "$DIR/req" q)

	rm -rf q
	mkdir q
	cp whose.ktap q/results.ktap
	echo 'All | what there is | AB-1' >"$DIR/req"
	against "whose: another kernel" 'decides nothing: it has Linux 6.13, and' \
		-e 's/release .*/release 6.13/'
	wants "whose: another kernel" 0 'firmware: 0' cat q/statement.txt
	against "whose: another platform" 'it has the platform PowerNV, and' \
		-e 's/platform .*/platform PowerNV/'
	against "whose: another page size" 'it has a page size of 4096, and' \
		-e 's/page_size .*/page_size 4096/'
	against "whose: another mode" 'one of the two is pedantic' \
		-e '2i# property pedantic yes'
	against "whose: the same kind of device" 'on a device of the same kind)' \
		-e 's/devices .*/devices 144d:a80a/'
	against "whose: skipped there" '(skipped there: needs it' \
		-e 's/^ok 5 .*/& # SKIP needs it/'
	against "whose: a known defect there" '(a known defect there: it' \
		-e 's/^not ok 4 .*/ok 4 create.kernels # XFAIL it/'
	against "whose: never ran there" 'TIMEOUT 10 s (the other run did not run' \
		-e 's/^not ok 9 .*/& # ERROR not run/;s/# TIMEOUT 10 s //'
	"$program" json whose-other.ktap >"$DIR/other.json"
	wants "whose: of JSON" 0 '' "${run[@]}" --baseline "$DIR/other.json"
	checks=$((checks + 1))
	diff whose.against q/statement.txt ||
		complain "whose: JSON and stream of the other run differ"
	wants "whose: for programs" 0 '"case": "data-nvme.alone"' \
		jq '.deviations.device' q/qualification.json
	wants "whose: must, for programs" 0 'must' \
		jq '.deviations.device[0].level' q/qualification.json
	wants "whose: the page" 0 '<h3>Of this adapter, slot or firmware <small>1<' \
		cat q/qualification.html
	wants "whose: no such run" 3 absent "${run[@]}" --baseline absent
	rm -r q
}

# limited SECONDS COMMAND...: of the processor's time
limited()
{
	(
		ulimit -t "$1"
		exec "${@:2}" >"$DIR/many" 2>&1
	)
}

# A guest can send any number of suites, properties and limits.
check_many()
{
	local kind

	{
		printf '%s\n' 'KTAP version 1' 1..40000
		seq -f 'ok 1 s%.0f.x' 40000
		echo '# end'
	} >"$DIR/suites.ktap"
	{
		printf '%s\n' 'KTAP version 1' 1..1
		seq -f '# property p%.0f x' 100000
		printf '%s\n' 'ok 1 a.b' '# end'
	} >"$DIR/properties.ktap"
	for kind in junit html; do
		wants "many suites: $kind" 0 '' \
			limited 7 "$program" "$kind" "$DIR/suites.ktap"
	done
	wants "many properties" 0 '' \
		limited 5 "$program" junit "$DIR/properties.ktap"
	{
		printf '%s\n' 'KTAP version 1' 1..1
		seq -f '# not judged: x%.0f' 100000
		printf '%s\n' 'ok 1 a.b' '# end'
	} >"$DIR/limits.ktap"
	wants "many limits" 0 '' \
		limited 5 "$program" junit "$DIR/limits.ktap"
}
