// SPDX-License-Identifier: GPL-2.0-only
/* A history as a page: what the latest runs are, then each series, then all. */
#include <stdlib.h>
#include <string.h>

#include "cells.h"
#include "history_list.h"
#include "history_strip.h"
#include "html_parts.h"
#include "html_sections.h"
#include "markup.h"

#define NIGHTS_OPEN 8 /* runs of a table that is not folded up */

/* --- the head ------------------------------------------------------------- */

static const struct tce_night *latest_of(const struct tce_series *series)
{
	return &series->night[series->n - 1];
}

static void put_date(FILE *file, const struct tce_night *night)
{
	struct tce_strbuf date = { 0 };

	tce_night_date(&date, night);
	tce_markup_text(file, tce_strbuf_str(&date));
	tce_strbuf_free(&date);
}

static void put_label(FILE *file, const struct tce_series *series)
{
	struct tce_strbuf label = { 0 };

	tce_series_label(&label, series);
	tce_markup_text(file, tce_strbuf_str(&label));
	tce_strbuf_free(&label);
}

static bool is_unusable(const struct tce_history *history)
{
	return history->n == 1 &&
	       tce_run_is_unusable(&history->series[0].latest);
}

static void put_headline(FILE *file, const struct tce_history *history,
			 const struct tce_history_sum *sum)
{
	if (is_unusable(history))
		fputs(TCE_NOTHING_WORKS, file);
	else if (sum->counts.failed)
		fprintf(file, "%zu of %zu failed, %zu of them new",
			sum->counts.failed, sum->counts.total, sum->fresh);
	else if (sum->counts.passed)
		fprintf(file, "Nothing failed: %zu passed", sum->counts.passed);
	else
		fputs("Nothing was shown", file);
}

/* The newest of the latest runs. */
static const struct tce_series *newest(const struct tce_history *history)
{
	const struct tce_series *series = &history->series[0];
	size_t i;

	for (i = 1; i < history->n; i++)
		if (strcmp(latest_of(&history->series[i])->started,
			   latest_of(series)->started) > 0)
			series = &history->series[i];
	return series;
}

/* "The latest run: 2026-11-30 01:02, Linux 6.12; 30 runs since 2026-11-01" */
static void put_subtitle(FILE *file, const struct tce_history *history)
{
	const struct tce_series *series = newest(history);
	const struct tce_night *last = latest_of(series);

	fputs(history->n > 1 ? "<p class=\"sub\">The latest runs of each "
			       "kernel, machine and device, the last one "
			     : "<p class=\"sub\">The latest run, ",
	      file);
	put_date(file, last);
	if (*last->release) {
		fputs(", Linux ", file);
		tce_markup_text(file, last->release);
	}
	fprintf(file, "; %zu runs in all", history->runs);
	if (history->doubles)
		fprintf(file, ", %zu of them given twice", history->doubles);
	fputs("</p>\n", file);
}

static void put_header(FILE *file, const struct tce_history *history)
{
	struct tce_history_sum sum;

	tce_history_count(&sum, history);
	fprintf(file, "<header class=\"%s\">\n",
		sum.counts.failed   ? "fail"
		: sum.counts.passed ? "pass"
				    : "skip");
	fputs("<p class=\"kind\">VFIO on sPAPR TCE: history</p>\n<h1>", file);
	put_headline(file, history, &sum);
	fputs("</h1>\n", file);
	put_subtitle(file, history);
	fputs("<div class=\"tiles\">\n", file);
	tce_html_tile(file, "fail", sum.counts.failed, "failed");
	tce_html_tile(file, "fail", sum.fresh, "of them new");
	tce_html_tile(file, "pass", sum.gone, "no longer red");
	tce_html_tile(file, "waived", sum.flipping, "flip on one kernel");
	tce_html_tile(file, "waived", sum.drifting, "with another duration");
	fputs("</div>\n</header>\n", file);
}

/* --- the series side by side ---------------------------------------------- */

static void put_number(FILE *file, size_t n, const char *class)
{
	fputs("<td>", file);
	if (n)
		fprintf(file, "<span class=\"badge %s\">%zu</span>", class, n);
	fputs("</td>", file);
}

static void put_all_series(FILE *file, const struct tce_history *history)
{
	size_t i;

	if (history->n < 2)
		return;
	tce_html_section(file, "series", "Kernels, machines and devices",
			 history->n);
	fputs("<div class=\"scroll\"><table>\n<tr><th></th><th>latest run</th>"
	      "<th>failed</th><th>new</th><th>no longer</th><th>passed</th>"
	      "<th>runs</th></tr>\n",
	      file);
	for (i = 0; i < history->n; i++) {
		const struct tce_series *series = &history->series[i];
		const struct tce_night *last = latest_of(series);

		fprintf(file, "<tr><td><a href=\"#series-%zu\">", i);
		put_label(file, series);
		fputs("</a></td><td>", file);
		put_date(file, last);
		fputs(" <small>", file);
		tce_markup_text(file, last->release);
		fputs("</small></td>", file);
		put_number(file, last->counts.failed, "fail");
		put_number(file, series->fresh, "fail");
		put_number(file, series->gone, "pass");
		put_number(file, last->counts.passed, "pass");
		fprintf(file, "<td>%zu</td></tr>\n", series->n);
	}
	fputs("</table></div>\n</section>\n", file);
}

/* --- one series ------------------------------------------------------------
 */

static void put_case(FILE *file, const struct tce_series *series,
		     enum tce_history_kind kind, size_t kase)
{
	const struct tce_mark *mark = tce_mark_of(series, series->n - 1, kase);
	struct tce_strbuf words = { 0 };

	tce_history_words(&words, series, kind, kase);
	fputs("<tr><td><span class=\"name\">", file);
	tce_markup_text(file, series->kase[kase].name);
	fputs("</span><br><small>", file);
	tce_markup_text(file, tce_strbuf_str(&words));
	if (kind == TCE_HISTORY_RED && *mark->reason) {
		fputs("<br>", file);
		tce_markup_text(file, mark->reason);
	}
	fputs("</small></td><td>", file);
	if (kind == TCE_HISTORY_DRIFT)
		tce_strip_times(file, series, kase);
	else
		tce_strip_put(file, series, kase);
	fputs("</td></tr>\n", file);
	tce_strbuf_free(&words);
}

static void put_kind(FILE *file, const struct tce_series *series,
		     enum tce_history_kind kind)
{
	size_t n, i;
	size_t *list = tce_history_list(series, kind, &n);

	if (n)
		fprintf(file,
			"<tr class=\"title\"><td><h3>%s <small>%zu</small></h3>"
			"</td><td></td></tr>\n",
			tce_history_title(kind), n);
	for (i = 0; i < n; i++)
		put_case(file, series, kind, list[i]);
	free(list);
}

static void put_head(FILE *file, const struct tce_series *series)
{
	fputs("<table class=\"strips\">\n<tr class=\"head\"><td></td><td>",
	      file);
	tce_strip_head(file, series);
	fputs("</td></tr>\n", file);
}

static bool has_changes(const struct tce_series *series)
{
	size_t i;

	for (i = 0; i < series->n_cases; i++)
		if (series->kase[i].reds || series->kase[i].flips)
			return true;
	return series->drifting;
}

static void put_night(FILE *file, const struct tce_night *night)
{
	fputs("<tr><td>", file);
	put_date(file, night);
	fputs("</td><td class=\"name\">", file);
	tce_markup_text(file, night->release);
	fputs("</td>", file);
	put_number(file, night->counts.failed, "fail");
	put_number(file, night->began, "fail");
	put_number(file, night->ended, "pass");
	put_number(file, night->counts.passed, "pass");
	put_number(file, night->counts.of[TCE_VERDICT_XFAIL], "waived");
	put_number(file, night->counts.of[TCE_VERDICT_SKIP], "skip");
	fprintf(file, "<td class=\"time\">%.1f s</td></tr>\n",
		night->counts.seconds);
}

/* The latest run first. */
static void put_nights(FILE *file, const struct tce_series *series)
{
	size_t i;

	fprintf(file,
		"<details%s><summary>Run by run <small>%zu</small></summary>"
		"<div class=\"scroll\"><table>\n<tr><th>run</th><th>release"
		"</th><th>failed</th><th>new</th><th>no longer</th><th>passed"
		"</th><th>known</th><th>skipped</th><th class=\"time\">cases"
		"</th></tr>\n",
		series->n <= NIGHTS_OPEN ? " open" : "", series->n);
	for (i = series->n; i--;)
		put_night(file, &series->night[i]);
	fputs("</table></div></details>\n", file);
}

static void put_series(FILE *file, const struct tce_series *series, size_t i)
{
	enum tce_history_kind kind;

	fprintf(file, "<section id=\"series-%zu\">\n<h2>", i);
	put_label(file, series);
	fprintf(file, " <small>%zu run%s</small></h2>\n", series->n,
		series->n > 1 ? "s" : "");
	if (series->missing)
		fprintf(file,
			"<p class=\"why\">%zu case%s of the run before without "
			"a result in the latest one.</p>\n",
			series->missing, series->missing > 1 ? "s" : "");
	if (has_changes(series)) {
		put_head(file, series);
		for (kind = 0; kind < TCE_HISTORY_KINDS; kind++)
			put_kind(file, series, kind);
		fputs("</table>\n", file);
	} else {
		fputs("<p>No case was red in any of these runs.</p>\n", file);
	}
	put_nights(file, series);
	fputs("</section>\n", file);
}

/* --- all cases ------------------------------------------------------------ */

static void put_line(FILE *file, const struct tce_series *series, size_t kase)
{
	fprintf(file, "<tr class=\"%s\"><td class=\"name\">",
		tce_mark_class(tce_mark_of(series, series->n - 1, kase)));
	tce_markup_text(file, series->kase[kase].name);
	fputs("</td><td>", file);
	tce_strip_put(file, series, kase);
	fputs("</td></tr>\n", file);
}

/* By suite, as in the page of a run; then what the latest run does not have. */
static void put_cases(FILE *file, const struct tce_series *series)
{
	const struct tce_result **sorted = tce_run_sorted(&series->latest);
	size_t i;

	fputs("<details><summary>", file);
	put_label(file, series);
	fprintf(file, " <small>%zu</small></summary>\n", series->n_cases);
	fputs("<table class=\"strips cases\">\n<tr><td></td><td>", file);
	tce_strip_head(file, series);
	fputs("</td></tr>\n", file);
	for (i = 0; i < series->latest.n_results; i++)
		put_line(file, series,
			 tce_history_find(series, sorted[i]->name));
	for (i = 0; i < series->n_cases; i++)
		if (!tce_mark_of(series, series->n - 1, i)->is_there)
			put_line(file, series, i);
	fputs("</table></details>\n", file);
	free(sorted);
}

static void put_all(FILE *file, const struct tce_history *history)
{
	size_t i;

	tce_html_section(file, "cases", "All cases", 0);
	tce_html_filter(file, "part of a name");
	for (i = 0; i < history->n; i++)
		put_cases(file, &history->series[i]);
	fputs("</section>\n", file);
}

/* --- the page ------------------------------------------------------------- */

/* What the latest runs are and what failed in them, as in the page of a run. */
static void put_latest(FILE *file, const struct tce_history *history,
		       const struct tce_clauses *clauses)
{
	struct tce_html html = { .clauses = clauses, .n_cells = history->n };
	size_t room = history->n, i;
	struct tce_run *runs = tce_grow(NULL, history->n, &room, sizeof(*runs));

	for (i = 0; i < history->n; i++)
		runs[i] = history->series[i].latest;
	html.cells = runs;
	tce_html_failures(file, &html);
	tce_html_limits(file, runs, history->n);
	tce_html_tested(file, &html);
	free(runs);
}

static void put_title(FILE *file, const struct tce_history *history)
{
	const struct tce_night *last = latest_of(newest(history));
	struct tce_history_sum sum;

	tce_history_count(&sum, history);
	fprintf(file, "%s: VFIO sPAPR TCE, history to ",
		sum.counts.failed ? "FAILED" : "passed");
	put_date(file, last);
}

void tce_history_html(FILE *file, const struct tce_history *history,
		      const struct tce_clauses *clauses)
{
	size_t i;

	tce_html_begin(file);
	put_title(file, history);
	tce_html_body(file);
	put_header(file, history);
	fputs("<main>\n<p class=\"legend\"><span><i class=\"fail\"></i> failed"
	      "</span> <span><i class=\"pass\"></i> passed</span> <span><i "
	      "class=\"waived\"></i> known</span> <span><i class=\"skip\"></i> "
	      "skipped</span> <span><i class=\"unrun\"></i> not run</span> "
	      "<span>the latest run is on the right</span></p>\n",
	      file);
	put_all_series(file, history);
	for (i = 0; i < history->n; i++)
		put_series(file, &history->series[i], i);
	put_latest(file, history, clauses);
	put_all(file, history);
	tce_html_end(file, "A flip is a case that was kept and broken on one "
			   "build of one kernel with one version of the "
			   "suite.");
}
