// SPDX-License-Identifier: GPL-2.0-only
/* The section of failures: an article for each cause. */
#include <stdlib.h>
#include <string.h>

#include "cells.h"
#include "failure.h"
#include "group.h"
#include "html_parts.h"
#include "html_sections.h"
#include "markup.h"

#define OPEN_MAX 12 /* names of a cause that are not folded up */

static void put_line(void *ctx, enum tce_failure_line kind, const char *line)
{
	static const char *const classes[] = {
		[TCE_FAILURE_BECAUSE] = "because", [TCE_FAILURE_CALL] = "call",
		[TCE_FAILURE_VALUES] = "values",   [TCE_FAILURE_STEP] = "step",
		[TCE_FAILURE_KERNEL] = "kernel",
	};
	FILE *file = ctx;

	fprintf(file, "<span class=\"%s\">", classes[kind]);
	tce_markup_text(file, line);
	fputs("\n</span>", file);
}

static bool is_of_case(const struct tce_red *red, const char *name)
{
	return !strcmp(red->result->name, name);
}

/* Whether an earlier one of the cause is of the same case, in another run. */
static bool is_repeat(const struct tce_red_group *cause, size_t i)
{
	size_t j;

	for (j = 0; j < i; j++)
		if (is_of_case(&cause->red[j], cause->red[i].result->name))
			return true;
	return false;
}

static size_t count_cases(const struct tce_red_group *cause)
{
	size_t i, n = 0;

	for (i = 0; i < cause->n; i++)
		n += !is_repeat(cause, i);
	return n;
}

/* " (debian-6.12 on pseries, ...)": the runs in which a case is red */
static void put_runs(FILE *file, const struct tce_html *html,
		     const struct tce_red_group *cause, const char *name)
{
	struct tce_strbuf label = { 0 };
	const char *comma = " <small>(";
	size_t i;

	if (html->n_cells < 2)
		return;
	for (i = 0; i < cause->n; i++) {
		if (!is_of_case(&cause->red[i], name))
			continue;
		tce_run_label(&label, html->cells, html->n_cells,
			      cause->red[i].run);
		fputs(comma, file);
		tce_markup_text(file, tce_strbuf_str(&label));
		comma = ", ";
	}
	fputs(")</small>", file);
	tce_strbuf_free(&label);
}

/* All cases of the cause but SHOWN's. */
static void put_others(FILE *file, const struct tce_html *html,
		       const struct tce_red_group *cause,
		       const struct tce_result *shown)
{
	size_t n = count_cases(cause) - 1, i;
	const char *comma = "";

	if (!n)
		return;
	fprintf(file,
		"<details%s><summary>%zu more of this kind</summary>"
		"<p class=\"name\">",
		n <= OPEN_MAX ? " open" : "", n);
	for (i = 0; i < cause->n; i++) {
		const char *name = cause->red[i].result->name;

		if (is_repeat(cause, i) || !strcmp(name, shown->name))
			continue;
		fputs(comma, file);
		tce_markup_text(file, name);
		put_runs(file, html, cause, name);
		comma = ", ";
	}
	fputs("</p></details>\n", file);
}

static void put_cause(FILE *file, const struct tce_html *html,
		      const struct tce_red_group *cause)
{
	const struct tce_red *red = &cause->red[0];
	const struct tce_result *result = red->result;
	size_t n = count_cases(cause);

	fputs("<article class=\"card fail\">\n<h3>", file);
	tce_html_badge(file, red->run, result);
	putc(' ', file);
	tce_markup_text(file, result->name);
	if (n > 1)
		fprintf(file, " and %zu more", n - 1);
	put_runs(file, html, cause, result->name);
	fputs("</h3>\n", file);
	if (*result->about) {
		fputs("<p>It checks that ", file);
		tce_markup_text(file, result->about);
		fputs(".</p>\n", file);
	}
	if (tce_failure_has_reason(result)) {
		fputs("<p class=\"reason\">", file);
		tce_markup_text(file, result->reason);
		fputs("</p>\n", file);
	}
	if (*result->text) {
		fputs("<pre class=\"failure\">", file);
		tce_failure_lines(result, html->clauses, put_line, file);
		fputs("</pre>\n", file);
	}
	put_others(file, html, cause, result);
	fputs("</article>\n", file);
}

static void put_unrun(FILE *file, const struct tce_run *run)
{
	size_t i, n = 0;

	for (i = 0; i < run->n_results; i++) {
		if (!tce_run_is_unrun(&run->results[i]))
			continue;
		fputs(n++ ? ", "
			  : "<article class=\"card fail\">\n<h3>Planned, "
			    "but not run</h3>\n<p class=\"name\">",
		      file);
		tce_markup_text(file, run->results[i].name);
	}
	if (n)
		fputs("</p>\n</article>\n", file);
}

void tce_html_failures(FILE *file, const struct tce_html *html)
{
	struct tce_red_groups causes;
	struct tce_counts counts;
	size_t i;

	tce_run_count_all(html->cells, html->n_cells, &counts);
	if (!counts.failed)
		return;
	tce_red_groups_find(&causes, html->cells, html->n_cells);
	tce_html_section(file, "failures", "Failures", counts.failed);
	for (i = 0; i < causes.n; i++)
		put_cause(file, html, &causes.cause[i]);
	for (i = 0; i < html->n_cells; i++)
		put_unrun(file, &html->cells[i]);
	fputs("</section>\n", file);
	tce_red_groups_free(&causes);
}
