// SPDX-License-Identifier: GPL-2.0-only
/* The subcommand that follows a run: lanes in, one stream and a display out. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "compare.h"
#include "derive.h"
#include "output.h"
#include "report.h"
#include "resume.h"
#include "saved.h"
#include "summary.h"

#define WAIT_MS 500

struct live {
	struct tce_run run;
	struct tce_run before; /* the baseline */
	struct tce_clauses clauses;
	const struct tce_report_options *options;
	struct tce_output output;
	struct tce_display display;
	struct tce_lane *lanes;
	struct pollfd *fds; /* one a lane; -1 when it is over */
	char **paths;
	size_t count;
	size_t open;
	bool unreadable; /* a lane broke, and that was said */
};

static volatile sig_atomic_t interrupted;

static void on_signal(int signal)
{
	(void)signal;
	interrupted = 1;
}

/* A signal that the caller ignores stays ignored, as in a background job. */
static void catch_signal(int signal)
{
	struct sigaction action = {
		.sa_handler = on_signal,
		.sa_flags = SA_RESTART,
	};
	struct sigaction old;

	sigemptyset(&action.sa_mask);
	if (!sigaction(signal, NULL, &old) && old.sa_handler != SIG_IGN)
		sigaction(signal, &action, NULL);
}

static void started(void *ctx, const char *name)
{
	struct live *live = ctx;

	tce_output_begun(&live->output, name);
	tce_display_started(&live->display, name);
}

/* With --only-new, what the earlier run had is known and not red. */
static void take_result(struct live *live, struct tce_result *result,
			const struct tce_finished_case *outcome)
{
	if (live->run.forgives)
		tce_compare_known(&live->before, &live->run, result);
	tce_output_case(&live->output, &live->run, result, outcome);
	tce_display_finished(&live->display, &live->run, result);
}

static void finished(void *ctx, const struct tce_finished_case *outcome)
{
	struct live *live = ctx;
	take_result(live, tce_run_add(&live->run, outcome), outcome);
}

static void said(void *ctx, const struct tce_ktap_event *ev)
{
	struct live *live = ctx;

	switch (ev->kind) {
	case TCE_KTAP_PROPERTY:
		if (tce_run_set(&live->run, ev->name, ev->text))
			tce_output_said(&live->output, ev);
		break;
	case TCE_KTAP_NOT_JUDGED:
		if (tce_run_limit(&live->run, ev->text))
			tce_output_said(&live->output, ev);
		break;
	case TCE_KTAP_DAMAGED:
		tce_display_say(&live->display, "The guest is damaged: %s",
				ev->text);
		break;
	case TCE_KTAP_UNUSABLE:
		if (!live->output.begun)
			tce_run_cut_plan(&live->run, TCE_RUN_USABLE);
		break;
	default:
		break;
	}
}

static const struct tce_lane_ops lane_ops = {
	.started = started,
	.finished = finished,
	.said = said,
};

static int open_lanes(struct live *live, char **paths, size_t count)
{
	size_t i;

	live->paths = paths;
	live->lanes = calloc(count, sizeof(*live->lanes));
	live->fds = calloc(count, sizeof(*live->fds));
	if (!live->lanes || !live->fds) {
		tce_warn("out of memory");
		return TCE_STATUS_BROKEN;
	}
	for (i = 0; i < count; i++) {
		/* A FIFO opens at once; its end is the last writer's close. */
		live->fds[i].fd =
			open(paths[i], O_RDONLY | O_NONBLOCK | O_CLOEXEC);
		live->fds[i].events = POLLIN;
		if (live->fds[i].fd < 0) {
			tce_warn("cannot read lane %s: %s", paths[i],
				 strerror(errno));
			return TCE_STATUS_BROKEN;
		}
		tce_lane_init(&live->lanes[i], &lane_ops, live);
		live->open = ++live->count;
	}
	return 0;
}

static void close_lane(struct live *live, size_t i)
{
	close(live->fds[i].fd);
	live->fds[i].fd = -1;
	live->open--;
	tce_lane_finish(&live->lanes[i], interrupted ? TCE_RUN_NOT_RUN
						 ": interrupted meanwhile"
						     : TCE_LANE_BROKE_OFF);
}

static void read_lane(struct live *live, size_t i)
{
	char bytes[16384];
	ssize_t len = read(live->fds[i].fd, bytes, sizeof(bytes));

	if (len > 0) {
		tce_lane_feed(&live->lanes[i], bytes, len);
		return;
	}
	if (len < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (len < 0) {
		tce_warn("cannot read lane %s: %s", live->paths[i],
			 strerror(errno));
		live->unreadable = true;
	}
	close_lane(live, i);
}

static void follow(struct live *live)
{
	size_t i;

	while (live->open && !interrupted) {
		/* A signal may come just before the wait: look up again. */
		if (poll(live->fds, live->count, WAIT_MS) <= 0)
			continue;
		for (i = 0; i < live->count; i++)
			if (live->fds[i].revents)
				read_lane(live, i);
	}
	for (i = 0; i < live->count; i++)
		if (live->fds[i].fd >= 0)
			close_lane(live, i);
}

static void set_properties(struct live *live,
			   const struct tce_report_options *options)
{
	size_t i;

	for (i = 0; i < options->n_properties; i++) {
		char *key = tce_strdup(options->properties[i]);
		char *value = strchr(key, '=');

		*value++ = '\0';
		tce_run_set(&live->run, key, value);
		free(key);
	}
}

static void print_changes(struct live *live)
{
	struct tce_comparison c;

	if (!live->options->baseline || live->display.level == TCE_DETAIL_QUIET)
		return;
	tce_compare(&c, &live->before, &live->run);
	tce_comparison_print(&live->display, &c);
	tce_comparison_free(&c);
}

/* Times that the caller measured, and the time of all cases. */
static void print_timing(const struct live *live)
{
	FILE *file = fopen(live->options->timing, "re");
	struct tce_counts counts;
	char *line = NULL;
	size_t size = 0;

	if (!file)
		return;
	fputs("Time\n", live->display.file);
	while (getline(&line, &size, file) > 0)
		fprintf(live->display.file, "  %8.3f s%s", strtod(line, NULL),
			line + strcspn(line, " \n"));
	tce_run_count(&live->run, &counts);
	fprintf(live->display.file, "  %8.3f s sum of all cases\n\n",
		counts.seconds);
	free(line);
	fclose(file);
}

static void print_end(struct live *live)
{
	if (live->display.failed)
		tce_display_say(&live->display, "%s", "");
	tce_display_clear(&live->display);
	print_changes(live);
	if (live->options->timing && live->options->level != TCE_DETAIL_QUIET)
		print_timing(live);
	tce_summary_print(&live->display, &live->run);
}

static int finish(struct live *live)
{
	struct tce_html html = {
		.cells = &live->run,
		.n_cells = 1,
		.before = live->options->baseline ? &live->before : NULL,
		.clauses = &live->clauses,
	};
	struct tce_result *result;
	struct tce_counts counts;
	int err;

	while ((result = tce_run_add_missing(&live->run)))
		take_result(live, result, NULL);
	err = tce_output_close(&live->output, &live->run);
	if (tce_derive(live->options->output, &html))
		err = TCE_STATUS_BROKEN;
	print_end(live);
	if (ferror(live->display.file) && !err) {
		tce_warn("cannot write the summary: %s", strerror(errno));
		err = TCE_STATUS_BROKEN;
	}
	if (interrupted)
		return TCE_STATUS_INTERRUPTED;
	if (err || live->unreadable)
		return TCE_STATUS_BROKEN;
	tce_run_count(&live->run, &counts);
	return tce_run_exit(&counts);
}

/* Results that were shown before are only counted. */
static int resume(struct live *live, const char *dir)
{
	enum tce_detail level = live->display.level;
	int err;

	live->display.level = TCE_DETAIL_QUIET;
	err = tce_resume(dir, &live->run, finished, live);
	live->display.level = level;
	if (!err)
		tce_output_resumed(&live->output);
	return err;
}

/* All that is read before the lanes are opened. */
static int prepare(struct live *live)
{
	const struct tce_report_options *options = live->options;
	int err = tce_run_load_plan(&live->run, options->plan);

	set_properties(live, options);
	if (!err)
		err = tce_clauses_read(&live->clauses, options->clauses);
	if (!err && options->baseline)
		err = tce_saved_load_baseline(&live->before, options->baseline,
					      &live->run);
	live->run.forgives = options->only_new;
	return err;
}

static int follow_all(struct live *live)
{
	const struct tce_report_options *options = live->options;
	int err = 0;

	tce_display_init(&live->display, options->ktap ? stderr : stdout,
			 options->level, options->color, options->output,
			 live->run.n_planned);
	live->display.clauses = &live->clauses;
	if (options->resume)
		err = resume(live, options->output);
	if (err) {
		tce_output_drop(&live->output);
		return err;
	}
	follow(live);
	return finish(live);
}

int tce_report_live(const struct tce_report_options *options, char **lanes,
		    size_t count)
{
	struct live live = { .options = options };
	int err;

	/* A reader that goes away must not cost the results their end. */
	signal(SIGPIPE, SIG_IGN);
	catch_signal(SIGINT);
	catch_signal(SIGTERM);
	tce_run_init(&live.run, options->strict);
	err = prepare(&live);
	if (!err)
		err = open_lanes(&live, lanes, count);
	if (!err)
		err = tce_output_open(&live.output, options->output,
				      options->ktap ? stdout : NULL,
				      options->resume);
	if (!err)
		err = follow_all(&live);
	free(live.lanes);
	free(live.fds);
	tce_run_free(&live.run);
	tce_run_free(&live.before);
	tce_clauses_free(&live.clauses);
	return err;
}
