// SPDX-License-Identifier: GPL-2.0-only
/* Runs are taken in one after the other, and sorted. */
#include "history.h"

#include <math.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>

#include <stream/text.h>

#include "cells.h"
#include "compare.h"

/* --- a tree of texts, each with a number ---------------------------------- */

struct numbered {
	char *text;
	size_t number;
};

static int by_name(const void *a, const void *b)
{
	const struct numbered *x = a, *y = b;

	return strcmp(x->text, y->text);
}

/* The text in the tree; one that is new gets NUMBER. */
static const struct numbered *numbered_in(void **tree, const char *s,
					  size_t number)
{
	struct numbered key = { .text = (char *)s };
	struct numbered **found = tfind(&key, tree, by_name), *text;
	size_t room = 0;

	if (found)
		return *found;
	text = tce_grow(NULL, 0, &room, sizeof(*text));
	*text = (struct numbered){ tce_strdup(s), number };
	if (!tsearch(text, tree, by_name)) {
		tce_warn("out of memory");
		exit(TCE_STATUS_BROKEN);
	}
	return text;
}

static void numbered_free(void *p)
{
	struct numbered *text = p;

	free(text->text);
	free(text);
}

#define SECONDS_MAX 1e9 /* of a case; a file can have any */

/* --- a run ---------------------------------------------------------------- */

static size_t case_number(struct tce_series *series, const char *name)
{
	const struct numbered *text =
		numbered_in(&series->names, name, series->n_cases);

	if (text->number == series->n_cases) {
		series->kase =
			tce_grow(series->kase, series->n_cases,
				 &series->cases_room, sizeof(*series->kase));
		series->kase[series->n_cases++] =
			(struct tce_history_case){ .name = text->text };
	}
	return text->number;
}

size_t tce_history_find(const struct tce_series *series, const char *name)
{
	struct numbered key = { .text = (char *)name };
	struct numbered *const *found = tfind(&key, &series->names, by_name);

	return (*found)->number;
}

static void take_result(struct tce_history *history, struct tce_night *night,
			size_t number, const struct tce_run *run,
			const struct tce_result *result)
{
	bool red = tce_run_is_red(run, result);

	night->mark[number] = (struct tce_mark){
		.reason = red ? numbered_in(&history->texts, result->reason, 0)
					  ->text
			      : "",
		.seconds = (float)fmin(result->seconds, SECONDS_MAX),
		.verdict = tce_result_verdict(result),
		.is_there = true,
		.is_unrun = tce_run_is_unrun(result),
		.is_caused = tce_run_is_unjudged(result),
	};
}

static char *value_of(const struct tce_run *run, const char *key)
{
	const char *value = tce_run_get(run, key);

	return tce_strdup(value ? value : "");
}

/* What a kernel and a suite are known by, as far as the run says it. */
static char *build_of(const struct tce_run *run)
{
	static const char *const keys[] = { "release", "run.build",
					    "run.package", "run.suite",
					    TCE_RUN_PEDANTIC };
	struct tce_strbuf text = { 0 };
	size_t i;

	for (i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		const char *value = tce_run_get(run, keys[i]);

		tce_strbuf_addf(&text, "%s|", value ? value : "");
	}
	return text.data;
}

static struct tce_night *add_night(struct tce_series *series,
				   const struct tce_run *run, const char *path,
				   size_t given)
{
	struct tce_night *night;
	size_t room;

	series->night = tce_grow(series->night, series->n, &series->room,
				 sizeof(*night));
	night = &series->night[series->n++];
	*night = (struct tce_night){
		.path = tce_strdup(path),
		.started = value_of(run, "run.started"),
		.release = value_of(run, "release"),
		.build = build_of(run),
		.given = given,
	};
	tce_text_clean(night->path);
	tce_run_count(run, &night->counts);
	/* All of its cases can be new. */
	night->n_marks = room = series->n_cases + run->n_results;
	night->mark = tce_grow(NULL, room, &room, sizeof(*night->mark));
	memset(night->mark, 0, night->n_marks * sizeof(*night->mark));
	return night;
}

const char *tce_series_chosen(const struct tce_series *series)
{
	const char *chosen = tce_run_get(&series->latest, TCE_RUN_CHOSEN);

	return chosen ? chosen : "";
}

/* A run of some cases says nothing of the others: it is of another series. */
static bool is_of(const struct tce_series *series, const struct tce_run *run)
{
	const char *chosen = tce_run_get(run, TCE_RUN_CHOSEN);

	return tce_run_is_again(&series->latest, run) &&
	       !strcmp(tce_series_chosen(series), chosen ? chosen : "");
}

static struct tce_series *series_of(struct tce_history *history,
				    const struct tce_run *run)
{
	struct tce_series *series;
	size_t i;

	for (i = 0; i < history->n; i++)
		if (is_of(&history->series[i], run))
			return &history->series[i];
	history->series = tce_grow(history->series, history->n, &history->room,
				   sizeof(*series));
	series = &history->series[history->n++];
	*series = (struct tce_series){ .latest_place = TCE_NEVER,
				       .number = history->n };
	return series;
}

/* The times are of one form: their order is that of the letters. */
static int by_time(const void *a, const void *b)
{
	const struct tce_night *x = a, *y = b;
	int order = strcmp(x->started, y->started);

	return order ? order : (x->given > y->given) - (x->given < y->given);
}

void tce_history_add(struct tce_history *history, struct tce_run *run,
		     const char *path)
{
	struct tce_series *series = series_of(history, run);
	struct tce_night *night = add_night(series, run, path, history->runs++);
	size_t i;

	for (i = 0; i < run->n_results; i++) {
		size_t number = case_number(series, run->results[i].name);

		take_result(history, night, number, run, &run->results[i]);
	}
	night->n_marks = series->n_cases;
	if (series->latest_place != TCE_NEVER &&
	    by_time(night, &series->night[series->latest_place]) < 0) {
		tce_run_free(run);
		return;
	}
	tce_run_free(&series->latest);
	series->latest = *run;
	series->latest_place = series->n - 1;
}

static void night_free(struct tce_night *night)
{
	free(night->path);
	free(night->started);
	free(night->release);
	free(night->build);
	free(night->mark);
}

/* --- the order ------------------------------------------------------------ */

/* Whether two runs are one: a link to a folder beside the folder. */
static bool is_double(const struct tce_series *series, size_t i)
{
	const struct tce_night *a = &series->night[i - 1], *b = a + 1;
	size_t k;

	if (!*a->started || strcmp(a->started, b->started) != 0 ||
	    strcmp(a->release, b->release) != 0)
		return false;
	for (k = 0; k < series->n_cases; k++)
		if (tce_mark_letter(tce_mark_of(series, i - 1, k)) !=
		    tce_mark_letter(tce_mark_of(series, i, k)))
			return false;
	return true;
}

static void drop_doubles(struct tce_history *history, struct tce_series *series)
{
	size_t i = 1;

	while (i < series->n) {
		if (!is_double(series, i)) {
			i++;
			continue;
		}
		/* what is the same in JSON says less */
		night_free(&series->night[i]);
		memmove(&series->night[i], &series->night[i + 1],
			(--series->n - i) * sizeof(*series->night));
		history->doubles++;
		history->runs--;
	}
}

static void find_builds(struct tce_series *series)
{
	size_t i, j;

	for (i = 0; i < series->n; i++) {
		for (j = 0; j < i; j++)
			if (!strcmp(series->night[i].build,
				    series->night[j].build))
				break;
		series->night[i].like = j;
	}
}

/* Whole runs first; else as they came. */
static int by_worth(const void *a, const void *b)
{
	const struct tce_series *x = a, *y = b;
	bool part = *tce_series_chosen(x), other = *tce_series_chosen(y);

	if (part != other)
		return part ? 1 : -1;
	return (x->number > y->number) - (x->number < y->number);
}

void tce_history_judge(struct tce_history *history)
{
	size_t i;

	qsort(history->series, history->n, sizeof(*history->series), by_worth);

	for (i = 0; i < history->n; i++) {
		struct tce_series *series = &history->series[i];

		qsort(series->night, series->n, sizeof(*series->night),
		      by_time);
		drop_doubles(history, series);
		find_builds(series);
		tce_series_judge(series);
	}
}

static void series_free(struct tce_series *series)
{
	size_t i;

	for (i = 0; i < series->n; i++)
		night_free(&series->night[i]);
	free(series->night);
	free(series->kase);
	tdestroy(series->names, numbered_free);
	tce_run_free(&series->latest);
}

void tce_history_free(struct tce_history *history)
{
	size_t i;

	for (i = 0; i < history->n; i++)
		series_free(&history->series[i]);
	free(history->series);
	tdestroy(history->texts, numbered_free);
}
