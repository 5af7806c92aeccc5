// SPDX-License-Identifier: GPL-2.0-only
/* The summary's section of what is red, by its cause. */
#include <string.h>

#include "cells.h"
#include "failure.h"
#include "group.h"
#include "summary.h"

#define COLUMNS 78

/* Runs beside each other, of which each has a label. */
struct runs {
	const struct tce_run *run;
	size_t n;
};

/* "map.iova", or "map.iova (debian-6.12 on pseries)" of several runs */
static void name_of(struct tce_strbuf *name, const struct runs *runs,
		    const struct tce_red *red)
{
	struct tce_strbuf label = { 0 };

	tce_strbuf_clear(name);
	tce_strbuf_addf(name, "%s", red->result->name);
	if (runs->n > 1) {
		tce_run_label(&label, runs->run, runs->n, red->run);
		tce_strbuf_addf(name, " (%s)", tce_strbuf_str(&label));
	}
	tce_strbuf_free(&label);
}

/* "    name, name", broken at COLUMNS */
static void print_name(FILE *file, const struct tce_strbuf *name, int *column)
{
	if (*column && *column + (int)name->len + 2 > COLUMNS) {
		fputs(",\n", file);
		*column = 0;
	}
	*column += fprintf(file, "%s%s", *column ? ", " : "      ",
			   tce_strbuf_str(name));
}

static void print_names(FILE *file, const struct runs *runs,
			const struct tce_red_group *cause, size_t first)
{
	struct tce_strbuf name = { 0 };
	int column = 0;
	size_t i;

	for (i = first; i < cause->n; i++) {
		name_of(&name, runs, &cause->red[i]);
		print_name(file, &name, &column);
	}
	putc('\n', file);
	tce_strbuf_free(&name);
}

/* All cases of a cause but the first, which has been shown. */
static void print_others(FILE *file, const struct runs *runs,
			 const struct tce_red_group *cause)
{
	if (cause->n < 2)
		return;
	fprintf(file, "    %zu more of this kind:\n", cause->n - 1);
	print_names(file, runs, cause, 1);
}

/* What was lost is the same for all of them: "could not be judged: ..." */
static void print_unjudged(const struct tce_display *display,
			   const struct runs *runs,
			   const struct tce_red_group *cause)
{
	const struct tce_result *first = cause->red[0].result;

	fprintf(display->file, "  %s%-7s%s %zu case%s %s\n",
		tce_display_paint(display, TCE_VERDICT_FAIL),
		tce_verdict_form[first->verdict].name,
		tce_display_plain(display), cause->n, cause->n > 1 ? "s" : "",
		first->reason);
	tce_display_failure(display, first, 4);
	print_names(display->file, runs, cause, 0);
}

static void print_cause(const struct tce_display *display,
			const struct runs *runs,
			const struct tce_red_group *cause)
{
	const struct tce_result *first = cause->red[0].result;
	struct tce_strbuf name = { 0 };
	FILE *file = display->file;

	name_of(&name, runs, &cause->red[0]);
	fprintf(file, "  %s%-7s%s %s",
		tce_display_paint(display, TCE_VERDICT_FAIL),
		tce_verdict_form[first->verdict].name,
		tce_display_plain(display), tce_strbuf_str(&name));
	tce_strbuf_free(&name);
	if (tce_failure_has_reason(first)) {
		fprintf(file, ": %.*s%s\n", TCE_REASON_MAX, first->reason,
			strlen(first->reason) > TCE_REASON_MAX ? "..." : "");
	} else {
		putc('\n', file);
	}
	tce_display_failure(display, first, 4);
	print_others(file, runs, cause);
}

void tce_summary_red(const struct tce_display *display,
		     const struct tce_run *run, size_t n)
{
	const struct runs runs = { run, n };
	struct tce_red_groups causes;
	size_t i;

	tce_red_groups_find(&causes, run, n);
	if (causes.n)
		fprintf(display->file, "Failed: %zu", causes.reds);
	if (causes.n < causes.reds)
		fprintf(display->file, ", of %zu kind%s", causes.n,
			causes.n > 1 ? "s" : "");
	if (causes.n)
		putc('\n', display->file);
	for (i = 0; i < causes.n; i++)
		(tce_run_is_unjudged(causes.cause[i].red[0].result)
			 ? print_unjudged
			 : print_cause)(display, &runs, &causes.cause[i]);
	if (causes.n)
		putc('\n', display->file);
	tce_red_groups_free(&causes);
}
