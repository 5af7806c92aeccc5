// SPDX-License-Identifier: GPL-2.0-only
/* A history as text. */
#include <stdlib.h>

#include "display.h"
#include "history.h"
#include "history_list.h"

#define STRIP 40     /* runs of a line of letters, the latest ones */
#define NAMES_MAX 10 /* of a kind, before "and more" */

/* "  ..F.FF": the case in each run */
static void print_strip(FILE *file, const struct tce_series *series,
			size_t kase)
{
	size_t i = series->n > STRIP ? series->n - STRIP : 0;

	fputs("          ", file);
	for (; i < series->n; i++)
		putc(tce_mark_letter(tce_mark_of(series, i, kase)), file);
	putc('\n', file);
}

static void print_case(const struct tce_display *display,
		       const struct tce_series *series,
		       enum tce_history_kind kind, size_t kase)
{
	const struct tce_history_case *c = &series->kase[kase];
	const struct tce_mark *mark = tce_mark_of(series, series->n - 1, kase);
	struct tce_strbuf text = { 0 };
	FILE *file = display->file;

	tce_history_words(&text, series, kind, kase);
	fprintf(file, "    %s%-7s%s %s\n          %s\n",
		tce_display_paint(display, mark->verdict),
		mark->is_there ? tce_verdict_form[mark->verdict].name : "-",
		tce_display_plain(display), c->name, tce_strbuf_str(&text));
	if (kind != TCE_HISTORY_DRIFT)
		print_strip(file, series, kase);
	if (kind == TCE_HISTORY_RED && *mark->reason)
		fprintf(file, "          %s\n", mark->reason);
	tce_strbuf_free(&text);
}

/* What is red is named; of the rest, the first ones without -v. */
static void print_kind(const struct tce_display *display,
		       const struct tce_series *series,
		       enum tce_history_kind kind)
{
	size_t n, i, shown;
	size_t *list = tce_history_list(series, kind, &n);

	shown = kind == TCE_HISTORY_RED ||
				display->level == TCE_DETAIL_VERBOSE ||
				n < NAMES_MAX
			? n
			: NAMES_MAX;
	if (n)
		fprintf(display->file, "  %s: %zu\n", tce_history_title(kind),
			n);
	for (i = 0; i < shown; i++)
		print_case(display, series, kind, list[i]);
	if (shown < n)
		fprintf(display->file, "    and %zu more (-v)\n", n - shown);
	free(list);
}

static void print_latest(FILE *file, const struct tce_series *series)
{
	const struct tce_night *last = &series->night[series->n - 1];
	struct tce_strbuf text = { 0 };

	tce_night_date(&text, last);
	fprintf(file, "  latest: %s %s: %zu passed, %zu failed, %zu skipped\n",
		tce_strbuf_str(&text), last->release, last->counts.passed,
		last->counts.failed, last->counts.skipped);
	if (series->missing)
		fprintf(file,
			"  %zu case%s of the run before without a result in "
			"it\n",
			series->missing, series->missing > 1 ? "s" : "");
	tce_strbuf_free(&text);
}

static void print_series(const struct tce_display *display,
			 const struct tce_series *series)
{
	struct tce_strbuf label = { 0 }, date = { 0 };
	enum tce_history_kind kind;

	tce_series_label(&label, series);
	tce_night_date(&date, &series->night[0]);
	fprintf(display->file, "%s: %zu run%s since %s\n",
		tce_strbuf_str(&label), series->n, series->n > 1 ? "s" : "",
		tce_strbuf_str(&date));
	print_latest(display->file, series);
	for (kind = 0; kind < TCE_HISTORY_KINDS; kind++)
		print_kind(display, series, kind);
	putc('\n', display->file);
	tce_strbuf_free(&label);
	tce_strbuf_free(&date);
}

void tce_history_print(const struct tce_display *display,
		       const struct tce_history *history)
{
	struct tce_history_sum sum;
	size_t i;

	tce_history_count(&sum, history);
	if (display->level != TCE_DETAIL_QUIET) {
		for (i = 0; i < history->n; i++)
			print_series(display, &history->series[i]);
		fputs("A letter is a run: . PASS, F FAIL, T TIMEOUT, E ERROR, "
		      "X XPASS, x XFAIL, s SKIP,\n- not run, and a blank where "
		      "there is no result\n\n",
		      display->file);
	}
	fprintf(display->file,
		"%zu run%s: %zu failed in the latest, %zu new, %zu no longer; "
		"%zu flip, %zu drift\n",
		history->runs, history->runs > 1 ? "s" : "", sum.counts.failed,
		sum.fresh, sum.gone, sum.flipping, sum.drifting);
}
