// SPDX-License-Identifier: GPL-2.0-only
#include "pick.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <stream/near.h>
#include <stream/table.h>

#include "precheck.h"

static bool is_suite(const char *word)
{
	for (size_t i = 0; tce_suites[i]; i++)
		if (!strcmp(tce_suites[i]->name, word))
			return true;
	return false;
}

/* The suite that was probably meant by the first LEN bytes of a GLOB. */
static const char *near_suite(const char *glob, size_t len)
{
	char word[sizeof(((struct tce_row *)0)->base)];
	struct tce_near near;

	/* a pattern, or what is too long for a name */
	if (len >= sizeof(word) || strcspn(glob, "*?[") < len)
		return NULL;
	snprintf(word, sizeof(word), "%.*s", (int)len, glob);
	tce_near_begin(&near, word);
	tce_near_offer(&near, tce_precheck_suite.name);
	for (size_t i = 0; tce_suites[i]; i++)
		tce_near_offer(&near, tce_suites[i]->name);
	return near.best;
}

static void print_near_case(const char *glob)
{
	const struct tce_pick all = {
		.suites = tce_suites,
		.repeat = 1,
		.all = true,
	};
	struct tce_rows rows;
	struct tce_near near;
	const char *bad;
	size_t len;

	tce_near_begin(&near, glob);
	if (tce_rows_pick(&rows, &all, &bad, &len))
		rows.n = 0;
	for (size_t i = 0; i < rows.n; i++)
		tce_near_offer(&near, rows.row[i].base);
	if (near.best)
		fprintf(stderr, "; did you mean '%s'?\n", near.best);
	else
		fputs(" (see --list)\n", stderr);
	tce_rows_free(&rows);
}

/* A GLOB that matches nothing, with what was probably meant. */
static void print_stray(const char *glob)
{
	const size_t len = strcspn(glob, ".");
	const char *suite = near_suite(glob, len);

	fprintf(stderr, "tce-test: no case matches '%s'", glob);
	if (!suite ||
	    (glob[len] && strlen(suite) == len && !strncmp(suite, glob, len)))
		print_near_case(glob);
	else if (is_suite(glob))
		fprintf(stderr, ": want '%s.*'\n", glob);
	else
		fprintf(stderr, "; did you mean '%s%s'?\n", suite,
			glob[len] ? glob + len : ".*");
}

static int print_nothing(const struct tce_options *o)
{
	if (o->nglobs == 1 && !o->nexcludes)
		print_stray(o->globs[0]);
	else if (o->cases)
		fprintf(stderr, "tce-test: %s names no case\n", o->cases);
	else
		fputs("tce-test: no case matches (see --list)\n", stderr);
	return TCE_STATUS_NOTHING;
}

static bool names_precheck(const struct tce_options *o)
{
	for (size_t i = 0; i < o->nglobs; i++)
		if (!fnmatch(o->globs[i], "platform.usable", 0))
			return true;
	return false;
}

/* The precheck's case alone is what the user asked for, or nothing is. */
static bool is_nothing(const struct tce_options *o, const struct tce_pick *pick,
		       const struct tce_rows *rows)
{
	if (pick->precheck && o->nglobs && !o->cases && rows->n == 1 &&
	    rows->row[0].suite == &tce_precheck_suite)
		return !names_precheck(o);
	return !rows->n;
}

static int pick_rows(const struct tce_options *o, const struct tce_pick *pick,
		     struct tce_rows *rows)
{
	const char *bad = "";
	size_t len = 0;
	int ret = tce_rows_pick(rows, pick, &bad, &len);

	if (ret == -ENOENT) {
		fprintf(stderr,
			"tce-test: %s: unknown case '%.*s' (see --list)\n",
			o->cases, (int)len, bad);
		return TCE_STATUS_USAGE;
	}
	if (ret == -E2BIG)
		return tce_usage("--repeat %u: too many runs of these cases",
				 o->repeat);
	if (ret) {
		fprintf(stderr, "tce-test: cases: %s\n", strerror(-ret));
		return TCE_STATUS_BROKEN;
	}
	if (is_nothing(o, pick, rows))
		return print_nothing(o);
	/* A typo must not leave a suite out. */
	bad = tce_pick_stray(pick);
	if (!bad)
		return 0;
	print_stray(bad);
	return TCE_STATUS_USAGE;
}

int tce_pick(const struct tce_options *o, struct tce_rows *rows)
{
	struct tce_pick pick = {
		.suites = tce_suites,
		.globs = o->globs,
		.nglobs = o->nglobs,
		.excludes = o->excludes,
		.nexcludes = o->nexcludes,
		.repeat = o->repeat,
		.soak = o->soak_s > 0,
		.all = o->action == TCE_ACTION_WAIVERS ||
		       o->action == TCE_ACTION_RED,
		.model = o->model,
		.precheck = !o->model && (o->action == TCE_ACTION_RUN ||
					  o->action == TCE_ACTION_PLAN),
	};
	char *names = NULL;
	int status;

	if (o->cases) {
		names = tce_file_text(o->cases);
		if (!names) {
			fprintf(stderr, "tce-test: %s: %s\n", o->cases,
				strerror(errno));
			return TCE_STATUS_USAGE;
		}
		pick.names = names;
	}
	status = pick_rows(o, &pick, rows);
	free(names);
	if (status)
		tce_rows_free(rows);
	return status;
}
