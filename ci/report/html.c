// SPDX-License-Identifier: GPL-2.0-only
/* The page: its head, what was tested, and its sections. */
#include "html.h"

#include <string.h>

#include "cells.h"
#include "html_parts.h"
#include "html_sections.h"
#include "markup.h"

/* "30 results, 2.1 s of cases, begun 2026-11-30T..." */
static void put_subtitle(FILE *file, const struct tce_html *html,
			 const struct tce_counts *c)
{
	const struct tce_run *last = &html->cells[html->n_cells - 1];
	const char *started = tce_run_get(last, "run.started");

	fprintf(file, "<p class=\"sub\">%zu results, %.1f s of cases", c->total,
		c->seconds);
	if (started) {
		fputs(", begun ", file);
		tce_markup_text(file, started);
	}
	if (tce_run_get(last, TCE_RUN_PEDANTIC))
		fputs(", pedantic", file);
	fputs("</p>\n", file);
}

static void put_headline(FILE *file, const struct tce_html *html,
			 const struct tce_counts *c)
{
	if (html->n_cells == 1 && tce_run_is_unusable(html->cells))
		fputs(TCE_NOTHING_WORKS, file);
	else if (c->failed)
		fprintf(file, "%zu of %zu failed", c->failed, c->total);
	else if (!c->passed)
		fputs("Nothing was shown", file);
	else if (c->known)
		fputs("No new failure; the contract is not kept", file);
	else if (c->of[TCE_VERDICT_XFAIL])
		fputs("The contract is kept, except for known defects", file);
	else
		fputs("The contract is kept", file);
}

static void put_header(FILE *file, const struct tce_html *html)
{
	struct tce_counts c;

	tce_run_count_all(html->cells, html->n_cells, &c);
	fprintf(file, "<header class=\"%s\">\n",
		c.failed   ? "fail"
		: c.known  ? "waived"
		: c.passed ? "pass"
			   : "skip");
	fputs("<p class=\"kind\">VFIO on sPAPR TCE: conformance</p>\n<h1>",
	      file);
	put_headline(file, html, &c);
	fputs("</h1>\n", file);
	put_subtitle(file, html, &c);
	fputs("<div class=\"tiles\">\n", file);
	tce_html_tile(file, "fail", c.failed, "failed");
	tce_html_tile(file, "pass", c.passed, "passed");
	if (c.known)
		tce_html_tile(file, "waived", c.known, "failed before, too");
	tce_html_tile(file, "waived", c.of[TCE_VERDICT_XFAIL], "known defects");
	tce_html_tile(file, "skip", c.of[TCE_VERDICT_SKIP], "skipped");
	fputs("</div>\n</header>\n", file);
}

/* Those of the run itself, as "run.command", come after the machine's. */
static void put_properties(FILE *file, const struct tce_run *run, bool of_run)
{
	size_t i;

	for (i = 0; i < run->n_properties; i++) {
		const char *key = run->properties[i].key;
		bool is_run = !strncmp(key, "run.", 4);

		if (is_run != of_run || !strcmp(key, TCE_RUN_SUITES))
			continue;
		fputs("<dt>", file);
		tce_markup_text(file, is_run ? key + 4 : key);
		fputs("</dt><dd>", file);
		tce_markup_text(file, run->properties[i].value);
		fputs("</dd>\n", file);
	}
}

void tce_html_tested(FILE *file, const struct tce_html *html)
{
	struct tce_strbuf label = { 0 };
	size_t i;

	tce_html_section(file, "tested", "What was tested", 0);
	for (i = 0; i < html->n_cells; i++) {
		const struct tce_run *run = &html->cells[i];

		if (html->n_cells > 2) {
			tce_run_label(&label, html->cells, html->n_cells, run);
			fputs("<details><summary>", file);
			tce_markup_text(file, tce_strbuf_str(&label));
			fputs("</summary>\n", file);
		}
		fputs("<dl class=\"card\">\n", file);
		put_properties(file, run, false);
		put_properties(file, run, true);
		fputs("</dl>\n", file);
		if (html->n_cells > 2)
			fputs("</details>\n", file);
	}
	fputs("</section>\n", file);
	tce_strbuf_free(&label);
}

static void put_title(FILE *file, const struct tce_html *html)
{
	const struct tce_run *last = &html->cells[html->n_cells - 1];
	const char *release = tce_run_get(last, "release");
	struct tce_counts c;

	tce_run_count_all(html->cells, html->n_cells, &c);
	fprintf(file, "%s: VFIO sPAPR TCE", c.failed ? "FAILED" : "passed");
	if (release) {
		fputs(", Linux ", file);
		tce_markup_text(file, release);
	}
}

void tce_html_write(FILE *file, const struct tce_html *html)
{
	tce_html_begin(file);
	put_title(file, html);
	tce_html_body(file);
	put_header(file, html);
	fputs("<main>\n", file);
	tce_html_runs(file, html);
	tce_html_failures(file, html);
	tce_html_changes(file, html);
	tce_html_limits(file, html->cells, html->n_cells);
	tce_html_tested(file, html);
	tce_html_grid(file, html);
	tce_html_waived(file, html);
	tce_html_choices(file, html);
	tce_html_clauses(file, html);
	tce_html_cases(file, html);
	tce_html_end(file, "All of this is derived from the stream, "
			   "results.ktap.");
}
