// SPDX-License-Identifier: GPL-2.0-only
/* The subcommands that read a saved stream: summary and json. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "json.h"
#include "report.h"
#include "summary.h"

struct saved {
	struct tce_run run;
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

static void finished(void *ctx, const struct tce_outcome *outcome)
{
	struct saved *saved = ctx;

	saved->is_ktap = true;
	tce_run_add(&saved->run, outcome);
}

static void said(void *ctx, const struct tce_ktap_event *ev)
{
	struct saved *saved = ctx;

	switch (ev->kind) {
	case TCE_KTAP_VERSION:
		saved->is_ktap = true;
		saved->ended = false;
		saved->base = saved->run.n_results;
		break;
	case TCE_KTAP_PLAN:
		/* A stream after a restart plans what its forerunner left. */
		if (saved->base + ev->count > saved->expected)
			saved->expected = saved->base + ev->count;
		break;
	case TCE_KTAP_PROPERTY:
		tce_run_set(&saved->run, ev->name, ev->text);
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
		tce_text_warn("cannot read %s: %s", path, strerror(errno));
	if (fd >= 0)
		close(fd);
	return len < 0 ? TCE_EXIT_BROKEN : 0;
}

static void judge(struct saved *saved)
{
	struct tce_text reason = { 0 };

	if (saved->run.n_results < saved->expected)
		tce_text_addf(&reason,
			      "%zu of %zu planned cases have no result",
			      saved->expected - saved->run.n_results,
			      saved->expected);
	if (!saved->ended)
		tce_text_addf(&reason, "%sthe stream stops without '# end'",
			      reason.len ? "; " : "");
	if (reason.len)
		tce_run_add_defect(&saved->run, tce_text_str(&reason));
	tce_text_free(&reason);
}

static int load(struct saved *saved, bool strict, const char *path)
{
	static const struct tce_lane_ops ops = {
		.started = started,
		.finished = finished,
		.said = said,
	};
	struct tce_lane lane;
	int err;

	memset(saved, 0, sizeof(*saved));
	tce_run_init(&saved->run, strict);
	tce_lane_init(&lane, &ops, saved);
	err = read_all(&lane, path);
	tce_lane_finish(&lane, TCE_LANE_BROKE_OFF);
	if (err)
		return err;
	if (!saved->is_ktap) {
		tce_text_warn("%s holds no KTAP stream: give a results.ktap",
			      path);
		return TCE_EXIT_BROKEN;
	}
	judge(saved);
	return 0;
}

/* Turns a failed write of stdout into one line and an exit code. */
static int check_stdout(int status)
{
	if (!fflush(stdout) && !ferror(stdout))
		return status;
	tce_text_warn("cannot write to standard output: %s", strerror(errno));
	return TCE_EXIT_BROKEN;
}

int tce_report_summary(const struct tce_report_options *options,
		       const char *path)
{
	const char *slash = strrchr(path, '/');
	struct tce_display display;
	struct tce_counts counts;
	struct tce_text dir = { 0 };
	struct saved saved;
	int status = load(&saved, options->strict, path);

	if (!status) {
		/* The logs are beside the stream. */
		tce_text_addf(&dir, "%.*s", slash ? (int)(slash - path) : 1,
			      slash ? path : ".");
		tce_display_init(&display, stdout, options->level,
				 options->color, tce_text_str(&dir), 0);
		tce_summary_print(&display, &saved.run);
		tce_run_count(&saved.run, &counts);
		status = check_stdout(tce_run_exit(&counts));
		tce_text_free(&dir);
	}
	tce_run_free(&saved.run);
	return status;
}

int tce_report_json(const struct tce_report_options *options, const char *path)
{
	struct saved saved;
	int status = load(&saved, options->strict, path);

	if (!status) {
		tce_json_write(stdout, &saved.run);
		status = check_stdout(TCE_EXIT_GREEN);
	}
	tce_run_free(&saved.run);
	return status;
}
