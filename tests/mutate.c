// SPDX-License-Identifier: GPL-2.0-only
#include "mutate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <tce/model.h>
#include <tce/session.h>

#include "machines.h"
#include "needs.h"

static void note(void *data, const char *text)
{
	char *first = data;

	if (first && !*first)
		snprintf(first, 256, "%s", text);
}

/* Whether a case is red; @text gets the first mismatch. */
static bool is_red(const struct tce_case *c, const struct tce_platform *p,
		   int broken, char *text)
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
	s.subject->free(s.subject);
	s.oracle->free(s.oracle);
	if (ret < 0)
		note(text, strerror(-ret));
	return ret;
}

static bool runs_on(const struct tce_case *c, const struct tce_platform *p)
{
	char why[160];

	return c->steps &&
	       tce_needs_met(c->needs & ~TCE_NEED_ROOT, p, why, sizeof(why));
}

/* The machine on which a case notices, or NULL. */
static const struct tce_machine *noticed_on(const struct tce_case *c,
					    int broken, char *text)
{
	size_t i;

	for (i = 0; i < tce_machines_n; i++)
		if (runs_on(c, &tce_machines[i].platform) &&
		    is_red(c, &tce_machines[i].platform, broken, text))
			return &tce_machines[i];
	return NULL;
}

/* With no rule broken all must be green. */
static int check_whole(const struct tce_rows *rows)
{
	const struct tce_machine *m;
	char text[256];
	int status = 0;
	size_t i;

	for (i = 0; i < rows->n; i++) {
		text[0] = '\0';
		m = noticed_on(rows->row[i].c, -1, text);
		if (!m)
			continue;
		printf("%s is red on %s with no rule broken: %s\n",
		       rows->row[i].name, m->name, text);
		status = 1;
	}
	return status;
}

/* Number of cases that notice; their first notice of any rule is kept. */
static unsigned int try_rule(const struct tce_rows *rows, int rule,
			     int *first_rule, const struct tce_row **first)
{
	unsigned int n = 0;
	size_t i;

	*first = NULL;
	for (i = 0; i < rows->n; i++) {
		if (!noticed_on(rows->row[i].c, rule, NULL))
			continue;
		if (!n++)
			*first = &rows->row[i];
		if (first_rule[i] < 0)
			first_rule[i] = rule;
	}
	return n;
}

static int try_rules(const struct tce_rows *rows, int *first_rule)
{
	const struct tce_row *first;
	const struct tce_rule *rule;
	unsigned int n;
	int i, status = 0;

	printf("%-28s %5s  %s\n", "rule", "cases", "first case that notices");
	for (i = 0; (rule = tce_rule_get(i)); i++) {
		n = try_rule(rows, i, first_rule, &first);
		printf("%-28s %5u  %s\n", rule->name, n,
		       first ? first->name : "none");
		if (!n)
			status = 1;
	}
	return status;
}

static int list_left(const struct tce_rows *rows, const int *first_rule)
{
	int status = 0;
	size_t i;

	printf("\n%-44s %s\n", "case", "first rule that it notices");
	for (i = 0; i < rows->n; i++) {
		const struct tce_rule *rule;

		if (!rows->row[i].c->steps)
			continue;
		rule = first_rule[i] < 0 ? NULL : tce_rule_get(first_rule[i]);
		printf("%-44s %s\n", rows->row[i].name,
		       rule ? rule->name : "none");
		if (!rule)
			status = 1;
	}
	return status;
}

static void say_left(const struct tce_rows *rows, const int *first_rule)
{
	size_t i;

	for (i = 0; i < rows->n; i++)
		if (rows->row[i].c->steps && first_rule[i] < 0)
			fprintf(stderr, "%s notices no rule of the model\n",
				rows->row[i].name);
}

int tce_mutate(const struct tce_rows *rows)
{
	int *first_rule, status;
	size_t i;

	if (check_whole(rows))
		return 1;
	first_rule = malloc((rows->n + 1) * sizeof(*first_rule));
	if (!first_rule)
		return 3;
	for (i = 0; i < rows->n; i++)
		first_rule[i] = -1;
	status = try_rules(rows, first_rule);
	status |= list_left(rows, first_rule);
	fflush(stdout);
	say_left(rows, first_rule);
	free(first_rule);
	return status;
}
