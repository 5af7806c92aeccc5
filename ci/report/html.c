// SPDX-License-Identifier: GPL-2.0-only
/* The page: its head, what was tested, and what changed. */
#include "html.h"

#include <string.h>

#include "compare.h"
#include "html_page.h"
#include "markup.h"

const char *tce_html_class(const struct tce_run *run,
			   const struct tce_result *result)
{
	if (tce_run_is_red(run, result))
		return "fail";
	if (result->verdict == TCE_VERDICT_XFAIL)
		return "waived";
	return result->verdict == TCE_VERDICT_SKIP ? "skip" : "pass";
}

void tce_html_badge(FILE *file, const struct tce_run *run,
		    const struct tce_result *result)
{
	const char *word = tce_verdict_form[result->verdict].name;

	if (result->verdict == TCE_VERDICT_XFAIL)
		word = "WAIVED";
	fprintf(file, "<span class=\"badge %s\">%s</span>",
		tce_html_class(run, result), word);
}

void tce_html_section(FILE *file, const char *id, const char *title,
		      size_t count)
{
	fprintf(file, "<section id=\"%s\">\n<h2>%s", id, title);
	if (count)
		fprintf(file, " <small>%zu</small>", count);
	fputs("</h2>\n", file);
}

static void put_tile(FILE *file, const char *class, size_t n, const char *what)
{
	fprintf(file,
		"<div class=\"tile %s\"><b>%zu</b><span>%s</span></div>\n",
		n ? class : "none", n, what);
}

/* "30 cases in 2.1 s" */
static void put_subtitle(FILE *file, const struct tce_html *html,
			 const struct tce_counts *c)
{
	const char *started = tce_run_get(&html->cells[0], "run.started");

	fprintf(file, "<p class=\"sub\">%zu results, %.1f s of cases", c->total,
		c->seconds);
	if (started) {
		fputs(", begun ", file);
		tce_markup_text(file, started);
	}
	fputs("</p>\n", file);
}

static void put_header(FILE *file, const struct tce_html *html)
{
	struct tce_counts c;
	bool red, nothing;

	tce_run_count_all(html->cells, html->n_cells, &c);
	red = c.failed;
	nothing = !red && !c.passed;
	fprintf(file, "<header class=\"%s\">\n",
		red	  ? "fail"
		: nothing ? "skip"
			  : "pass");
	fputs("<p class=\"kind\">VFIO on sPAPR TCE: conformance</p>\n<h1>",
	      file);
	if (red)
		fprintf(file, "%zu of %zu failed", c.failed, c.total);
	else if (nothing)
		fputs("Nothing was shown", file);
	else if (c.of[TCE_VERDICT_XFAIL])
		fputs("The contract is kept, but for known deviations", file);
	else
		fputs("The contract is kept", file);
	fputs("</h1>\n", file);
	put_subtitle(file, html, &c);
	fputs("<div class=\"tiles\">\n", file);
	put_tile(file, "fail", c.failed, "failed");
	put_tile(file, "pass", c.passed, "passed");
	put_tile(file, "waived", c.of[TCE_VERDICT_XFAIL], "known deviations");
	put_tile(file, "skip", c.of[TCE_VERDICT_SKIP], "skipped");
	fputs("</div>\n</header>\n", file);
}

/* Those of the run itself, as "run.command", come behind the machine's. */
static void put_properties(FILE *file, const struct tce_run *run, bool of_run)
{
	size_t i;

	for (i = 0; i < run->n_properties; i++) {
		const char *key = run->properties[i].key;
		bool is_run = !strncmp(key, "run.", 4);

		if (is_run != of_run)
			continue;
		fputs("<dt>", file);
		tce_markup_text(file, is_run ? key + 4 : key);
		fputs("</dt><dd>", file);
		tce_markup_text(file, run->properties[i].value);
		fputs("</dd>\n", file);
	}
}

/* What a cell is found by. */
static const char *name_of(const struct tce_run *run, bool kernel)
{
	const char *name = tce_run_get(run, kernel ? "kernel" : "run.machine");

	if (!name)
		name = tce_run_get(run, "machine");
	return name ? name : "";
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

	if (html->n_cells < 2)
		return;
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

/* Of many, what each was is there for who asks. */
static void put_tested(FILE *file, const struct tce_html *html)
{
	size_t i;

	tce_html_section(file, "tested", "What was tested", 0);
	for (i = 0; i < html->n_cells; i++) {
		const struct tce_run *run = &html->cells[i];

		if (html->n_cells > 2) {
			fputs("<details><summary>", file);
			tce_markup_text(file, name_of(run, true));
			fputs(" on ", file);
			tce_markup_text(file, name_of(run, false));
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
}

static void put_change(FILE *file, const struct tce_html *html,
		       const struct tce_change *change)
{
	const struct tce_run *now = &html->cells[0];
	const struct tce_result *shown =
		change->after ? change->after : change->before;

	/* There always is one, which the analyser cannot know. */
	if (!shown)
		return;
	fputs("<tr><td>", file);
	if (change->before)
		tce_html_badge(file, html->before, change->before);
	fputs("</td><td>", file);
	if (change->after)
		tce_html_badge(file, now, change->after);
	fputs("</td><td class=\"name\">", file);
	tce_markup_text(file, shown->name);
	fputs("</td><td>", file);
	tce_markup_text(file, change->after ? change->after->reason : "");
	fputs("</td></tr>\n", file);
}

static void put_changes(FILE *file, const struct tce_html *html)
{
	struct tce_comparison c;
	enum tce_change_kind kind;
	size_t i;

	if (!html->before)
		return;
	tce_compare(&c, html->before, &html->cells[0]);
	tce_html_section(file, "changes", "Against the earlier run", c.n);
	fprintf(file, "<p>%zu results are as they were.</p>\n", c.same);
	for (kind = 0; kind < TCE_CHANGES; kind++) {
		if (!c.of[kind])
			continue;
		fprintf(file,
			"<details%s><summary>%s <small>%zu</small></summary>"
			"<div class=\"scroll\"><table>\n<tr><th>before</th>"
			"<th>now</th><th>case</th><th>reason</th></tr>\n",
			kind == TCE_CHANGE_BROKEN ? " open" : "",
			tce_change_title(kind), c.of[kind]);
		for (i = 0; i < c.n; i++)
			if (c.change[i].kind == kind)
				put_change(file, html, &c.change[i]);
		fputs("</table></div></details>\n", file);
	}
	fputs("</section>\n", file);
	tce_comparison_free(&c);
}

static void put_title(FILE *file, const struct tce_html *html)
{
	const char *release = tce_run_get(&html->cells[0], "release");
	struct tce_counts c;

	tce_run_count_all(html->cells, html->n_cells, &c);
	fprintf(file, "<title>%s: VFIO sPAPR TCE",
		c.failed ? "FAILED" : "passed");
	if (release) {
		fputs(", Linux ", file);
		tce_markup_text(file, release);
	}
	fputs("</title>\n", file);
}

int tce_html_write(FILE *file, const struct tce_html *html)
{
	int err;

	fputs("<!doctype html>\n<html lang=\"en\">\n<head>\n"
	      "<meta charset=\"utf-8\">\n"
	      "<meta name=\"viewport\" content=\"width=device-width, "
	      "initial-scale=1\">\n"
	      "<meta name=\"color-scheme\" content=\"light dark\">\n",
	      file);
	put_title(file, html);
	fprintf(file, "<style>\n%s</style>\n</head>\n<body>\n", tce_html_style);
	put_header(file, html);
	fputs("<main>\n", file);
	put_cells(file, html);
	tce_html_failures(file, html);
	put_changes(file, html);
	put_tested(file, html);
	tce_html_matrix(file, html);
	tce_html_waived(file, html);
	err = tce_html_clauses(file, html);
	tce_html_cases(file, html);
	fprintf(file,
		"</main>\n<footer>All of this is derived from the stream, "
		"results.ktap.</footer>\n<script>\n%s</script>\n"
		"</body>\n</html>\n",
		tce_html_script);
	return err;
}
