// SPDX-License-Identifier: GPL-2.0-only
/* The subcommands that read what runs of earlier times left. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "compare.h"
#include "html.h"
#include "json.h"
#include "junit.h"
#include "kcidb.h"
#include "report.h"
#include "saved.h"
#include "summary.h"

struct saved {
	struct tce_run *run;
	size_t expected; /* results, by the plans of the streams so far */
	size_t base;	 /* results before the stream that is read */
	bool is_ktap;
	bool ended;
};

static void started(void *ctx, const char *name)
{
	(void)ctx;
	(void)name;
}

static void finished(void *ctx, const struct tce_finished_case *outcome)
{
	struct saved *saved = ctx;

	saved->is_ktap = true;
	tce_run_add(saved->run, outcome);
}

static void said(void *ctx, const struct tce_ktap_event *ev)
{
	struct saved *saved = ctx;

	switch (ev->kind) {
	case TCE_KTAP_VERSION:
		saved->is_ktap = true;
		saved->ended = false;
		saved->base = saved->run->n_results;
		break;
	case TCE_KTAP_PLAN:
		/* A stream after a restart plans what its forerunner left. */
		if (saved->base + ev->count > saved->expected)
			saved->expected = saved->base + ev->count;
		break;
	case TCE_KTAP_PROPERTY:
		tce_run_set(saved->run, ev->name, ev->text);
		break;
	case TCE_KTAP_END:
		saved->ended = true;
		break;
	default:
		break;
	}
}

static int read_all(struct tce_lane *lane, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t len = fd;

	while (len >= 0) {
		char bytes[65536];

		len = read(fd, bytes, sizeof(bytes));
		if (len <= 0)
			break;
		tce_lane_feed(lane, bytes, len);
	}
	if (len < 0)
		tce_warn("cannot read %s: %s", path, strerror(errno));
	if (fd >= 0)
		close(fd);
	return len < 0 ? TCE_STATUS_BROKEN : 0;
}

static void judge(struct saved *saved)
{
	struct tce_strbuf reason = { 0 };

	if (saved->run->n_results < saved->expected)
		tce_strbuf_addf(&reason,
				"%zu of %zu planned cases have no result",
				saved->expected - saved->run->n_results,
				saved->expected);
	if (!saved->ended)
		tce_strbuf_addf(&reason, "%sthe stream stops without '# end'",
				reason.len ? "; " : "");
	if (reason.len)
		tce_run_add_defect(saved->run, tce_strbuf_str(&reason));
	tce_strbuf_free(&reason);
}

int tce_saved_load(struct tce_run *run, bool strict, const char *path)
{
	static const struct tce_lane_ops ops = {
		.started = started,
		.finished = finished,
		.said = said,
	};
	struct saved saved = { .run = run };
	struct tce_lane lane;
	int err;

	tce_run_init(run, strict);
	tce_lane_init(&lane, &ops, &saved);
	err = read_all(&lane, path);
	tce_lane_finish(&lane, TCE_LANE_BROKE_OFF);
	if (err)
		return err;
	if (!saved.is_ktap) {
		tce_warn("%s holds no KTAP stream: give a results.ktap", path);
		return TCE_STATUS_BROKEN;
	}
	judge(&saved);
	return 0;
}

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
	struct tce_run run;
	int status = tce_saved_load(&run, options->strict, path);

	(void)count;
	if (!status) {
		folder_of(&dir, path);
		tce_display_init(&display, stdout, options->level,
				 options->color, tce_strbuf_str(&dir), 0);
		tce_summary_print(&display, &run);
		tce_run_count(&run, &counts);
		status = check_stdout(tce_run_exit(&counts));
		tce_strbuf_free(&dir);
	}
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
	(void)options;
	tce_junit_write(stdout, run, 1);
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

int tce_report_html(const struct tce_report_options *options, char **paths,
		    size_t count)
{
	struct tce_html html = { .clauses = options->clauses };
	struct tce_run *runs = NULL, before = { 0 };
	size_t room = 0, i;
	int status = 0;

	for (i = 0; i < count && !status; i++) {
		runs = tce_grow(runs, i, &room, sizeof(*runs));
		html.n_cells = i + 1;
		status = tce_saved_load(&runs[i], options->strict, paths[i]);
	}
	html.cells = runs;
	if (!status && options->baseline) {
		status = tce_saved_load_baseline(&before, options->baseline,
						 &runs[0]);
		html.before = &before;
	}
	if (!status)
		status = tce_html_write(stdout, &html);
	if (!status)
		status = check_stdout(TCE_STATUS_GREEN);
	for (i = 0; i < html.n_cells; i++)
		tce_run_free(&runs[i]);
	tce_run_free(&before);
	free(runs);
	return status;
}
