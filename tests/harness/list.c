// SPDX-License-Identifier: GPL-2.0-only
#include "list.h"

#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <spec/model.h>
#include <stream/clauses.h>
#include <stream/table.h>
#include <stream/verdict.h>

#include "needs.h"
#include "platforms.h"
#include "steps.h"

static const char *const risks[] = {
	[TCE_RISK_NONE] = "-",
	[TCE_RISK_DRIVER] = "driver: the host's own has the device for a while",
	[TCE_RISK_HANG] = "hang: may keep its device until the next boot",
	[TCE_RISK_DAMAGE] =
		"damage: may leave its PE unusable, has one of its own",
	[TCE_RISK_CRASH] = "crash: runs last in a guest",
};

void tce_list_names(const struct tce_rows *rows)
{
	size_t i;

	for (i = 0; i < rows->n; i++)
		puts(rows->row[i].name);
}

/* Cases run in another order than that of their suites: risks come last. */
static size_t suite_cases(const struct tce_rows *rows, size_t first)
{
	size_t n = 0;

	for (size_t i = 0; i < rows->n; i++) {
		if (rows->row[i].suite != rows->row[first].suite)
			continue;
		if (i < first)
			return 0;
		n++;
	}
	return n;
}

void tce_list_suites(const struct tce_rows *rows)
{
	puts("| suite | cases | what they check |\n| --- | ---: | --- |");
	for (size_t i = 0; i < rows->n; i++) {
		const struct tce_suite *suite = rows->row[i].suite;
		size_t n = suite_cases(rows, i);

		if (n)
			printf("| `%s` | %zu | %s |\n", suite->name, n,
			       suite->about);
	}
	printf("| all | %zu | |\n", rows->n);
}

/* The kind of guest that a case wants. */
static const char *guest(const struct tce_row *row)
{
	if (row->suite->own_pes)
		return "own";
	if (row->c->risk == TCE_RISK_CRASH)
		return "alone";
	return row->suite->engine ? "data" : "shared";
}

void tce_list_plan(const struct tce_rows *rows)
{
	size_t i;

	for (i = 0; i < rows->n; i++)
		printf("%s\t%s\n", rows->row[i].name, guest(&rows->row[i]));
}

static void list_step(void *ctx, const char *line)
{
	(void)ctx;
	printf("\t%s\n", line);
}

/* What a function was seen red on. */
static const char *red_on(const struct tce_case *c)
{
	return c->red_on ? c->red_on : "-";
}

void tce_list_red(const struct tce_rows *rows)
{
	for (size_t i = 0; i < rows->n; i++)
		if (rows->row[i].c->run)
			printf("%s\t%s\n", rows->row[i].name,
			       red_on(rows->row[i].c));
}

void tce_list_long(const struct tce_rows *rows)
{
	char needs[160];
	size_t i;

	for (i = 0; i < rows->n; i++) {
		const struct tce_case *c = rows->row[i].c;

		tce_needs_print(c->needs, needs, sizeof(needs));
		printf("%s%s\n", i ? "\n" : "", rows->row[i].name);
		printf("    checks that %s\n", c->about);
		printf("    clauses     %s\n", c->clauses ? c->clauses : "-");
		printf("    validates   %s\n",
		       c->validates ? c->validates : "-");
		printf("    needs       %s\n", needs);
		if (rows->row[i].suite->engine)
			printf("    engine      %s\n",
			       rows->row[i].suite->engine);
		printf("    risk        %s\n", risks[c->risk]);
		if (c->steps) {
			puts("    steps");
			tce_steps_print(c->steps, NULL, list_step, NULL);
		} else {
			puts("    steps       a function of its own");
		}
		if (c->run)
			printf("    red on      %s\n", red_on(c));
	}
}

void tce_list_rules(void)
{
	static const char *const levels[] = {
		[TCE_LEVEL_MUST] = "must",
		[TCE_LEVEL_MAY] = "may",
		[TCE_LEVEL_SEEN] = "seen",
	};
	const struct tce_rule *rule;
	unsigned int i;

	for (i = 0; (rule = tce_rule_get(i)); i++)
		printf("%3u  %-28s %-4s  %s\n", i, rule->name,
		       levels[rule->level], rule->text);
}

void tce_list_platforms(void)
{
	size_t i;

	for (i = 0; i < tce_platforms_n; i++)
		printf("%-18s %s\n", tce_platforms[i].name,
		       tce_platforms[i].about);
}

/* --- clauses -------------------------------------------------------------- */

/* Whether a case names the clause; blanks stand between names. */
static bool names_clause(const struct tce_case *c, const char *id)
{
	return c->clauses && tce_word_in(c->clauses, id, strlen(id));
}

static unsigned int clause_cases(const struct tce_clause *c,
				 const struct tce_rows *rows)
{
	unsigned int n = 0;

	for (size_t i = 0; i < rows->n; i++)
		n += names_clause(rows->row[i].c, c->id);
	return n;
}

static int clause_print(const struct tce_clause *c, const struct tce_rows *rows,
			const char *path)
{
	const unsigned int shown = clause_cases(c, rows);
	size_t i;

	printf("%s (%s): %s\n", c->id, tce_clause_level_word(c->level),
	       c->sentence);
	if (*c->sources)
		printf("\tsource: %s\n", c->sources);
	for (i = 0; i < rows->n; i++) {
		if (names_clause(rows->row[i].c, c->id))
			printf("\t%s\n", rows->row[i].name);
	}
	if (c->reason)
		printf("\t%s\n", c->reason);
	if (shown && c->reason) {
		fprintf(stderr,
			"%s:%u: %s is said not to be shown, but a case names "
			"it\n",
			path, c->line, c->id);
		return 1;
	}
	if (shown || c->reason)
		return 0;
	fprintf(stderr, "%s:%u: %s has neither a case nor a reason\n", path,
		c->line, c->id);
	return 1;
}

static int row_check(const struct tce_row *row, const struct tce_clauses *all)
{
	const char *p = row->c->clauses ? row->c->clauses : "", *word;
	size_t n, found = 0;
	int status = 0;

	while ((n = tce_word_next(&p, &word))) {
		found++;
		if (tce_clauses_find(all, word, n))
			continue;
		fprintf(stderr, "%s: clause %.*s does not exist\n", row->name,
			(int)n, word);
		status = 1;
	}
	if (found)
		return status;
	fprintf(stderr, "%s: names no clause\n", row->name);
	return 1;
}

/* A function cannot tell its clauses apart, so all of them decide what it is
 * worth. */
static int seen_check(const struct tce_row *row, const struct tce_clauses *all)
{
	const char *p = row->c->clauses ? row->c->clauses : "", *word;
	bool seen = row->c->run && !row->c->steps;
	size_t n;

	while (seen && (n = tce_word_next(&p, &word))) {
		const struct tce_clause *c = tce_clauses_find(all, word, n);

		seen = c && c->level == TCE_CLAUSE_SEEN;
	}
	if (seen == row->c->seen)
		return 0;
	fprintf(stderr, "%s: %s\n", row->name,
		seen ? "its clauses are all of level seen: set .seen"
		     : ".seen is for functions whose clauses are all so");
	return 1;
}

static int source_check(const struct tce_source *source,
			const struct tce_clauses *all, const char *path)
{
	size_t i;

	for (i = 0; i < all->n; i++)
		if (tce_clause_has_source(&all->clause[i], source->key))
			return 0;
	fprintf(stderr, "%s: its sources.txt:%u: no clause names %s\n", path,
		source->line, source->key);
	return 1;
}

int tce_list_clauses(const struct tce_rows *rows, bool whole, const char *path)
{
	struct tce_clauses all;
	char error[256];
	int status = 0;
	size_t i;

	if (tce_clauses_load(&all, path, error, sizeof(error))) {
		fprintf(stderr, "tce-test: %s\n", error);
		tce_clauses_free(&all);
		return TCE_STATUS_USAGE;
	}
	for (i = 0; i < all.n; i++)
		if (whole || clause_cases(&all.clause[i], rows))
			status |= clause_print(&all.clause[i], rows, path);
	for (i = 0; i < rows->n; i++)
		status |= row_check(&rows->row[i], &all) |
			  seen_check(&rows->row[i], &all);
	for (i = 0; whole && i < all.n_sources; i++)
		status |= source_check(&all.source[i], &all, path);
	tce_clauses_free(&all);
	return status;
}

/* The cases that one glob of a waiver names; 1 when there is none. */
static int glob_print(const struct tce_rows *rows, const struct tce_waiver *w,
		      const char *glob, const char *path)
{
	unsigned int n = 0;
	size_t j;

	for (j = 0; j < rows->n; j++)
		n += !fnmatch(glob, rows->row[j].base, 0);
	printf("%-40s %3u  %s  %s\n", glob, n, w->reference, w->where);
	if (!n)
		fprintf(stderr, "%s:%u: '%s' matches no case: take it out\n",
			path, w->line, glob);
	return !n;
}

int tce_list_waivers(const struct tce_rows *rows, const struct tce_waivers *w,
		     const char *path)
{
	int status = 0;
	size_t i;

	for (i = 0; i < w->n; i++) {
		char *globs = strdup(w->waiver[i].globs), *next = globs, *glob;

		if (!globs)
			return 3;
		while ((glob = strsep(&next, " \t")))
			if (*glob)
				status |= glob_print(rows, &w->waiver[i], glob,
						     path);
		free(globs);
	}
	return status;
}
