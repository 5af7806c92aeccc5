// SPDX-License-Identifier: GPL-2.0-only
#include "summary.h"

#include <stdlib.h>
#include <string.h>

#include "failure.h"
#include "group.h"
#include "paths.h"

#define SLOWEST 5
#define UNRUN_NAMES 10 /* that are named before "and more" */

static const char *reason_of(const struct tce_result *result)
{
	return *result->reason ? result->reason : "no reason given";
}

static void print_reason(FILE *file, const struct tce_result *result)
{
	const char *reason = reason_of(result);

	fprintf(file, "%.*s%s\n", TCE_REASON_MAX, reason,
		strlen(reason) > TCE_REASON_MAX ? "..." : "");
}

/* "needs ddw" of "needs ddw: no such flag", "LD-18" of "LD-18: what" */
static size_t key_len(const struct tce_result *result)
{
	const char *reason = reason_of(result);
	const char *colon = strstr(reason, ": ");

	return colon ? (size_t)(colon - reason) : strlen(reason);
}

static int by_key(const void *a, const void *b)
{
	const struct tce_result *x = *(struct tce_result *const *)a;
	const struct tce_result *y = *(struct tce_result *const *)b;
	char *p = strndup(reason_of(x), key_len(x));
	char *q = strndup(reason_of(y), key_len(y));
	/* LD-2 comes before LD-18. */
	int order = p && q ? strverscmp(p, q) : 0;

	free(p);
	free(q);
	/* The position keeps the order of the run, which qsort does not. */
	return order ? order : (x > y) - (x < y);
}

static int by_time(const void *a, const void *b)
{
	const struct tce_result *x = *(struct tce_result *const *)a;
	const struct tce_result *y = *(struct tce_result *const *)b;

	if (x->seconds != y->seconds)
		return x->seconds < y->seconds ? 1 : -1;
	return (x > y) - (x < y);
}

/* The results that are CHOSEN, in the order of the run; the caller frees. */
static const struct tce_result **
choose(const struct tce_run *run,
       bool (*chosen)(const struct tce_run *, const struct tce_result *),
       size_t *count)
{
	const struct tce_result **list = NULL;
	size_t room = 0, i;

	*count = 0;
	for (i = 0; i < run->n_results; i++) {
		if (!chosen(run, &run->results[i]))
			continue;
		list = tce_grow(list, *count, &room, sizeof(*list));
		list[(*count)++] = &run->results[i];
	}
	return list;
}

static bool is_skip(const struct tce_run *run, const struct tce_result *result)
{
	(void)run;
	return result->verdict == TCE_VERDICT_SKIP;
}

static bool is_xfail(const struct tce_run *run, const struct tce_result *result)
{
	(void)run;
	return result->verdict == TCE_VERDICT_XFAIL;
}

static bool is_timed(const struct tce_run *run, const struct tce_result *result)
{
	(void)run;
	return result->seconds > 0;
}

static bool is_unrun(const struct tce_run *run, const struct tce_result *result)
{
	(void)run;
	return tce_run_is_unrun(result);
}

/* A section that is not empty ends with an empty line. */
static void end_section(FILE *file, size_t count)
{
	if (count)
		putc('\n', file);
}

/* Those of the run itself are for reports that leave this machine. */
static bool is_shown(const struct tce_property *property)
{
	return strncmp(property->key, "run.", 4) != 0;
}

static void print_properties(FILE *file, const struct tce_run *run)
{
	size_t i, width = 0, shown = 0;

	for (i = 0; i < run->n_properties; i++) {
		size_t len = strlen(run->properties[i].key);

		if (!is_shown(&run->properties[i]))
			continue;
		shown++;
		width = len > width && len <= 20 ? len : width;
	}
	if (shown)
		fputs("Tested\n", file);
	for (i = 0; i < run->n_properties; i++)
		if (is_shown(&run->properties[i]))
			fprintf(file, "  %-*s  %s\n", (int)width,
				run->properties[i].key,
				run->properties[i].value);
	end_section(file, shown);
}

static bool is_known(const struct tce_run *run, const struct tce_result *result)
{
	return tce_run_is_known(run, result);
}

static void print_known(FILE *file, const struct tce_run *run)
{
	size_t count, i;
	const struct tce_result **list = choose(run, is_known, &count);

	if (count)
		fprintf(file,
			"Known failures, which the earlier run had too "
			"(counted as skipped): %zu\n",
			count);
	for (i = 0; i < count; i++)
		fprintf(file, "  %-7s %s: %s\n",
			tce_verdict_form[list[i]->verdict].name, list[i]->name,
			list[i]->since);
	end_section(file, count);
	free(list);
}

static void print_limits(FILE *file, const struct tce_run *run)
{
	size_t i;

	if (run->n_limits)
		fputs("Not judged in this run\n", file);
	for (i = 0; i < run->n_limits; i++)
		fprintf(file, "  %s\n", run->limits[i]);
	end_section(file, run->n_limits);
}

static void print_unrun(FILE *file, const struct tce_run *run)
{
	size_t count, i;
	const struct tce_result **list = choose(run, is_unrun, &count);

	if (count)
		fprintf(file, "Planned, but not run (counted as failed): %zu\n",
			count);
	for (i = 0; i < count && i < UNRUN_NAMES; i++)
		fprintf(file, "  %s%s\n", list[i]->name,
			list[i]->reason + strlen("not run"));
	if (i < count)
		fprintf(file, "  and %zu more\n", count - i);
	end_section(file, count);
	free(list);
}

static void print_names(FILE *file, const struct tce_result *const *list,
			size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		fprintf(file, "      %s\n", list[i]->name);
}

/* One line a key: how many, the key, and the words of the first one. */
static void print_groups(const struct tce_display *display, const char *title,
			 const struct tce_result **list, size_t count)
{
	FILE *file = display->file;
	size_t i, n;

	if (!count)
		return;
	fprintf(file, "%s: %zu\n", title, count);
	qsort(list, count, sizeof(*list), by_key);
	for (i = 0; i < count; i += n) {
		const char *reason = reason_of(list[i]);
		size_t len = key_len(list[i]);

		for (n = 1; i + n < count; n++)
			if (key_len(list[i + n]) != len ||
			    strncmp(reason_of(list[i + n]), reason, len))
				break;
		fprintf(file, "  %4zu  ", n);
		print_reason(file, list[i]);
		if (display->level == TCE_DETAIL_VERBOSE)
			print_names(file, list + i, n);
	}
	end_section(file, count);
}

static void print_waived(const struct tce_display *display,
			 const struct tce_run *run)
{
	size_t count;
	const struct tce_result **list = choose(run, is_xfail, &count);

	print_groups(display, "Known defects, waived", list, count);
	free(list);
}

static void print_skipped(const struct tce_display *display,
			  const struct tce_run *run)
{
	size_t count;
	const struct tce_result **list = choose(run, is_skip, &count);

	print_groups(display,
		     run->strict ? "Skipped, which --strict counts as failed"
				 : "Skipped",
		     list, count);
	free(list);
}

static void print_slowest(FILE *file, const struct tce_run *run)
{
	size_t count, i;
	const struct tce_result **list = choose(run, is_timed, &count);

	if (count) {
		qsort(list, count, sizeof(*list), by_time);
		fputs("Slowest\n", file);
	}
	for (i = 0; i < count && i < SLOWEST; i++)
		fprintf(file, "  %8.3f s  %s\n", list[i]->seconds,
			list[i]->name);
	end_section(file, count);
	free(list);
}

static const struct {
	enum tce_verdict verdict;
	const char *text;
} meanings[] = {
	{ TCE_VERDICT_FAIL,
	  "FAIL: the kernel broke the contract that the case checks" },
	{ TCE_VERDICT_XPASS,
	  "XPASS: a waived defect is gone: drop its line from the waivers" },
	{ TCE_VERDICT_TIMEOUT, "TIMEOUT: the case did not end in its time" },
	{ TCE_VERDICT_ERROR,
	  "ERROR: no verdict: the kernel crashed, the guest died, or set-up "
	  "broke" },
};

/* How to run one red case again, in the same way on the same kernel. */
static void print_way_back(const struct tce_display *display,
			   const struct tce_run *run)
{
	const char *again = tce_run_get(run, "run.again");
	struct tce_strbuf path = { 0 };
	size_t count, i;
	const struct tce_result **list =
		choose(run, tce_red_is_grouped, &count);
	const struct tce_result *first = NULL;

	for (i = 0; i < count && !first; i++)
		first = list[i]->made_up ? NULL : list[i];
	free(list);
	if (!first)
		return;
	tce_log_path(&path, display->dir ? display->dir : ".", first->name);
	fprintf(display->file, "One case again: %s -v '%.*s'\n",
		again ? again : "./run-tests.sh",
		(int)strcspn(first->name, "/"), first->name);
	fprintf(display->file, "Its log:        %s\n", tce_strbuf_str(&path));
	tce_strbuf_free(&path);
}

static bool has_red(const struct tce_run *run, enum tce_verdict verdict)
{
	size_t i;

	for (i = 0; i < run->n_results; i++)
		if (run->results[i].verdict == verdict &&
		    tce_run_is_red(run, &run->results[i]))
			return true;
	return false;
}

static void print_help(const struct tce_display *display,
		       const struct tce_run *run)
{
	size_t i, printed = 0;

	if (tce_run_is_unusable(run)) {
		fprintf(display->file, "%s: no other case can run\n",
			TCE_NOTHING_WORKS);
		printed++;
	}
	for (i = 0; i < sizeof(meanings) / sizeof(*meanings); i++) {
		if (!has_red(run, meanings[i].verdict))
			continue;
		fprintf(display->file, "%s\n", meanings[i].text);
		printed++;
	}
	if (printed && tce_run_get(run, TCE_RUN_PEDANTIC))
		fputs("--pedantic: an outcome that the contract allows, and "
		      "that is not today's, is a FAIL as well\n",
		      display->file);
	print_way_back(display, run);
	end_section(display->file, printed);
}

void tce_summary_print(const struct tce_display *display,
		       const struct tce_run *run)
{
	struct tce_counts counts;

	tce_run_count(run, &counts);
	if (display->level != TCE_DETAIL_QUIET) {
		print_properties(display->file, run);
		print_waived(display, run);
		print_skipped(display, run);
		if (display->level == TCE_DETAIL_VERBOSE)
			print_slowest(display->file, run);
		print_limits(display->file, run);
		print_unrun(display->file, run);
		print_known(display->file, run);
		tce_summary_red(display, run, 1);
		print_help(display, run);
	}
	if (counts.known && display->level != TCE_DETAIL_QUIET)
		fprintf(display->file,
			"%zu known failure%s, counted as skipped\n",
			counts.known, counts.known > 1 ? "s" : "");
	fprintf(display->file, "%zu passed, %zu failed, %zu skipped\n",
		counts.passed, counts.failed, counts.skipped);
	fflush(display->file);
}
