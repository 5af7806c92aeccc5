// SPDX-License-Identifier: GPL-2.0-only
/* The subcommands that read what runs of earlier times left. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cells.h"
#include "compare.h"
#include "html.h"
#include "json.h"
#include "junit.h"
#include "kcidb.h"
#include "report.h"
#include "resume.h"
#include "saved.h"
#include "summary.h"

/* Turns a failed write of stdout into one line and an exit code. */
static int check_stdout(int status)
{
	if (!fflush(stdout) && !ferror(stdout))
		return status;
	tce_warn("cannot write to standard output: %s", strerror(errno));
	return TCE_STATUS_BROKEN;
}

/* The folder that PATH is in, which has the logs. */
static void folder_of(struct tce_strbuf *dir, const char *path)
{
	const char *slash = strrchr(path, '/');

	tce_strbuf_addf(dir, "%.*s", slash ? (int)(slash - path) : 1,
			slash ? path : ".");
}

int tce_report_summary(const struct tce_report_options *options, char **args,
		       size_t count)
{
	const char *path = args[0];
	struct tce_display display;
	struct tce_counts counts;
	struct tce_strbuf dir = { 0 };
	struct tce_clauses clauses;
	struct tce_run run;
	int status = tce_saved_load(&run, options->strict, path);

	(void)count;
	if (tce_clauses_read(&clauses, options->clauses))
		status = TCE_STATUS_BROKEN;
	if (!status) {
		folder_of(&dir, path);
		tce_display_init(&display, stdout, options->level,
				 options->color, tce_strbuf_str(&dir), 0);
		display.clauses = &clauses;
		tce_summary_print(&display, &run);
		tce_run_count(&run, &counts);
		status = check_stdout(tce_run_exit(&counts));
		tce_strbuf_free(&dir);
	}
	tce_clauses_free(&clauses);
	tce_run_free(&run);
	return status;
}

static int write_saved(const struct tce_report_options *options,
		       const char *path,
		       void (*write)(const struct tce_report_options *options,
				     const struct tce_run *run))
{
	struct tce_run run;
	int status = tce_saved_load(&run, options->strict, path);

	if (!status) {
		write(options, &run);
		status = check_stdout(TCE_STATUS_GREEN);
	}
	tce_run_free(&run);
	return status;
}

static void write_json(const struct tce_report_options *options,
		       const struct tce_run *run)
{
	(void)options;
	tce_json_write(stdout, run, 1);
}

static void write_junit(const struct tce_report_options *options,
			const struct tce_run *run)
{
	struct tce_clauses clauses;

	if (!tce_clauses_read(&clauses, options->clauses))
		tce_junit_write(stdout, run, 1, &clauses);
	tce_clauses_free(&clauses);
}

static void write_kcidb(const struct tce_report_options *options,
			const struct tce_run *run)
{
	tce_kcidb_write(stdout, run, options->origin, options->build);
}

int tce_report_json(const struct tce_report_options *options, char **args,
		    size_t count)
{
	(void)count;
	return write_saved(options, args[0], write_json);
}

int tce_report_junit(const struct tce_report_options *options, char **args,
		     size_t count)
{
	(void)count;
	return write_saved(options, args[0], write_junit);
}

int tce_report_kcidb(const struct tce_report_options *options, char **args,
		     size_t count)
{
	(void)count;
	return write_saved(options, args[0], write_kcidb);
}

int tce_report_compare(const struct tce_report_options *options, char **args,
		       size_t count)
{
	static const struct tce_run anything;
	struct tce_display display;
	struct tce_comparison c;
	struct tce_run old = { 0 }, new = { 0 };
	int status = tce_saved_load_baseline(&new, args[1], &anything);

	(void)count;
	if (!status)
		status = tce_saved_load_baseline(&old, args[0], &new);
	if (!status) {
		tce_display_init(&display, stdout, options->level,
				 options->color, NULL, 0);
		tce_compare(&c, &old, &new);
		tce_comparison_print(&display, &c);
		printf("%zu new failures, %zu still failing, %zu fixed, "
		       "%zu missing\n",
		       c.of[TCE_CHANGE_BROKEN], c.of[TCE_CHANGE_STILL],
		       c.of[TCE_CHANGE_FIXED], c.of[TCE_CHANGE_MISSING]);
		status = check_stdout(
			tce_comparison_exit(&c, options->only_new));
		tce_comparison_free(&c);
	}
	tce_run_free(&old);
	tce_run_free(&new);
	return status;
}

static int load_cells(const struct tce_report_options *options,
		      struct tce_run **runs, size_t *n, char **paths,
		      size_t count)
{
	size_t room = 0;
	int status = 0;

	for (*n = 0; *n < count && !status; (*n)++) {
		*runs = tce_grow(*runs, *n, &room, sizeof(**runs));
		status = tce_saved_load(&(*runs)[*n], options->strict,
					paths[*n]);
	}
	return status;
}

/* Nights of one kernel and machine are no cells side by side. */
static int refuse_nights(const struct tce_run *runs, size_t n)
{
	struct tce_strbuf label = { 0 };
	int status = 0;
	size_t i, j;

	for (i = 0; i < n; i++)
		for (j = 0; j < i && !status; j++) {
			if (!tce_run_is_again(&runs[i], &runs[j]))
				continue;
			tce_run_label(&label, &runs[i], 1, &runs[i]);
			tce_warn("html: two runs of %s: tce-report history "
				 "shows them",
				 label.len ? tce_strbuf_str(&label)
					   : "one kernel and machine");
			status = TCE_STATUS_USAGE;
		}
	tce_strbuf_free(&label);
	return status;
}

int tce_report_html(const struct tce_report_options *options, char **paths,
		    size_t count)
{
	struct tce_run *runs = NULL, before = { 0 };
	struct tce_clauses clauses;
	struct tce_html html = { .clauses = &clauses };
	int status = tce_clauses_read(&clauses, options->clauses);
	size_t i;

	if (!status)
		status =
			load_cells(options, &runs, &html.n_cells, paths, count);
	if (!status)
		status = refuse_nights(runs, html.n_cells);
	if (!status && options->baseline) {
		status = tce_saved_load_baseline(&before, options->baseline,
						 &runs[0]);
		html.before = &before;
	}
	if (!status) {
		html.cells = runs;
		tce_html_write(stdout, &html);
		status = check_stdout(TCE_STATUS_GREEN);
	}
	for (i = 0; i < html.n_cells; i++)
		tce_run_free(&runs[i]);
	tce_run_free(&before);
	tce_clauses_free(&clauses);
	free(runs);
	return status;
}

static void count_in(void *ctx, const struct tce_finished_case *finished)
{
	tce_run_add(ctx, finished);
}

int tce_report_missing(const struct tce_report_options *options, char **args,
		       size_t count)
{
	struct tce_run run;
	const char *name;
	int err;
	size_t i;

	(void)count;
	tce_run_init(&run, false);
	err = tce_run_load_plan(&run, options->plan);
	if (!err)
		err = tce_resume(args[0], &run, count_in, &run);
	for (i = 0; !err && i < run.n_planned; i++)
		if ((name = tce_run_planned(&run, i)))
			puts(name);
	if (!err)
		err = check_stdout(TCE_STATUS_GREEN);
	tce_run_free(&run);
	return err;
}
