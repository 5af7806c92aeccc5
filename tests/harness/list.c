// SPDX-License-Identifier: GPL-2.0-only
#include "list.h"

#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <spec/model.h>

#include "machines.h"
#include "needs.h"

static const char *const risks[] = {
	[TCE_RISK_NONE] = "-",
	[TCE_RISK_DRIVER] = "driver: the host's own has the device for a while",
	[TCE_RISK_HANG] = "hang: may keep its device until the next boot",
	[TCE_RISK_POISON] = "poison: wants a PE of its own",
	[TCE_RISK_CRASH] = "crash: wants a guest of its own",
};

void tce_list_names(const struct tce_rows *rows)
{
	size_t i;

	for (i = 0; i < rows->n; i++)
		puts(rows->row[i].name);
}

/* Rows run in another order than their suites stand in: risks come last. */
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

/* The guest that a case wants. */
static const char *guest(const struct tce_row *row)
{
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

static void list_steps(const struct tce_step *step)
{
	char line[512];
	unsigned int i;

	for (i = 1; step->op != TCE_OP_END; step++, i++) {
		tce_step_print_line(step, line, sizeof(line));
		printf("\t%3u  %s\n", i, line);
	}
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
			list_steps(c->steps);
		} else {
			puts("    steps       a function of its own");
		}
	}
}

void tce_list_rules(void)
{
	const struct tce_rule *rule;
	unsigned int i;

	for (i = 0; (rule = tce_rule_get(i)); i++)
		printf("%3u  %-28s %s\n", i, rule->name, rule->text);
}

void tce_list_machines(void)
{
	size_t i;

	for (i = 0; i < tce_machines_n; i++)
		printf("%-18s %s\n", tce_machines[i].name,
		       tce_machines[i].about);
}

/* --- clauses -------------------------------------------------------------- */

struct clause {
	const char *id, *sentence, *reason;
	unsigned int line;
};

struct clauses {
	struct clause *clause;
	size_t n;
};

/* Cuts the field at *P, ends it, and moves on to the next; NULL: no more. */
static char *field_cut(char **p)
{
	char *field = *p, *end;

	if (!field)
		return NULL;
	*p = strchr(field, '|');
	if (*p)
		*(*p)++ = '\0';
	field += strspn(field, " \t");
	end = field + strlen(field);
	while (end > field && strchr(" \t\r", end[-1]))
		*--end = '\0';
	return field;
}

static const struct clause *clause_find(const struct clauses *all,
					const char *id, size_t len)
{
	size_t i;

	for (i = 0; i < all->n; i++)
		if (strlen(all->clause[i].id) == len &&
		    !strncmp(all->clause[i].id, id, len))
			return &all->clause[i];
	return NULL;
}

/* What is wrong with the clause, or NULL. */
static const char *clause_parse(struct clause *c, char *p)
{
	static const char not_shown[] = "not shown: ";

	c->id = field_cut(&p);
	c->sentence = field_cut(&p);
	c->reason = field_cut(&p);
	if (!*c->id || !c->sentence || !*c->sentence || p)
		return "want 'ID | sentence' or 'ID | sentence | not shown: "
		       "reason'";
	if (strchr(c->id, ' ') || strchr(c->id, '\t'))
		return "an ID is one word";
	if (!c->reason)
		return NULL;
	if (strncmp(c->reason, not_shown, strlen(not_shown)) != 0)
		return "the third field begins with 'not shown: '";
	return NULL;
}

static int clauses_parse(struct clauses *all, char *text, const char *path)
{
	unsigned int line;
	char *next;

	for (line = 1; text; text = next, line++) {
		struct clause c = { .line = line };
		const char *wrong;

		next = strchr(text, '\n');
		if (next)
			*next++ = '\0';
		text += strspn(text, " \t\r");
		if (!*text || *text == '#')
			continue;
		wrong = clause_parse(&c, text);
		if (!wrong && clause_find(all, c.id, strlen(c.id)))
			wrong = "this ID is there twice";
		if (wrong) {
			fprintf(stderr, "%s:%u: %s\n", path, line, wrong);
			return 2;
		}
		all->clause = reallocarray(all->clause, all->n + 1, sizeof(c));
		if (!all->clause)
			abort();
		all->clause[all->n++] = c;
	}
	return 0;
}

/* Whether a case names the clause; blanks stand between names. */
static bool names_clause(const struct tce_case *c, const char *id)
{
	const char *p = c->clauses ? c->clauses : "";
	size_t n;

	for (p += strspn(p, " "); *p; p += n, p += strspn(p, " ")) {
		n = strcspn(p, " ");
		if (strlen(id) == n && !strncmp(p, id, n))
			return true;
	}
	return false;
}

static int clause_print(const struct clause *c, const struct tce_rows *rows,
			const char *path)
{
	unsigned int shown = 0;
	size_t i;

	printf("%s  %s\n", c->id, c->sentence);
	for (i = 0; i < rows->n; i++) {
		if (!names_clause(rows->row[i].c, c->id))
			continue;
		printf("\t%s\n", rows->row[i].name);
		shown++;
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

static int row_check(const struct tce_row *row, const struct clauses *all)
{
	const char *p = row->c->clauses ? row->c->clauses : "";
	size_t n, found = 0;
	int status = 0;

	for (p += strspn(p, " "); *p; p += n, p += strspn(p, " ")) {
		n = strcspn(p, " ");
		found++;
		if (clause_find(all, p, n))
			continue;
		fprintf(stderr, "%s: clause %.*s does not exist\n", row->name,
			(int)n, p);
		status = 1;
	}
	if (found)
		return status;
	fprintf(stderr, "%s: names no clause\n", row->name);
	return 1;
}

int tce_list_clauses(const struct tce_rows *rows, char *text, const char *path)
{
	struct clauses all = { 0 };
	int status = clauses_parse(&all, text, path);
	size_t i;

	if (!status) {
		for (i = 0; i < all.n; i++)
			status |= clause_print(&all.clause[i], rows, path);
		for (i = 0; i < rows->n; i++)
			status |= row_check(&rows->row[i], &all);
	}
	free(all.clause);
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
