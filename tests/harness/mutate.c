// SPDX-License-Identifier: GPL-2.0-only
#include "mutate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <spec/model.h>
#include <spec/session.h>

#include "machines.h"
#include "view.h"

static void note(void *data, const char *text)
{
	char *first = data;

	if (first && !*first)
		snprintf(first, TCE_FAILURE_MAX, "%s", text);
}

/*
 * Whether a case is red; @text gets the first mismatch, @asked is set for the
 * rules that had a say. Either can be NULL.
 */
static bool is_red(const struct tce_case *c, const struct tce_platform *p,
		   int broken, char *text, unsigned char *asked)
{
	struct tce_session s = {
		.platform = p,
		.subject = tce_model_new(p, broken),
		.oracle = tce_model_new(p, -1),
		.mismatch = note,
		.data = text,
	};
	int ret;

	if (!s.subject || !s.oracle) {
		fputs("tce-test: out of memory\n", stderr);
		exit(3);
	}
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
static const struct tce_machine *noticed_on(const struct tce_row *row,
					    int broken, char *text,
					    unsigned char *asked)
{
	struct tce_platform view;
	char why[TCE_WHY_MAX];
	size_t i;

	for (i = 0; row->c->steps && i < tce_machines_n; i++)
		if (tce_view_set(&view, &tce_machines[i].platform, row, true,
				 why, sizeof(why)) &&
		    is_red(row->c, &view, broken, text, asked))
			return &tce_machines[i];
	return NULL;
}

/* What notices what: one byte a case and rule, cases as rows. */
struct table {
	const struct tce_rows *rows;
	size_t rules;
	unsigned char *notices;
	unsigned int *cases; /* of each rule */
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
	const struct tce_machine *m;
	char text[TCE_FAILURE_MAX];
	int status = 0;
	size_t i;

	for (i = 0; i < t->rows->n; i++) {
		text[0] = '\0';
		m = noticed_on(&t->rows->row[i], -1, text, notices(t, i, 0));
		if (!m)
			continue;
		printf("%s is red on %s with no rule broken: %s\n",
		       t->rows->row[i].name, m->name, text);
		status = 1;
	}
	return status;
}

static void try_rule(struct table *t, size_t rule)
{
	for (size_t i = 0; i < t->rows->n; i++) {
		unsigned char *at = notices(t, i, rule);

		*at = *at &&
		      noticed_on(&t->rows->row[i], (int)rule, NULL, NULL);
		t->cases[rule] += *at;
	}
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

		if (some && !t->cases[r])
			continue;
		printf("%-28s %5u\n", name, t->cases[r]);
		if (t->cases[r])
			continue;
		fprintf(stderr, "no case notices that %s is broken\n", name);
		status = 1;
	}
	return status;
}

/*
 * Of the rules that a case notices, the one that the fewest others do. Suites
 * can share a case, and one of their engines may not be able to run it.
 */
static size_t sharpest(const struct table *t, size_t row)
{
	size_t best = t->rules;

	for (size_t i = 0; i < t->rows->n; i++) {
		if (t->rows->row[i].c != t->rows->row[row].c)
			continue;
		for (size_t r = 0; r < t->rules; r++)
			if (*notices(t, i, r) &&
			    (best == t->rules || t->cases[r] < t->cases[best]))
				best = r;
	}
	return best;
}

static int list_cases(const struct table *t)
{
	int status = 0;

	printf("\n%-48s %s\n", "case", "the sharpest rule that it notices");
	for (size_t i = 0; i < t->rows->n; i++) {
		const char *name = t->rows->row[i].name;
		size_t r = sharpest(t, i);

		if (!t->rows->row[i].c->steps)
			continue;
		if (r < t->rules) {
			printf("%-48s %s (%u)\n", name,
			       tce_rule_get((unsigned int)r)->name,
			       t->cases[r]);
			continue;
		}
		fprintf(stderr, "%s notices no rule of the model\n", name);
		status = 1;
	}
	return status;
}

int tce_mutate(const struct tce_rows *rows, bool some)
{
	struct table t = { .rows = rows };
	int status = 3;

	if (!rows->n)
		return 1;
	while (tce_rule_get((unsigned int)t.rules))
		t.rules++;
	t.notices = calloc(rows->n, t.rules + 1);
	t.cases = calloc(t.rules + 1, sizeof(*t.cases));
	if (t.notices && t.cases)
		status = check_whole(&t);
	if (!status) {
		for (size_t r = 0; r < t.rules; r++)
			try_rule(&t, r);
		status = list_rules(&t, some);
		status |= list_cases(&t);
	}
	free(t.notices);
	free(t.cases);
	return status;
}
