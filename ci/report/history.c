// SPDX-License-Identifier: GPL-2.0-only
#include "history.h"

#include <stdlib.h>
#include <string.h>

const char *tce_run_kernel(const struct tce_run *run)
{
	const char *name = tce_run_get(run, "kernel");

	return name ? name : "";
}

const char *tce_run_machine(const struct tce_run *run)
{
	const char *name = tce_run_get(run, "run.machine");

	if (!name)
		name = tce_run_get(run, "machine");
	return name ? name : "";
}

static bool is_alike(const struct tce_run *a, const struct tce_run *b)
{
	return !strcmp(tce_run_kernel(a), tce_run_kernel(b)) &&
	       !strcmp(tce_run_machine(a), tce_run_machine(b));
}

bool tce_is_latest(const struct tce_run *runs, size_t n, size_t i)
{
	size_t j;

	for (j = i + 1; j < n; j++)
		if (is_alike(&runs[i], &runs[j]))
			return false;
	return true;
}

bool tce_is_history(const struct tce_run *runs, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (!tce_is_latest(runs, n, i))
			return true;
	return false;
}

static const char *started(const struct tce_run *run)
{
	const char *text = tce_run_get(run, "run.started");

	return text ? text : "";
}

/* The times are of one form, so that their order is that of the letters. */
static int by_start(const void *a, const void *b)
{
	return strcmp(started(a), started(b));
}

void tce_history_sort(struct tce_run *runs, size_t n)
{
	if (tce_is_history(runs, n))
		qsort(runs, n, sizeof(*runs), by_start);
}

void tce_run_label(struct tce_strbuf *label, const struct tce_run *runs,
		   size_t n, const struct tce_run *run)
{
	const char *release = tce_run_get(run, "release");
	const char *start = started(run);

	tce_strbuf_clear(label);
	if (tce_is_history(runs, n) && *start)
		/* "2026-11-30 01:02": two runs of one day are two */
		tce_strbuf_addf(label, "%.10s%s%.5s %s", start,
				strlen(start) > 11 ? " " : "",
				strlen(start) > 11 ? start + 11 : "",
				release ? release : "");
	else
		tce_strbuf_addf(label, "%s%s%s", tce_run_kernel(run),
				*tce_run_kernel(run) ? " on " : "",
				tce_run_machine(run));
}
