// SPDX-License-Identifier: GPL-2.0-only
/* The page's parts that list all cases, or those with a waiver. */
#include <stdlib.h>
#include <string.h>

#include "cells.h"
#include "html_parts.h"
#include "html_sections.h"
#include "markup.h"

/* Which run a case is of, where there are several. */
static void put_where(FILE *file, const struct tce_html *html,
		      const struct tce_run *run)
{
	struct tce_strbuf label = { 0 };

	if (html->n_cells < 2)
		return;
	tce_run_label(&label, html->cells, html->n_cells, run);
	fputs(" <small>", file);
	tce_markup_text(file, tce_strbuf_str(&label));
	fputs("</small>", file);
	tce_strbuf_free(&label);
}

/* --- waivers -------------------------------------------------------------- */

/* A result that waivers have to do with. */
struct waived {
	const struct tce_run *run;
	const struct tce_result *result;
};

static int by_reason(const void *a, const void *b)
{
	const struct waived *x = a, *y = b;
	int order = strverscmp(x->result->reason, y->result->reason);

	/* Stale ones first; the position keeps the rest as it was. */
	if (x->result->verdict != y->result->verdict)
		return x->result->verdict == TCE_VERDICT_XPASS ? -1 : 1;
	return order ? order
		     : (x->result > y->result) - (x->result < y->result);
}

static void put_waiver(FILE *file, const struct waived *list, size_t n)
{
	bool stale = list->result->verdict == TCE_VERDICT_XPASS;
	size_t i;

	fprintf(file, "<details%s><summary>", stale ? " open" : "");
	tce_html_badge(file, list->run, list->result);
	putc(' ', file);
	tce_markup_text(file, list->result->reason);
	fprintf(file, " <small>%zu</small></summary>\n<p class=\"name\">", n);
	for (i = 0; i < n; i++) {
		fputs(i ? ", " : "", file);
		tce_markup_text(file, list[i].result->name);
	}
	fputs("</p></details>\n", file);
}

void tce_html_waived(FILE *file, const struct tce_html *html)
{
	struct waived *list = NULL;
	size_t room = 0, n = 0, i, j;

	for (i = 0; i < html->n_cells; i++)
		for (j = 0; j < html->cells[i].n_results; j++) {
			const struct tce_run *run = &html->cells[i];
			enum tce_verdict verdict = run->results[j].verdict;

			if (verdict != TCE_VERDICT_XFAIL &&
			    verdict != TCE_VERDICT_XPASS)
				continue;
			list = tce_grow(list, n, &room, sizeof(*list));
			list[n++] = (struct waived){ run, &run->results[j] };
		}
	if (!n)
		return;
	qsort(list, n, sizeof(*list), by_reason);
	tce_html_section(file, "waived", "Known defects of this kernel", n);
	fputs("<p>Each is a defect with evidence on record. One that no longer "
	      "shows (XPASS) makes the run fail: its waiver is stale.</p>\n",
	      file);
	for (i = 0; i < n; i += j) {
		for (j = 1; i + j < n; j++)
			if (list[i].result->verdict !=
				    list[i + j].result->verdict ||
			    strcmp(list[i].result->reason,
				   list[i + j].result->reason) != 0)
				break;
		put_waiver(file, &list[i], j);
	}
	fputs("</section>\n", file);
	free(list);
}

/* --- all cases ------------------------------------------------------------ */

static double slowest(const struct tce_html *html)
{
	double max = 0;
	size_t i, j;

	for (i = 0; i < html->n_cells; i++)
		for (j = 0; j < html->cells[i].n_results; j++)
			if (html->cells[i].results[j].seconds > max)
				max = html->cells[i].results[j].seconds;
	return max;
}

static void put_row(FILE *file, const struct tce_html *html,
		    const struct tce_run *run, const struct tce_result *result,
		    double max)
{
	fprintf(file, "<tr class=\"%s\"><td>", tce_html_class(run, result));
	tce_html_badge(file, run, result);
	fputs("</td><td><span class=\"name\">", file);
	tce_markup_text(file, result->name);
	fputs("</span>", file);
	put_where(file, html, run);
	if (*result->about) {
		fputs("<br><small>", file);
		tce_markup_text(file, result->about);
		fputs("</small>", file);
	}
	if (*result->reason) {
		fputs("<br><small class=\"why\">", file);
		tce_markup_text(file, result->reason);
		fputs("</small>", file);
	}
	fprintf(file,
		"</td><td class=\"time\"><meter max=\"%.3f\" "
		"value=\"%.3f\"></meter> %.3f s</td></tr>\n",
		max > 0 ? max : 1, result->seconds, result->seconds);
}

void tce_html_cases(FILE *file, const struct tce_html *html)
{
	double max = slowest(html);
	const struct tce_result **sorted;
	size_t i, j;

	tce_html_section(file, "cases", "All cases", 0);
	tce_html_filter(file, "part of a name or reason");
	fputs("<div class=\"scroll\"><table class=\"cases\">\n"
	      "<tr><th>verdict</th><th>case</th><th>time</th></tr>\n",
	      file);
	for (i = 0; i < html->n_cells; i++) {
		sorted = tce_run_sorted(&html->cells[i]);
		for (j = 0; j < html->cells[i].n_results; j++)
			put_row(file, html, &html->cells[i], sorted[j], max);
		free(sorted);
	}
	fputs("</table></div>\n</section>\n", file);
}
