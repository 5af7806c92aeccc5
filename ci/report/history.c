// SPDX-License-Identifier: GPL-2.0-only
/* Runs are taken in one after the other, and sorted. */
#include "history.h"

#include <math.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>

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

static size_t case_number(struct tce_group *group, const char *name)
{
	const struct numbered *text =
		numbered_in(&group->names, name, group->n_cases);

	if (text->number == group->n_cases) {
		group->kase =
			tce_grow(group->kase, group->n_cases,
				 &group->cases_room, sizeof(*group->kase));
		group->kase[group->n_cases++] =
			(struct tce_history_case){ .name = text->text };
	}
	return text->number;
}

size_t tce_history_find(const struct tce_group *group, const char *name)
{
	struct numbered key = { .text = (char *)name };
	struct numbered *const *found = tfind(&key, &group->names, by_name);

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

static struct tce_night *add_night(struct tce_group *group,
				   const struct tce_run *run, const char *path,
				   size_t given)
{
	struct tce_night *night;
	size_t room;

	group->night =
		tce_grow(group->night, group->n, &group->room, sizeof(*night));
	night = &group->night[group->n++];
	*night = (struct tce_night){
		.path = tce_strdup(path),
		.started = value_of(run, "run.started"),
		.release = value_of(run, "release"),
		.build = build_of(run),
		.given = given,
		.chosen = tce_run_get(run, TCE_RUN_CHOSEN),
	};
	tce_run_count(run, &night->counts);
	/* All of its cases can be new. */
	night->n_marks = room = group->n_cases + run->n_results;
	night->mark = tce_grow(NULL, room, &room, sizeof(*night->mark));
	memset(night->mark, 0, night->n_marks * sizeof(*night->mark));
	return night;
}

static struct tce_group *group_of(struct tce_history *history,
				  const struct tce_run *run)
{
	struct tce_group *group;
	size_t i;

	for (i = 0; i < history->n; i++)
		if (tce_run_is_again(&history->group[i].latest, run))
			return &history->group[i];
	history->group = tce_grow(history->group, history->n, &history->room,
				  sizeof(*group));
	group = &history->group[history->n++];
	*group = (struct tce_group){ .latest_place = TCE_NEVER };
	return group;
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
	struct tce_group *group = group_of(history, run);
	struct tce_night *night = add_night(group, run, path, history->runs++);
	size_t i;

	for (i = 0; i < run->n_results; i++) {
		size_t number = case_number(group, run->results[i].name);

		take_result(history, night, number, run, &run->results[i]);
	}
	night->n_marks = group->n_cases;
	if (group->latest_place != TCE_NEVER &&
	    by_time(night, &group->night[group->latest_place]) < 0) {
		tce_run_free(run);
		return;
	}
	tce_run_free(&group->latest);
	group->latest = *run;
	group->latest_place = group->n - 1;
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
static bool is_double(const struct tce_group *group, size_t i)
{
	const struct tce_night *a = &group->night[i - 1], *b = a + 1;
	size_t k;

	if (!*a->started || strcmp(a->started, b->started) != 0 ||
	    strcmp(a->release, b->release) != 0)
		return false;
	for (k = 0; k < group->n_cases; k++)
		if (tce_mark_letter(tce_mark_of(group, i - 1, k)) !=
		    tce_mark_letter(tce_mark_of(group, i, k)))
			return false;
	return true;
}

static void drop_doubles(struct tce_history *history, struct tce_group *group)
{
	size_t i = 1;

	while (i < group->n) {
		if (!is_double(group, i)) {
			i++;
			continue;
		}
		/* what is the same in JSON says less */
		night_free(&group->night[i]);
		memmove(&group->night[i], &group->night[i + 1],
			(--group->n - i) * sizeof(*group->night));
		history->doubles++;
		history->runs--;
	}
}

static void find_builds(struct tce_group *group)
{
	size_t i, j;

	for (i = 0; i < group->n; i++) {
		for (j = 0; j < i; j++)
			if (!strcmp(group->night[i].build,
				    group->night[j].build))
				break;
		group->night[i].like = j;
	}
}

void tce_history_judge(struct tce_history *history)
{
	size_t i;

	for (i = 0; i < history->n; i++) {
		struct tce_group *group = &history->group[i];

		qsort(group->night, group->n, sizeof(*group->night), by_time);
		drop_doubles(history, group);
		find_builds(group);
		tce_group_judge(group);
	}
}

static void group_free(struct tce_group *group)
{
	size_t i;

	for (i = 0; i < group->n; i++)
		night_free(&group->night[i]);
	free(group->night);
	free(group->kase);
	tdestroy(group->names, numbered_free);
	tce_run_free(&group->latest);
}

void tce_history_free(struct tce_history *history)
{
	size_t i;

	for (i = 0; i < history->n; i++)
		group_free(&history->group[i]);
	free(history->group);
	tdestroy(history->texts, numbered_free);
}
