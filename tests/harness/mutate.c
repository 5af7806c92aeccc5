// SPDX-License-Identifier: GPL-2.0-only
#include "mutate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <spec/model.h>
#include <spec/session.h>

#include "platforms.h"
#include "view.h"

static void note(void *data, const char *text)
{
	char *first = data;

	if (first && !*first)
		snprintf(first, TCE_FAILURE_MAX, "%s", text);
}

/* How a rule is broken, and judged. */
struct breakage {
	int rule;      /* -1: none is */
	bool outside;  /* a rule that is no must: more than it allows */
	bool pedantic; /* what it allows is red as well */
};

/*
 * Whether a case is red; @text gets the first mismatch, @asked is set for the
 * rules that had a say. Either can be NULL.
 */
static bool is_red(const struct tce_case *c, const struct tce_platform *p,
		   const struct breakage *broken, char *text,
		   unsigned char *asked)
{
	struct tce_session s = {
		.platform = p,
		.subject = tce_model_new(p, broken->rule),
		.oracle = tce_model_new(p, -1),
		.mismatch = note,
		.pedantic = broken->pedantic,
		.data = text,
	};
	int ret;

	if (!s.subject || !s.oracle) {
		fputs("tce-test: out of memory\n", stderr);
		exit(3);
	}
	if (broken->outside)
		tce_model_outside(s.subject);
	ret = tce_session_run(&s, c->steps);
	for (unsigned int i = 0; asked && tce_rule_get(i); i++)
		asked[i] |= tce_model_rule_used(s.subject, i);
	s.subject->free(s.subject);
	s.oracle->free(s.oracle);
	if (ret < 0)
		note(text, strerror(-ret));
	return ret;
}

/* The machine on which a row notices, or NULL. The others as is_red(). */
static const struct tce_named_platform *
noticed_on(const struct tce_row *row, const struct breakage *broken, char *text,
	   unsigned char *asked)
{
	struct tce_platform view;
	char why[TCE_WHY_MAX];
	size_t i;

	for (i = 0; row->c->steps && i < tce_platforms_n; i++)
		if (tce_view_set(&view, &tce_platforms[i].platform, row, true,
				 why, sizeof(why)) &&
		    is_red(row->c, &view, broken, text, asked))
			return &tce_platforms[i];
	return NULL;
}

/* What notices what: one byte a case and rule, cases as rows. */
struct table {
	const struct tce_row **row;
	size_t n;
	size_t chosen; /* those to prove; the others share a case with them */
	size_t rules;
	unsigned char *notices;
	unsigned int *cases; /* of each rule */
	unsigned int *chosen_cases;
	/* of a rule that is no must: a case notices what it does not allow */
	unsigned int *outside;
};

static unsigned char *notices(const struct table *t, size_t row, size_t rule)
{
	return &t->notices[row * t->rules + rule];
}

/*
 * With no rule broken all must be green. What had a say then is left in the
 * table: no other rule can make a difference.
 */
static int check_whole(const struct table *t)
{
	const struct tce_named_platform *m;
	const struct breakage none = { .rule = -1 };
	char text[TCE_FAILURE_MAX];
	int status = 0;
	size_t i;

	for (i = 0; i < t->n; i++) {
		text[0] = '\0';
		m = noticed_on(t->row[i], &none, text, notices(t, i, 0));
		if (!m)
			continue;
		printf("%s is red on %s with no rule broken: %s\n",
		       t->row[i]->name, m->name, text);
		status = 1;
	}
	return status;
}

/*
 * A case notices a rule if it is red when that is broken. A rule that is no
 * must leaves a choice: the other outcome must leave all cases green,
 * --pedantic apart, and what is none of them must turn one red.
 */
static int try_rule(struct table *t, size_t rule)
{
	const bool must =
		tce_rule_get((unsigned int)rule)->level == TCE_LEVEL_MUST;
	const struct breakage red = { .rule = (int)rule, .pedantic = !must };
	const struct breakage lawful = { .rule = (int)rule };
	const struct breakage outside = { .rule = (int)rule, .outside = true };
	const struct tce_named_platform *m;
	char text[TCE_FAILURE_MAX];
	int status = 0;

	for (size_t i = 0; i < t->n; i++) {
		unsigned char *at = notices(t, i, rule);
		const bool asked = *at;

		*at = asked && noticed_on(t->row[i], &red, NULL, NULL);
		t->cases[rule] += *at;
		t->chosen_cases[rule] += *at && i < t->chosen;
		if (must || !asked)
			continue;
		text[0] = '\0';
		m = noticed_on(t->row[i], &lawful, text, NULL);
		if (m) {
			printf("%s is red on %s without %s, which the contract "
			       "allows: %s\n",
			       t->row[i]->name, m->name,
			       tce_rule_get((unsigned int)rule)->name, text);
			status = 1;
		}
		t->outside[rule] += !t->outside[rule] &&
				    noticed_on(t->row[i], &outside, NULL, NULL);
	}
	return status;
}

/*
 * A rule that no case notices could as well not be there; of some cases that
 * cannot be said.
 */
static int list_rules(const struct table *t, bool some)
{
	int status = 0;

	printf("%-28s %5s\n", "rule", "cases that notice");
	for (size_t r = 0; r < t->rules; r++) {
		const char *name = tce_rule_get((unsigned int)r)->name;

		if (some && !t->chosen_cases[r])
			continue;
		printf("%-28s %5u\n", name, t->chosen_cases[r]);
		if (!t->chosen_cases[r])
			fprintf(stderr, "no case notices that %s is broken\n",
				name);
		else if (tce_rule_get((unsigned int)r)->level ==
				 TCE_LEVEL_MAY &&
			 !t->outside[r])
			fprintf(stderr,
				"no case notices an outcome that %s does not "
				"allow\n",
				name);
		else
			continue;
		status = 1;
	}
	return status;
}

/*
 * Of the rules that a case notices, the one that the fewest others do. Suites
 * can share a case, and one of their engines may not be able to run it: @by is
 * a row of the case that notices the rule, @row itself if it does.
 */
static size_t sharpest(const struct table *t, size_t row, size_t *by)
{
	size_t best = t->rules;

	for (size_t i = 0; i < t->n; i++) {
		if (t->row[i]->c != t->row[row]->c)
			continue;
		for (size_t r = 0; r < t->rules; r++)
			if (*notices(t, i, r) &&
			    (best == t->rules ||
			     t->cases[r] < t->cases[best])) {
				best = r;
				*by = *notices(t, row, r) ? row : i;
			}
	}
	return best;
}

/* The first machine's reason why a row cannot run; NULL when one can run it. */
static const char *skipped(const struct tce_row *row, char why[TCE_WHY_MAX])
{
	char next[TCE_WHY_MAX] = "";
	struct tce_platform view;

	for (size_t i = 0; i < tce_platforms_n; i++)
		if (tce_view_set(&view, &tce_platforms[i].platform, row, true,
				 i ? next : why, TCE_WHY_MAX))
			return NULL;
	return why;
}

static void print_case(const struct table *t, size_t row, size_t rule,
		       size_t by)
{
	printf("%-48s %s ", t->row[row]->name,
	       tce_rule_get((unsigned int)rule)->name);
	if (by == row)
		printf("(%u)\n", t->cases[rule]);
	else
		printf("(as %s)\n", t->row[by]->name);
}

static void print_useless(const struct tce_row *row)
{
	char why[TCE_WHY_MAX];

	if (skipped(row, why))
		fprintf(stderr, "%s is skipped on all machines: %s\n",
			row->name, why);
	else
		fprintf(stderr, "%s notices no rule of the model\n", row->name);
}

static int list_cases(const struct table *t)
{
	int status = 0;

	printf("\n%-48s %s\n", "case", "the sharpest rule that it notices");
	for (size_t i = 0; i < t->chosen; i++) {
		size_t by = i, r = sharpest(t, i, &by);

		if (!t->row[i]->c->steps)
			continue;
		if (r < t->rules) {
			print_case(t, i, r, by);
			continue;
		}
		print_useless(t->row[i]);
		status = 1;
	}
	return status;
}

static bool has(const struct tce_rows *rows, const struct tce_row *row)
{
	for (size_t i = 0; i < rows->n; i++)
		if (!strcmp(rows->row[i].name, row->name))
			return true;
	return false;
}

static bool shares(const struct tce_rows *rows, const struct tce_row *row)
{
	for (size_t i = 0; i < rows->n; i++)
		if (rows->row[i].c == row->c)
			return true;
	return false;
}

/* The rows to prove, and after them those of @all that share a case. */
static int rows_collect(struct table *t, const struct tce_rows *rows,
			const struct tce_rows *all)
{
	t->row = calloc(rows->n + all->n, sizeof(*t->row));
	if (!t->row)
		return 3;
	for (size_t i = 0; i < rows->n; i++)
		t->row[t->n++] = &rows->row[i];
	t->chosen = t->n;
	for (size_t i = 0; i < all->n; i++)
		if (shares(rows, &all->row[i]) && !has(rows, &all->row[i]))
			t->row[t->n++] = &all->row[i];
	return 0;
}

static int prove(struct table *t, bool some)
{
	int status = check_whole(t);

	if (status)
		return status;
	for (size_t r = 0; r < t->rules; r++)
		status |= try_rule(t, r);
	status |= list_rules(t, some);
	/* Its lines and those of standard error must not mix. */
	fflush(stdout);
	return status | list_cases(t);
}

int tce_mutate(const struct tce_rows *rows, const struct tce_rows *all)
{
	struct table t = { 0 };
	int status;

	if (!rows->n)
		return 1;
	while (tce_rule_get((unsigned int)t.rules))
		t.rules++;
	status = rows_collect(&t, rows, all);
	t.notices = calloc(t.n + 1, t.rules + 1);
	t.cases = calloc(t.rules + 1, sizeof(*t.cases));
	t.chosen_cases = calloc(t.rules + 1, sizeof(*t.cases));
	t.outside = calloc(t.rules + 1, sizeof(*t.outside));
	if (!status)
		status = t.notices && t.cases && t.chosen_cases && t.outside
				 ? prove(&t, rows->n < all->n)
				 : 3;
	free(t.notices);
	free(t.cases);
	free(t.chosen_cases);
	free(t.outside);
	free(t.row);
	return status;
}
