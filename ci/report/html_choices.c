// SPDX-License-Identifier: GPL-2.0-only
/* The page's part on what the contract leaves open. */
#include <stdlib.h>
#include <string.h>

#include "cells.h"
#include "html_parts.h"
#include "html_sections.h"

/* One place of a case: what each of the runs answered. */
struct spot {
	const struct tce_result *result;
	const struct tce_choice *choice;
	const struct tce_run *run;
};

struct spots {
	struct spot *place;
	size_t n, room;
};

static bool is_same_place(const struct spot *a, const struct spot *b)
{
	return !strcmp(a->result->name, b->result->name) &&
	       !strcmp(a->choice->where, b->choice->where);
}

/* By case and place; the runs keep their order. */
static int by_place(const void *a, const void *b)
{
	const struct spot *x = a, *y = b;
	int order = strcmp(x->result->name, y->result->name);

	if (!order)
		order = strverscmp(x->choice->where, y->choice->where);
	return order ? order : (x->run > y->run) - (x->run < y->run);
}

static void collect(struct spots *all, const struct tce_run *run)
{
	size_t i, j;

	for (i = 0; i < run->n_results; i++) {
		const struct tce_result *result = &run->results[i];

		for (j = 0; j < result->choices.n; j++) {
			all->place = tce_grow(all->place, all->n, &all->room,
					      sizeof(*all->place));
			all->place[all->n++] = (struct spot){
				result, &result->choices.choice[j], run
			};
		}
	}
}

/* "-ENXIO", or "-ENXIO (debian-6.12 on pseries), 0 (...)" where runs differ */
static void add_answers(struct tce_strbuf *text, const struct tce_html *html,
			const struct spot *place, size_t n)
{
	struct tce_strbuf label = { 0 };
	bool alike = true;
	size_t i;

	for (i = 1; i < n; i++)
		alike &=
			!strcmp(place[i].choice->answer, place->choice->answer);
	for (i = 0; i < (alike ? 1 : n); i++) {
		tce_strbuf_addf(text, "%s%s", i ? ", " : "",
				place[i].choice->answer);
		if (alike)
			break;
		tce_strbuf_clear(&label);
		tce_run_label(&label, html->cells, html->n_cells, place[i].run);
		tce_strbuf_addf(text, " (%s)", tce_strbuf_str(&label));
	}
	tce_strbuf_free(&label);
}

/* Places of a case with the same answers are one row. */
struct answer_row {
	const struct tce_result *result; /* NULL: there is none yet */
	struct tce_strbuf where, answers;
};

static void put_row(FILE *file, struct answer_row *row)
{
	if (row->result)
		tce_html_row(file,
			     (const char *const[]){
				     row->result->clauses, row->result->name,
				     tce_strbuf_str(&row->where),
				     tce_strbuf_str(&row->answers) },
			     4);
	row->result = NULL;
	tce_strbuf_clear(&row->where);
}

static void take_place(FILE *file, struct answer_row *row,
		       const struct tce_html *html, const struct spot *place,
		       size_t n)
{
	struct tce_strbuf answers = { 0 };

	add_answers(&answers, html, place, n);
	if (row->result &&
	    (strcmp(row->result->name, place->result->name) != 0 ||
	     strcmp(tce_strbuf_str(&row->answers), tce_strbuf_str(&answers)) !=
		     0))
		put_row(file, row);
	tce_strbuf_addf(&row->where, "%s%s", row->result ? ", " : "",
			place->choice->where);
	row->result = place->result;
	tce_strbuf_free(&row->answers);
	row->answers = answers;
}

static void put_rows(FILE *file, const struct tce_html *html,
		     const struct spots *all)
{
	struct answer_row row = { 0 };
	size_t i, n;

	for (i = 0; i < all->n; i += n) {
		for (n = 1; i + n < all->n; n++)
			if (!is_same_place(&all->place[i], &all->place[i + n]))
				break;
		take_place(file, &row, html, &all->place[i], n);
	}
	put_row(file, &row);
	tce_strbuf_free(&row.where);
	tce_strbuf_free(&row.answers);
}

void tce_html_choices(FILE *file, const struct tce_html *html)
{
	struct spots all = { 0 };
	size_t i;

	for (i = 0; i < html->n_cells; i++)
		collect(&all, &html->cells[i]);
	if (!all.n)
		return;
	qsort(all.place, all.n, sizeof(*all.place), by_place);
	tce_html_section(file, "choices", "Where the contract leaves a choice",
			 0);
	fputs("<details><summary>What was answered there</summary>"
	      "<div class=\"scroll\"><table>\n<tr><th>clauses</th>"
	      "<th>case</th><th>where</th><th>answer</th></tr>\n",
	      file);
	put_rows(file, html, &all);
	fputs("</table></div></details>\n</section>\n", file);
	free(all.place);
}
