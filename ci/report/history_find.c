// SPDX-License-Identifier: GPL-2.0-only
/* What the runs of a series say of each case. */
#include <stdlib.h>
#include <string.h>

#include "compare.h"
#include "history.h"

#define EARLIER_MIN 3	 /* runs that there must be before them */
#define DRIFT_MIN 0.2	 /* seconds */
#define DRIFT_FACTOR 1.5 /* between the medians */
#define DRIFT_EACH 1.25	 /* what each of the recent runs shows at least */

const struct tce_mark *tce_mark_of(const struct tce_series *series,
				   size_t night, size_t kase)
{
	static const struct tce_mark nothing = { .reason = "" };
	const struct tce_night *n = &series->night[night];

	return kase < n->n_marks ? &n->mark[kase] : &nothing;
}

bool tce_mark_is_red(const struct tce_mark *mark)
{
	return mark->is_there && !mark->is_unrun &&
	       mark->verdict != TCE_VERDICT_PASS &&
	       mark->verdict != TCE_VERDICT_XFAIL &&
	       mark->verdict != TCE_VERDICT_SKIP;
}

char tce_mark_letter(const struct tce_mark *mark)
{
	static const char letters[TCE_VERDICTS] = {
		[TCE_VERDICT_PASS] = '.',  [TCE_VERDICT_FAIL] = 'F',
		[TCE_VERDICT_SKIP] = 's',  [TCE_VERDICT_XFAIL] = 'x',
		[TCE_VERDICT_XPASS] = 'X', [TCE_VERDICT_TIMEOUT] = 'T',
		[TCE_VERDICT_ERROR] = 'E',
	};

	if (!mark->is_there)
		return ' ';
	return mark->is_unrun ? '-' : letters[mark->verdict];
}

/* A skip says nothing of the kernel, and neither does a run that broke off. */
static bool is_judged(const struct tce_mark *mark)
{
	return mark->is_there && !mark->is_unrun &&
	       mark->verdict != TCE_VERDICT_SKIP;
}

/* --- since when ----------------------------------------------------------- */

static bool is_alike(const struct tce_mark *old, const struct tce_mark *new)
{
	const struct tce_result a = { .verdict = old->verdict,
				      .reason = (char *)old->reason };
	const struct tce_result b = { .verdict = new->verdict,
				      .reason = (char *)new->reason };

	return tce_fails_alike(&a, &b);
}

/* Goes back from the latest run, in which the case is red. */
static void find_since(const struct tce_series *series, size_t kase,
		       struct tce_history_case *c)
{
	const struct tce_mark *latest =
		tce_mark_of(series, series->n - 1, kase);
	bool same = true;
	size_t i;

	c->began = c->same = series->n - 1;
	c->before = TCE_NEVER;
	for (i = series->n - 1; i--;) {
		const struct tce_mark *mark = tce_mark_of(series, i, kase);

		if (!is_judged(mark))
			continue;
		if (!tce_mark_is_red(mark)) {
			c->before = i;
			break;
		}
		c->began = i;
		same = same && is_alike(mark, latest);
		if (same)
			c->same = i;
	}
	c->is_new = c->same == series->n - 1;
}

/* What became red, and what ceased to be, run by run. */
static void find_changes(struct tce_series *series, size_t kase,
			 struct tce_history_case *c)
{
	bool was_red = false;
	size_t i;

	c->last = TCE_NEVER;
	for (i = 0; i < series->n; i++) {
		const struct tce_mark *mark = tce_mark_of(series, i, kase);
		bool red = tce_mark_is_red(mark);

		if (!is_judged(mark))
			continue;
		series->night[i].began += red && !was_red;
		series->night[i].ended += !red && was_red;
		was_red = red;
		if (!red)
			continue;
		c->reds++;
		c->last = i;
	}
}

/* --- flips ---------------------------------------------------------------- */

/* What a case did on one build. */
struct record {
	size_t runs, broken, flips;
	bool last; /* broken? */
};

/*
 * A waiver changes no kernel: what counts is whether the contract was kept,
 * not the colour.
 */
static void find_flips(const struct tce_series *series, size_t kase,
		       struct tce_history_case *c, struct record *record)
{
	size_t i;

	memset(record, 0, series->n * sizeof(*record));
	for (i = 0; i < series->n; i++) {
		const struct tce_mark *mark = tce_mark_of(series, i, kase);
		struct record *r = &record[series->night[i].like];
		bool broken;

		if (!is_judged(mark) || mark->is_caused)
			continue;
		broken = mark->verdict != TCE_VERDICT_PASS &&
			 mark->verdict != TCE_VERDICT_XPASS;
		r->flips += r->runs && broken != r->last;
		r->runs++;
		r->broken += broken;
		r->last = broken;
	}
	for (i = 0; i < series->n; i++) {
		if (record[i].flips <= c->flips)
			continue;
		c->flips = record[i].flips;
		c->flip_runs = record[i].runs;
		c->flip_broken = record[i].broken;
		c->flip_like = i;
	}
}

/* --- durations ------------------------------------------------------------ */

static int by_size(const void *a, const void *b)
{
	const float *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* Sorts them. */
static double median(float *list, size_t n)
{
	qsort(list, n, sizeof(*list), by_size);
	return n % 2 ? list[n / 2] : (list[n / 2 - 1] + list[n / 2]) / 2;
}

/* A failure can end early, or late. */
static size_t times_of(const struct tce_series *series, size_t kase,
		       float *list)
{
	size_t i, n = 0;

	for (i = 0; i < series->n; i++) {
		const struct tce_mark *mark = tce_mark_of(series, i, kase);

		if (mark->is_there && (mark->verdict == TCE_VERDICT_PASS ||
				       mark->verdict == TCE_VERDICT_XFAIL))
			list[n++] = mark->seconds;
	}
	return n;
}

static void find_drift(const struct tce_series *series, size_t kase,
		       struct tce_history_case *c, float *list)
{
	size_t n = times_of(series, kase, list);
	float *recent = list + n - TCE_RECENT;
	double was, is;

	if (n < EARLIER_MIN + TCE_RECENT)
		return;
	was = median(list, n - TCE_RECENT);
	is = median(recent, TCE_RECENT);
	/* They are sorted: all of them differ, or it is noise. */
	if ((is - was > DRIFT_MIN && is > was * DRIFT_FACTOR &&
	     recent[0] > was * DRIFT_EACH) ||
	    (was - is > DRIFT_MIN && was > is * DRIFT_FACTOR &&
	     recent[TCE_RECENT - 1] * DRIFT_EACH < was)) {
		c->was = was;
		c->is = is;
	}
}

static void find_missing(struct tce_series *series)
{
	size_t last = series->n - 1, i;

	for (i = 0; last && i < series->n_cases; i++)
		series->missing += tce_mark_of(series, last - 1, i)->is_there &&
				   !tce_mark_of(series, last, i)->is_there;
}

/* --- all of it ------------------------------------------------------------ */

void tce_series_judge(struct tce_series *series)
{
	struct record *record;
	float *list;
	size_t room = series->n, i;

	record = tce_grow(NULL, series->n, &room, sizeof(*record));
	room = series->n;
	list = tce_grow(NULL, series->n, &room, sizeof(*list));
	for (i = 0; i < series->n_cases; i++) {
		struct tce_history_case *c = &series->kase[i];

		find_changes(series, i, c);
		c->red = c->last == series->n - 1;
		if (c->red)
			find_since(series, i, c);
		find_flips(series, i, c, record);
		find_drift(series, i, c, list);
		series->red += c->red;
		series->fresh += c->red && c->is_new;
		series->flipping += c->flips > 0;
		series->drifting += c->was > 0 || c->is > 0;
	}
	series->gone = series->night[series->n - 1].ended;
	find_missing(series);
	free(record);
	free(list);
}
