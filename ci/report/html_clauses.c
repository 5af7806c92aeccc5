// SPDX-License-Identifier: GPL-2.0-only
/* The page's part on the contract: each clause and what became of its cases. */
#include <search.h>
#include <stdlib.h>
#include <string.h>

#include <stream/table.h>

#include "html_parts.h"
#include "html_sections.h"
#include "markup.h"

/* From bad to good: a clause is as good as the worst of its cases. */
enum state {
	BROKEN,
	DEVIATES,
	KEPT,
	SKIPPED,
	UNSHOWN, /* no case of this run names it */
	STATES,
};

static const struct {
	const char *word, *class;
} states[] = {
	[BROKEN] = { "broken", "fail" },
	[DEVIATES] = { "deviates", "waived" },
	[KEPT] = { "kept", "pass" },
	[SKIPPED] = { "skipped", "skip" },
	[UNSHOWN] = { "not shown", "none" },
};

struct clause {
	char *id;
	const struct tce_clause *file; /* NULL: it lacks it, or there is none */
	enum state state;
	size_t cases, kept;
};

struct clauses {
	struct clause **clause;
	size_t n, room;
	void *ids;
};

static int by_id(const void *a, const void *b)
{
	const struct clause *x = a, *y = b;

	return strcmp(x->id, y->id);
}

static struct clause *look_up(struct clauses *all, const char *id, size_t len)
{
	struct tce_strbuf word = { 0 };
	struct clause key, *clause, **found;
	size_t room = 0;

	tce_strbuf_add(&word, id, len);
	key.id = word.data;
	found = tfind(&key, &all->ids, by_id);
	if (found) {
		tce_strbuf_free(&word);
		return *found;
	}
	clause = tce_grow(NULL, 0, &room, sizeof(*clause));
	*clause = (struct clause){ .id = word.data, .state = UNSHOWN };
	if (!tsearch(clause, &all->ids, by_id)) {
		tce_warn("out of memory");
		exit(TCE_STATUS_BROKEN);
	}
	all->clause = tce_grow(all->clause, all->n, &all->room, sizeof(clause));
	all->clause[all->n++] = clause;
	return clause;
}

static void add_sentences(struct clauses *all, const struct tce_clauses *file)
{
	size_t i;

	for (i = 0; i < file->n; i++) {
		const struct tce_clause *c = &file->clause[i];
		struct clause *clause = look_up(all, c->id, strlen(c->id));

		clause->file = c;
	}
}

static enum state state_of(const struct tce_run *run,
			   const struct tce_result *result)
{
	if (tce_run_is_red(run, result) || tce_run_is_known(run, result))
		return BROKEN;
	if (result->verdict == TCE_VERDICT_XFAIL)
		return DEVIATES;
	return result->verdict == TCE_VERDICT_SKIP ? SKIPPED : KEPT;
}

static void add_result(struct clauses *all, const struct tce_run *run,
		       const struct tce_result *result)
{
	enum state state = state_of(run, result);
	const char *p = result->clauses, *word;
	size_t len;

	while ((len = tce_word_next(&p, &word))) {
		struct clause *clause = look_up(all, word, len);

		clause->cases++;
		clause->kept += state == KEPT;
		if (state < clause->state)
			clause->state = state;
	}
}

static void put_small(FILE *file, const char *class, const char *text)
{
	fprintf(file, "<br><small class=\"%s\">", class);
	tce_markup_text(file, text);
	fputs("</small>", file);
}

static void put_text(FILE *file, const struct tce_clause *c, bool unshown)
{
	fprintf(file, " (%s)", tce_clause_level_word(c->level));
	put_small(file, "sentence", c->sentence);
	if (*c->sources)
		put_small(file, "sources", c->sources);
	if (unshown && c->reason)
		put_small(file, "why", c->reason);
}

static void put_clause(FILE *file, const struct clause *clause)
{
	fprintf(file, "<tr><td><span class=\"badge %s\">%s</span></td><td>",
		states[clause->state].class, states[clause->state].word);
	fputs("<span class=\"name\">", file);
	tce_markup_text(file, clause->id);
	fputs("</span>", file);
	if (clause->file)
		put_text(file, clause->file, clause->state == UNSHOWN);
	if (clause->cases)
		fprintf(file, "</td><td>%zu of %zu</td></tr>\n", clause->kept,
			clause->cases);
	else
		fputs("</td><td></td></tr>\n", file);
}

static void put_clauses(FILE *file, const struct clauses *all)
{
	size_t counts[STATES] = { 0 }, i;
	enum state state;

	for (i = 0; i < all->n; i++)
		counts[all->clause[i]->state]++;
	tce_html_section(file, "clauses", "Clauses of the contract", all->n);
	fputs("<p class=\"legend\">", file);
	for (state = 0; state < STATES; state++)
		if (counts[state])
			fprintf(file,
				"<span><i class=\"%s\"></i> %zu %s</span> ",
				states[state].class, counts[state],
				states[state].word);
	fputs("</p>\n<details><summary>Each clause, its state, and how many of "
	      "its cases show it kept</summary><div class=\"scroll\"><table>\n",
	      file);
	for (i = 0; i < all->n; i++)
		put_clause(file, all->clause[i]);
	fputs("</table></div></details>\n</section>\n", file);
}

static void free_clause(void *p)
{
	struct clause *clause = p;

	free(clause->id);
	free(clause);
}

void tce_html_clauses(FILE *file, const struct tce_html *html)
{
	struct clauses all = { 0 };
	size_t i, j;

	if (html->clauses)
		add_sentences(&all, html->clauses);
	for (i = 0; i < html->n_cells; i++)
		for (j = 0; j < html->cells[i].n_results; j++)
			add_result(&all, &html->cells[i],
				   &html->cells[i].results[j]);
	if (all.n)
		put_clauses(file, &all);
	tdestroy(all.ids, free_clause);
	free(all.clause);
}
