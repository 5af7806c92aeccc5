// SPDX-License-Identifier: GPL-2.0-only
/* A square for each case: the same case is at the same place in each run. */
#include <stdlib.h>

#include "cells.h"
#include "html_parts.h"
#include "html_sections.h"
#include "markup.h"

struct grid {
	const struct tce_html *html;
	const struct tce_result ***sorted; /* of each run */
};

static void grid_open(struct grid *grid, const struct tce_html *html)
{
	size_t room = html->n_cells, i;

	grid->html = html;
	grid->sorted =
		tce_grow(NULL, html->n_cells, &room, sizeof(*grid->sorted));
	for (i = 0; i < html->n_cells; i++)
		grid->sorted[i] = tce_run_sorted(&html->cells[i]);
}

static void grid_close(struct grid *grid)
{
	size_t i;

	for (i = 0; i < grid->html->n_cells; i++)
		free(grid->sorted[i]);
	free(grid->sorted);
}

static bool has_suite(const struct grid *grid, size_t cell,
		      const struct tce_result *of)
{
	size_t i;

	for (i = 0; i < grid->html->cells[cell].n_results; i++)
		if (tce_same_suite(of, grid->sorted[cell][i]))
			return true;
	return false;
}

/* Whether a row of its suite begins with this result. */
static bool is_new_suite(const struct grid *grid, size_t cell, size_t at)
{
	const struct tce_result *of = grid->sorted[cell][at];
	size_t i;

	if (at && tce_same_suite(of, grid->sorted[cell][at - 1]))
		return false;
	for (i = 0; i < cell; i++)
		if (has_suite(grid, i, of))
			return false;
	return true;
}

static void put_square(FILE *file, const struct tce_run *run,
		       const struct tce_result *result)
{
	struct tce_strbuf title = { 0 };

	tce_strbuf_addf(&title, "%s: %s%s%s", result->name,
			tce_verdict_form[result->verdict].name,
			*result->reason ? " " : "", result->reason);
	fprintf(file, "<i class=\"%s\"", tce_html_class(run, result));
	tce_markup_attribute(file, "title", tce_strbuf_str(&title));
	fputs("></i>", file);
	tce_strbuf_free(&title);
}

/* Of one run they are together. */
static void put_squares(FILE *file, const struct grid *grid, size_t cell,
			size_t from, const struct tce_result *of)
{
	const struct tce_run *run = &grid->html->cells[cell];
	const struct tce_result **sorted = grid->sorted[cell];

	while (from < run->n_results && !tce_same_suite(of, sorted[from]))
		from++;
	for (; from < run->n_results && tce_same_suite(of, sorted[from]);
	     from++)
		put_square(file, run, sorted[from]);
}

/* The suite of the result AT a place of a run, which is its first. */
static void put_suite(FILE *file, const struct grid *grid, size_t cell,
		      size_t at)
{
	const struct tce_result *of = grid->sorted[cell][at];
	size_t i;

	fputs("<tr><th scope=\"row\">", file);
	tce_markup_text_n(file, of->name, tce_suite_len(of));
	fputs("</th>", file);
	for (i = 0; i < grid->html->n_cells; i++) {
		fputs("<td><div class=\"squares\">", file);
		put_squares(file, grid, i, i == cell ? at : 0, of);
		fputs("</div></td>", file);
	}
	fputs("</tr>\n", file);
}

static void put_heads(FILE *file, const struct tce_html *html)
{
	struct tce_strbuf label = { 0 };
	size_t i;

	fputs("<tr><td></td>", file);
	for (i = 0; i < html->n_cells; i++) {
		tce_run_label(&label, html->cells, html->n_cells,
			      &html->cells[i]);
		fputs("<th>", file);
		tce_markup_text(file, label.len ? tce_strbuf_str(&label)
						: "this run");
		fputs("</th>", file);
	}
	fputs("</tr>\n", file);
	tce_strbuf_free(&label);
}

void tce_html_grid(FILE *file, const struct tce_html *html)
{
	struct grid grid;
	size_t i, j;

	grid_open(&grid, html);
	tce_html_section(file, "matrix", "Case by case", 0);
	fputs("<p class=\"legend\"><span><i class=\"pass\"></i> passed</span> "
	      "<span><i class=\"fail\"></i> failed</span> "
	      "<span><i class=\"waived\"></i> known</span> "
	      "<span><i class=\"skip\"></i> skipped</span></p>\n"
	      "<div class=\"scroll\"><table class=\"matrix\">\n",
	      file);
	put_heads(file, html);
	for (i = 0; i < html->n_cells; i++)
		for (j = 0; j < html->cells[i].n_results; j++)
			if (is_new_suite(&grid, i, j))
				put_suite(file, &grid, i, j);
	fputs("</table></div>\n</section>\n", file);
	grid_close(&grid);
}
