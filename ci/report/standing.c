// SPDX-License-Identifier: GPL-2.0-only
/* The standings of requirements, by the results of a run, and the verdict. */
#include "qualify.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include <stream/table.h>

static const struct {
	const char *word, *class;
} standings[] = {
	[TCE_STANDING_BROKEN] = { "not met", "fail" },
	[TCE_STANDING_DEVIATES] = { "deviates", "waived" },
	[TCE_STANDING_MET] = { "met", "pass" },
	[TCE_STANDING_UNSHOWN] = { "not shown", "skip" },
};

const char *tce_standing_word(enum tce_standing standing)
{
	return standings[standing].word;
}

const char *tce_standing_class(enum tce_standing standing)
{
	return standings[standing].class;
}

static bool word_matches(const char *globs, const char *word, size_t len,
			 bool is_case)
{
	char *all = tce_strdup(globs), *next = all, *glob;
	char *name = strndup(word, len);
	bool found = false;

	while (name && !found && (glob = strsep(&next, " \t")))
		found = *glob && !strchr(glob, '.') == !is_case &&
			!fnmatch(glob, name, 0);
	free(name);
	free(all);
	return found;
}

bool tce_requirement_is_for(const struct tce_requirement *r,
			    const struct tce_result *result)
{
	const char *p = result->clauses, *word;
	size_t len;

	if (word_matches(r->globs, result->name, strlen(result->name), true))
		return true;
	while ((len = tce_word_next(&p, &word)))
		if (word_matches(r->globs, word, len, false))
			return true;
	return false;
}

void tce_requirement_judge(struct tce_requirement *r, const struct tce_run *run)
{
	for (size_t i = 0; i < run->n_results; i++) {
		const struct tce_result *result = &run->results[i];

		if (!tce_requirement_is_for(r, result))
			continue;
		if (tce_run_is_red(run, result))
			r->failed++;
		else if (result->verdict == TCE_VERDICT_XFAIL)
			r->waived++;
		else if (result->verdict == TCE_VERDICT_SKIP)
			r->skipped++;
		else
			r->passed++;
	}
	r->standing = r->failed	  ? TCE_STANDING_BROKEN
		      : r->waived ? TCE_STANDING_DEVIATES
		      : r->passed ? TCE_STANDING_MET
				  : TCE_STANDING_UNSHOWN;
}

size_t tce_standing_count(const struct tce_qualification *q,
			  enum tce_standing standing)
{
	size_t n = 0;

	for (size_t i = 0; i < q->n; i++)
		n += q->requirement[i].standing == standing;
	return n;
}

/* " Deviations: 12 of the kernel (3 from what a kernel must do), 1 of ..." */
static void add_deviations(struct tce_strbuf *text,
			   const struct tce_deviations *d)
{
	const char *comma = " Deviations: ";

	for (enum tce_whose whose = 0; whose < TCE_WHOSE_STALE; whose++) {
		size_t must = tce_whose_musts(d, whose);

		if (!d->of[whose])
			continue;
		tce_strbuf_addf(text, "%s%zu %s", comma, d->of[whose],
				tce_whose_phrase(whose));
		if (must)
			tce_strbuf_addf(text,
					" (%zu from what a kernel must do)",
					must);
		comma = ", ";
	}
	if (*comma == ',')
		tce_strbuf_addf(text, ".");
}

void tce_qualify_verdict(struct tce_strbuf *text,
			 const struct tce_qualification *q)
{
	size_t bad = tce_standing_count(q, TCE_STANDING_BROKEN);
	size_t waived = tce_standing_count(q, TCE_STANDING_DEVIATES);
	size_t unshown = tce_standing_count(q, TCE_STANDING_UNSHOWN);
	size_t met = tce_standing_count(q, TCE_STANDING_MET);

	if (met == q->n)
		tce_strbuf_addf(text, "All %zu requirements are met.", met);
	else
		tce_strbuf_addf(text, "%zu of %zu requirements are met.", met,
				q->n);
	if (bad)
		tce_strbuf_addf(text, " %zu not met.", bad);
	if (waived)
		tce_strbuf_addf(
			text,
			" %zu deviate%s, by known defects of this kernel.",
			waived, waived > 1 ? "" : "s");
	if (unshown)
		tce_strbuf_addf(text, " %zu not shown.", unshown);
	if (q->of.failed && !bad)
		tce_strbuf_addf(text, " %zu other result%s failed.",
				q->of.failed, q->of.failed > 1 ? "s" : "");
	add_deviations(text, &q->deviations);
}
