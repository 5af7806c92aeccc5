// SPDX-License-Identifier: GPL-2.0-only
#include "history_list.h"

#include <stdlib.h>
#include <string.h>

const char *tce_history_title(enum tce_history_kind kind)
{
	static const char *const titles[] = {
		[TCE_HISTORY_RED] = "Red in the latest run",
		[TCE_HISTORY_FLIP] = "Red and green on one kernel",
		[TCE_HISTORY_PAST] = "Red before, not in the latest run",
		[TCE_HISTORY_DRIFT] = "Durations that changed",
	};

	return titles[kind];
}

static bool is_of(const struct tce_history_case *c, enum tce_history_kind kind)
{
	switch (kind) {
	case TCE_HISTORY_RED:
		return c->red;
	case TCE_HISTORY_FLIP:
		return !c->red && c->flips;
	case TCE_HISTORY_PAST:
		return !c->red && !c->flips && c->reds;
	case TCE_HISTORY_DRIFT:
		return c->was > 0 || c->is > 0;
	}
	return false;
}

/* How far down the list: what happened last is first. */
struct listed {
	double key;
	size_t kase;
};

static double key_of(const struct tce_history_case *c,
		     enum tce_history_kind kind)
{
	switch (kind) {
	case TCE_HISTORY_RED:
		return -(double)c->same;
	case TCE_HISTORY_FLIP:
		return -(double)c->flips;
	case TCE_HISTORY_PAST:
		return -(double)c->last;
	case TCE_HISTORY_DRIFT:
		return c->was - c->is;
	}
	return 0;
}

static int by_key(const void *a, const void *b)
{
	const struct listed *x = a, *y = b;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return (x->kase > y->kase) - (x->kase < y->kase);
}

size_t *tce_history_list(const struct tce_series *series,
			 enum tce_history_kind kind, size_t *n)
{
	struct listed *places = NULL;
	size_t *list, room = 0, i;

	*n = 0;
	for (i = 0; i < series->n_cases; i++) {
		if (!is_of(&series->kase[i], kind))
			continue;
		places = tce_grow(places, *n, &room, sizeof(*places));
		places[(*n)++] = (struct listed){
			.key = key_of(&series->kase[i], kind),
			.kase = i,
		};
	}
	if (*n)
		qsort(places, *n, sizeof(*places), by_key);
	room = *n;
	list = tce_grow(NULL, *n, &room, sizeof(*list));
	for (i = 0; i < *n; i++)
		list[i] = places[i].kase;
	free(places);
	return list;
}

static void add_past(struct tce_strbuf *text, const struct tce_series *series,
		     size_t kase)
{
	const struct tce_history_case *c = &series->kase[kase];
	const struct tce_mark *now = tce_mark_of(series, series->n - 1, kase);

	tce_strbuf_addf(text, "red in %zu run%s, the last of them ", c->reds,
			c->reds > 1 ? "s" : "");
	tce_night_date(text, &series->night[c->last]);
	tce_strbuf_addf(text, "; now %s",
			!now->is_there	? "no result"
			: now->is_unrun ? "not run"
					: tce_verdict_form[now->verdict].name);
}

void tce_history_words(struct tce_strbuf *text, const struct tce_series *series,
		       enum tce_history_kind kind, size_t kase)
{
	switch (kind) {
	case TCE_HISTORY_RED:
		tce_case_since(text, series, kase);
		if (!series->kase[kase].flips)
			return;
		tce_strbuf_addf(text, "; ");
		tce_case_flips(text, series, kase);
		return;
	case TCE_HISTORY_FLIP:
		tce_case_flips(text, series, kase);
		return;
	case TCE_HISTORY_PAST:
		add_past(text, series, kase);
		return;
	case TCE_HISTORY_DRIFT:
		tce_case_drift(text, series, kase);
		return;
	}
}

static size_t count_unrun(const struct tce_series *series)
{
	size_t i, n = 0;

	for (i = 0; i < series->n_cases; i++)
		n += tce_mark_of(series, series->n - 1, i)->is_unrun;
	return n;
}

void tce_history_count(struct tce_history_sum *sum,
		       const struct tce_history *history)
{
	size_t i;

	*sum = (struct tce_history_sum){ 0 };
	for (i = 0; i < history->n; i++) {
		const struct tce_series *g = &history->series[i];

		tce_counts_add(&sum->counts, &g->night[g->n - 1].counts);
		sum->red += g->red;
		sum->fresh += g->fresh;
		sum->gone += g->gone;
		sum->flipping += g->flipping;
		sum->drifting += g->drifting;
		sum->unrun += count_unrun(g);
	}
}
