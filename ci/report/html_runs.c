// SPDX-License-Identifier: GPL-2.0-only
/* Several runs beside each other, by their counts. */
#include <string.h>

#include "cells.h"
#include "html_parts.h"
#include "html_sections.h"
#include "markup.h"

static const char *name_of(const struct tce_run *run, bool kernel)
{
	return kernel ? tce_run_kernel(run) : tce_run_machine(run);
}

/* Whether an earlier cell has the same kernel, or machine. */
static bool is_known(const struct tce_html *html, size_t cell, bool kernel)
{
	size_t i;

	for (i = 0; i < cell; i++)
		if (!strcmp(name_of(&html->cells[i], kernel),
			    name_of(&html->cells[cell], kernel)))
			return true;
	return false;
}

static void put_cell(FILE *file, const struct tce_html *html,
		     const char *kernel, const char *machine)
{
	size_t i;

	fputs("<td>", file);
	for (i = 0; i < html->n_cells; i++) {
		struct tce_counts c;

		if (strcmp(name_of(&html->cells[i], true), kernel) != 0 ||
		    strcmp(name_of(&html->cells[i], false), machine) != 0)
			continue;
		tce_run_count(&html->cells[i], &c);
		if (c.failed)
			fprintf(file,
				"<span class=\"badge fail\">%zu failed</span>",
				c.failed);
		else
			fprintf(file, "<span class=\"badge %s\">%zu</span>",
				c.passed ? "pass" : "skip", c.passed);
	}
	fputs("</td>", file);
}

/* Machines down, kernels across: how many cases passed. */
static void put_cells(FILE *file, const struct tce_html *html)
{
	size_t i, j;

	tce_html_section(file, "cells", "Kernels and machines", html->n_cells);
	fputs("<div class=\"scroll\"><table>\n<tr><td></td>", file);
	for (i = 0; i < html->n_cells; i++) {
		if (is_known(html, i, true))
			continue;
		fputs("<th>", file);
		tce_markup_text(file, name_of(&html->cells[i], true));
		fputs("</th>", file);
	}
	fputs("</tr>\n", file);
	for (i = 0; i < html->n_cells; i++) {
		const char *machine = name_of(&html->cells[i], false);

		if (is_known(html, i, false))
			continue;
		fputs("<tr><th scope=\"row\">", file);
		tce_markup_text(file, machine);
		fputs("</th>", file);
		for (j = 0; j < html->n_cells; j++)
			if (!is_known(html, j, true))
				put_cell(file, html,
					 name_of(&html->cells[j], true),
					 machine);
		fputs("</tr>\n", file);
	}
	fputs("</table></div>\n</section>\n", file);
}

void tce_html_runs(FILE *file, const struct tce_html *html)
{
	if (html->n_cells > 1)
		put_cells(file, html);
}
