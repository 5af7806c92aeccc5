// SPDX-License-Identifier: GPL-2.0-only
/* A history for programs: history.json. */
#include <stdlib.h>

#include "cells.h"
#include "history_list.h"
#include "json.h"

static json_t *night_of(const struct tce_night *night)
{
	return json_pack("{s:o, s:o, s:o, s:I, s:I, s:I, s:I, s:I, s:o}",
			 "started", tce_json_text(night->started), "release",
			 tce_json_text(night->release), "path",
			 tce_json_text(night->path), "passed",
			 (json_int_t)night->counts.passed, "failed",
			 (json_int_t)night->counts.failed, "skipped",
			 (json_int_t)night->counts.skipped, "began",
			 (json_int_t)night->began, "ended",
			 (json_int_t)night->ended, "seconds",
			 tce_json_seconds(night->counts.seconds));
}

/* The number of a run, or null. */
static json_t *number_of(size_t night)
{
	return night == TCE_NEVER ? json_null()
				  : json_integer((json_int_t)night);
}

static json_t *red_of(const struct tce_history_case *c,
		      const struct tce_mark *mark)
{
	return json_pack("{s:b, s:o, s:o, s:o, s:o}", "new", c->is_new, "began",
			 number_of(c->began), "same", number_of(c->same),
			 "before", number_of(c->before), "reason",
			 tce_json_text(mark->reason));
}

static json_t *flips_of(const struct tce_series *series,
			const struct tce_history_case *c)
{
	return json_pack("{s:I, s:I, s:I, s:o}", "changes",
			 (json_int_t)c->flips, "runs", (json_int_t)c->flip_runs,
			 "broken", (json_int_t)c->flip_broken, "release",
			 tce_json_text(series->night[c->flip_like].release));
}

static json_t *case_of(const struct tce_series *series, size_t kase)
{
	const struct tce_history_case *c = &series->kase[kase];
	json_t *object = json_object();
	struct tce_strbuf letters = { 0 };
	size_t i;

	for (i = 0; i < series->n; i++)
		tce_strbuf_addf(&letters, "%c",
				tce_mark_letter(tce_mark_of(series, i, kase)));
	json_object_set_new(object, "name", tce_json_text(c->name));
	json_object_set_new(object, "verdicts",
			    tce_json_text(tce_strbuf_str(&letters)));
	tce_strbuf_free(&letters);
	if (c->red)
		json_object_set_new(
			object, "red",
			red_of(c, tce_mark_of(series, series->n - 1, kase)));
	if (c->flips)
		json_object_set_new(object, "flips", flips_of(series, c));
	if (c->was > 0 || c->is > 0)
		json_object_set_new(object, "seconds",
				    json_pack("{s:o, s:o}", "before",
					      tce_json_seconds(c->was), "now",
					      tce_json_seconds(c->is)));
	return object;
}

static json_t *series_of(const struct tce_series *series)
{
	json_t *runs = json_array(), *cases = json_array();
	const struct tce_run *run = &series->latest;
	size_t i;

	for (i = 0; i < series->n; i++)
		json_array_append_new(runs, night_of(&series->night[i]));
	for (i = 0; i < series->n_cases; i++)
		json_array_append_new(cases, case_of(series, i));
	return json_pack("{s:o, s:o, s:o, s:o, s:I, s:o, s:o}", "kernel",
			 tce_json_text(tce_run_kernel(run)), "machine",
			 tce_json_text(tce_run_machine(run)), "devices",
			 tce_json_text(tce_run_devices(run)), "chosen",
			 tce_json_text(tce_series_chosen(series)), "missing",
			 (json_int_t)series->missing, "runs", runs, "cases",
			 cases);
}

int tce_history_json(FILE *file, const struct tce_history *history)
{
	json_t *series = json_array();
	struct tce_history_sum sum;
	size_t i;

	tce_history_count(&sum, history);
	for (i = 0; i < history->n; i++)
		json_array_append_new(series, series_of(&history->series[i]));
	return tce_json_dump(
		file,
		json_pack("{s:i, s:{s:I, s:I, s:I, s:I, s:I, s:I}, s:o}",
			  "schema", 1, "summary", "runs",
			  (json_int_t)history->runs, "failed",
			  (json_int_t)sum.counts.failed, "new",
			  (json_int_t)sum.fresh, "ended", (json_int_t)sum.gone,
			  "flipping", (json_int_t)sum.flipping, "drifting",
			  (json_int_t)sum.drifting, "series", series));
}
