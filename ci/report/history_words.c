// SPDX-License-Identifier: GPL-2.0-only
/* What a history says, in words that the text and the page share. */
#include <string.h>

#include "cells.h"
#include "history.h"

void tce_series_label(struct tce_strbuf *label, const struct tce_series *series)
{
	const char *devices = tce_run_devices(&series->latest);

	tce_run_label(label, &series->latest, 1, &series->latest);
	if (*devices)
		tce_strbuf_addf(label, "%s%s", label->len ? ", " : "", devices);
	if (!label->len)
		tce_strbuf_addf(label, "unknown kernel and machine");
	if (*tce_series_chosen(series))
		tce_strbuf_addf(label, ", only %s", tce_series_chosen(series));
}

void tce_night_date(struct tce_strbuf *date, const struct tce_night *night)
{
	if (strlen(night->started) > 11)
		tce_strbuf_addf(date, "%.10s %.5s", night->started,
				night->started + 11);
	else
		tce_strbuf_addf(date, "%s",
				*night->started ? night->started : night->path);
}

/* "2026-11-30 01:02 (6.12.107)" */
static void add_night(struct tce_strbuf *text, const struct tce_night *night)
{
	tce_night_date(text, night);
	if (*night->release)
		tce_strbuf_addf(text, " (%s)", night->release);
}

static size_t count_reds(const struct tce_series *series, size_t kase,
			 size_t from)
{
	size_t i, n = 0;

	for (i = from; i < series->n; i++)
		n += tce_mark_is_red(tce_mark_of(series, i, kase));
	return n;
}

void tce_case_since(struct tce_strbuf *text, const struct tce_series *series,
		    size_t kase)
{
	const struct tce_history_case *c = &series->kase[kase];
	size_t n = count_reds(series, kase, c->began);

	tce_strbuf_addf(text, "%s since ",
			c->began == series->n - 1 ? "new" : "red");
	add_night(text, &series->night[c->began]);
	tce_strbuf_addf(text, ", %zu run%s; ", n, n > 1 ? "s" : "");
	if (c->same != c->began) {
		tce_strbuf_addf(text, "as now since ");
		add_night(text, &series->night[c->same]);
		tce_strbuf_addf(text, "; ");
	}
	if (c->before == TCE_NEVER) {
		tce_strbuf_addf(text, "no other verdict before");
		return;
	}
	tce_strbuf_addf(
		text, "%s in ",
		tce_verdict_form[tce_mark_of(series, c->before, kase)->verdict]
			.name);
	add_night(text, &series->night[c->before]);
}

void tce_case_flips(struct tce_strbuf *text, const struct tce_series *series,
		    size_t kase)
{
	const struct tce_history_case *c = &series->kase[kase];
	const char *release = series->night[c->flip_like].release;

	tce_strbuf_addf(text, "%zu change%s in %zu runs of %s, broken in %zu",
			c->flips, c->flips > 1 ? "s" : "", c->flip_runs,
			*release ? release : "one kernel", c->flip_broken);
}

void tce_case_drift(struct tce_strbuf *text, const struct tce_series *series,
		    size_t kase)
{
	const struct tce_history_case *c = &series->kase[kase];

	tce_strbuf_addf(text, "%.2f s in the last %d runs, %.2f s before",
			c->is, TCE_RECENT, c->was);
}
