// SPDX-License-Identifier: GPL-2.0-only
#include "whose.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <stream/table.h>

#include "compare.h"
#include "finding.h"

static const struct {
	const char *key, *phrase, *title;
} words[] = {
	[TCE_WHOSE_KERNEL] = { "kernel", "of the kernel",
			       "Of the kernel, on any device" },
	[TCE_WHOSE_DEVICE] = { "device", "of this adapter, slot or firmware",
			       "Of this adapter, slot or firmware" },
	[TCE_WHOSE_UNDECIDED] = { "undecided", "undecided",
				  "Of the kernel, or of this adapter, slot or "
				  "firmware: undecided" },
	[TCE_WHOSE_STALE] = { "stale", "known, and did not show",
			      "Known defects of the kernel that did not show" },
};

const char *tce_whose_key(enum tce_whose whose)
{
	return words[whose].key;
}

const char *tce_whose_phrase(enum tce_whose whose)
{
	return words[whose].phrase;
}

const char *tce_whose_title(enum tce_whose whose)
{
	return words[whose].title;
}

size_t tce_whose_musts(const struct tce_deviations *d, enum tce_whose whose)
{
	size_t n = 0, i;

	for (i = 0; i < d->n; i++)
		n += d->deviation[i].whose == whose && d->deviation[i].must;
	return n;
}

/* --- the other run -------------------------------------------------------- */

static const char *property(const struct tce_run *run, const char *key)
{
	const char *value = tce_run_get(run, key);

	return value ? value : "";
}

/* "IBM pSeries (emulated by qemu), 1234:11e8" */
static char *describe(const struct tce_run *other)
{
	const char *devices = property(other, "devices");
	const char *machine = property(other, "machine");
	struct tce_strbuf text = { 0 };

	tce_strbuf_addf(&text, "%s%s%s", *machine ? machine : "another machine",
			*devices ? ", " : "", devices);
	return text.data;
}

/*
 * Another kernel, platform or mode of judging explains a difference as well as
 * another device does.
 */
static char *find_unfit(const struct tce_run *run, const struct tce_run *other)
{
	static const struct {
		const char *key, *what;
	} same[] = {
		{ "release", "Linux" },
		{ "page_size", "a page size of" },
		{ "platform", "the platform" },
	};
	struct tce_strbuf text = { 0 };
	size_t i;

	for (i = 0; i < sizeof(same) / sizeof(*same) && !text.len; i++) {
		const char *here = property(run, same[i].key);
		const char *there = property(other, same[i].key);

		if (strcmp(here, there) != 0)
			tce_strbuf_addf(&text, "it has %s %s, and this one %s",
					same[i].what,
					*there ? there : "unknown",
					*here ? here : "unknown");
	}
	if (!text.len && !tce_run_get(run, TCE_RUN_PEDANTIC) !=
				 !tce_run_get(other, TCE_RUN_PEDANTIC))
		tce_strbuf_addf(&text, "one of the two is pedantic");
	return text.data;
}

void tce_whose_basis(struct tce_strbuf *text, const struct tce_deviations *d)
{
	if (!d->against)
		tce_strbuf_addf(text,
				"Nothing to compare with was given, so a "
				"failure that no known defect explains can be "
				"the kernel's as well as the adapter's, slot's "
				"or firmware's: --baseline RUN, of this kernel "
				"on another device or an emulated machine, "
				"decides that.");
	else if (d->unfit)
		tce_strbuf_addf(text,
				"The run to compare with (%s) decides nothing: "
				"%s.",
				d->against, d->unfit);
	else
		tce_strbuf_addf(text,
				"Compared with a run of the same kernel "
				"elsewhere (%s): a failure that it shows alike "
				"is the kernel's; where the case passes there, "
				"the failure is this adapter's, slot's or "
				"firmware's.",
				d->against);
}

/* --- one deviation -------------------------------------------------------- */

/* The case there; one that an engine runs has a twin with another engine. */
static const struct tce_result *find_twin(const struct tce_run *other,
					  const char *name)
{
	static const char *const engines[][2] = { { "-nvme.", "-edu." },
						  { "-edu.", "-nvme." } };
	const struct tce_result *twin = tce_run_find(other, name);
	struct tce_strbuf text = { 0 };
	size_t i;

	for (i = 0; i < sizeof(engines) / sizeof(*engines) && !twin; i++) {
		const char *at = strstr(name, engines[i][0]);

		if (!at)
			continue;
		tce_strbuf_clear(&text);
		tce_strbuf_addf(&text, "%.*s%s%s", (int)(at - name), name,
				engines[i][1], at + strlen(engines[i][0]));
		twin = tce_run_find(other, tce_strbuf_str(&text));
	}
	tce_strbuf_free(&text);
	return twin;
}

/* Alike: with the same words, but for numbers, too. */
static bool is_alike(const struct tce_result *here,
		     const struct tce_result *there)
{
	struct tce_strbuf x = { 0 }, y = { 0 };
	bool alike = tce_fails_alike(there, here);

	tce_finding_normalise(&x, here->reason);
	tce_finding_normalise(&y, there->reason);
	if (here->verdict == TCE_VERDICT_FAIL)
		alike &= !strcmp(tce_strbuf_str(&x), tce_strbuf_str(&y));
	tce_strbuf_free(&x);
	tce_strbuf_free(&y);
	return alike;
}

static bool is_same_kind(const struct tce_run *run, const struct tce_run *other)
{
	const char *devices = property(run, "devices");

	return *devices && !strcmp(devices, property(other, "devices"));
}

/* Whose a failure is that no waiver knows. HOW gets the reason. */
static enum tce_whose compare(const struct tce_result *result,
			      const struct tce_run *run,
			      const struct tce_run *other,
			      struct tce_strbuf *how)
{
	const struct tce_result *twin = find_twin(other, result->name);

	if (!twin || tce_run_is_unrun(twin)) {
		tce_strbuf_addf(how, "the other run did not run the case");
		return TCE_WHOSE_UNDECIDED;
	}
	switch (twin->verdict) {
	case TCE_VERDICT_PASS:
		tce_strbuf_addf(how, "passes there");
		return TCE_WHOSE_DEVICE;
	case TCE_VERDICT_SKIP:
	case TCE_VERDICT_XPASS:
		tce_strbuf_addf(how, "skipped there: %s", twin->reason);
		return TCE_WHOSE_UNDECIDED;
	case TCE_VERDICT_XFAIL:
		tce_strbuf_addf(how, "a known defect there: %s", twin->reason);
		return TCE_WHOSE_UNDECIDED;
	default:
		break;
	}
	if (!is_alike(result, twin)) {
		tce_strbuf_addf(how, "fails in another way there: %s",
				twin->reason);
		return TCE_WHOSE_UNDECIDED;
	}
	if (is_same_kind(run, other)) {
		tce_strbuf_addf(how, "fails alike there, on a device of the "
				     "same kind");
		return TCE_WHOSE_UNDECIDED;
	}
	tce_strbuf_addf(how, "fails alike there");
	return TCE_WHOSE_KERNEL;
}

static const struct tce_clause *find_must(const struct tce_result *result,
					  const struct tce_clauses *clauses)
{
	const char *rest = result->clauses, *id;
	size_t len;

	while ((len = tce_word_next(&rest, &id))) {
		const struct tce_clause *clause =
			tce_clauses_find(clauses, id, len);

		if (clause && clause->level == TCE_CLAUSE_MUST)
			return clause;
	}
	return NULL;
}

static void add(struct tce_deviations *d, const struct tce_run *run,
		const struct tce_run *other, const struct tce_result *result,
		const struct tce_clauses *clauses)
{
	struct tce_deviation deviation = {
		.result = result,
		.must = find_must(result, clauses),
		.whose = TCE_WHOSE_UNDECIDED,
	};
	struct tce_strbuf how = { 0 };

	if (result->verdict == TCE_VERDICT_XFAIL)
		deviation.whose = TCE_WHOSE_KERNEL;
	else if (result->verdict == TCE_VERDICT_XPASS)
		deviation.whose = TCE_WHOSE_STALE;
	else if (other && !d->unfit)
		deviation.whose = compare(result, run, other, &how);
	deviation.how = tce_strdup(tce_strbuf_str(&how));
	tce_strbuf_free(&how);
	d->deviation =
		tce_grow(d->deviation, d->n, &d->room, sizeof(*d->deviation));
	d->deviation[d->n++] = deviation;
	d->of[deviation.whose]++;
}

/* By whose; those of a must first; one waiver's together. */
static int by_weight(const void *a, const void *b)
{
	const struct tce_deviation *x = a, *y = b;
	bool known = x->result->verdict == TCE_VERDICT_XFAIL;
	int order = 0;

	if (x->whose != y->whose)
		return (int)x->whose - (int)y->whose;
	if (!x->must != !y->must)
		return x->must ? -1 : 1;
	if (known != (y->result->verdict == TCE_VERDICT_XFAIL))
		return known ? 1 : -1;
	if (known)
		order = strverscmp(x->result->reason, y->result->reason);
	return order ? order
		     : (x->result > y->result) - (x->result < y->result);
}

void tce_deviations_find(struct tce_deviations *d, const struct tce_run *run,
			 const struct tce_run *other,
			 const struct tce_clauses *clauses)
{
	size_t i;

	*d = (struct tce_deviations){
		.against = other ? describe(other) : NULL,
		.unfit = other ? find_unfit(run, other) : NULL,
	};
	for (i = 0; i < run->n_results; i++) {
		const struct tce_result *result = &run->results[i];

		/* A skip is red with --strict, and no deviation. */
		if (result->verdict != TCE_VERDICT_PASS &&
		    result->verdict != TCE_VERDICT_SKIP)
			add(d, run, other, result, clauses);
	}
	if (d->n)
		qsort(d->deviation, d->n, sizeof(*d->deviation), by_weight);
}

size_t tce_whose_alike(const struct tce_deviations *d, size_t i)
{
	const struct tce_deviation *first = &d->deviation[i];
	size_t n = 1;

	if (first->result->verdict != TCE_VERDICT_XFAIL)
		return n;
	for (; i + n < d->n; n++) {
		const struct tce_deviation *next = &d->deviation[i + n];

		if (next->whose != first->whose ||
		    !next->must != !first->must ||
		    next->result->verdict != first->result->verdict ||
		    strcmp(next->result->reason, first->result->reason) != 0)
			break;
	}
	return n;
}

void tce_deviations_free(struct tce_deviations *d)
{
	size_t i;

	for (i = 0; i < d->n; i++)
		free(d->deviation[i].how);
	free(d->deviation);
	free(d->against);
	free(d->unfit);
}
