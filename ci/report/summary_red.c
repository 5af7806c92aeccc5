// SPDX-License-Identifier: GPL-2.0-only
/* The summary's section of what is red, by its cause. */
#include <string.h>

#include "cause.h"
#include "failure.h"
#include "summary.h"

#define COLUMNS 78

/* "    name, name", broken at COLUMNS */
static void print_name(FILE *file, const char *name, int *column)
{
	int len = (int)strlen(name);

	if (*column && *column + len + 2 > COLUMNS) {
		fputs(",\n", file);
		*column = 0;
	}
	*column += fprintf(file, "%s%s", *column ? ", " : "      ", name);
}

/* All cases of a cause but the first, which has been shown. */
static void print_others(FILE *file, const struct tce_cause *cause)
{
	int column = 0;
	size_t i;

	if (cause->n < 2)
		return;
	fprintf(file, "    %zu more of the same cause:\n", cause->n - 1);
	for (i = 1; i < cause->n; i++)
		print_name(file, cause->red[i].result->name, &column);
	putc('\n', file);
}

static void print_cause(const struct tce_display *display,
			const struct tce_cause *cause)
{
	const struct tce_result *first = cause->red[0].result;
	FILE *file = display->file;

	fprintf(file, "  %s%-7s%s %s",
		tce_display_paint(display, TCE_VERDICT_FAIL),
		tce_verdict_form[first->verdict].name,
		tce_display_plain(display), first->name);
	if (tce_failure_has_reason(first)) {
		fprintf(file, ": %.*s%s\n", TCE_REASON_MAX, first->reason,
			strlen(first->reason) > TCE_REASON_MAX ? "..." : "");
	} else {
		putc('\n', file);
	}
	tce_display_failure(display, first, 4);
	print_others(file, cause);
}

void tce_summary_red(const struct tce_display *display,
		     const struct tce_run *run)
{
	struct tce_causes causes;
	size_t i;

	tce_causes_find(&causes, run, 1);
	if (causes.n)
		fprintf(display->file, "Failed: %zu", causes.reds);
	if (causes.n < causes.reds)
		fprintf(display->file, ", of %zu cause%s", causes.n,
			causes.n > 1 ? "s" : "");
	if (causes.n)
		putc('\n', display->file);
	for (i = 0; i < causes.n; i++)
		print_cause(display, &causes.cause[i]);
	if (causes.n)
		putc('\n', display->file);
	tce_causes_free(&causes);
}
