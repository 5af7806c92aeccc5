// SPDX-License-Identifier: GPL-2.0-only
#include "follow.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "compare.h"
#include "derive.h"
#include "resume.h"
#include "saved.h"
#include "summary.h"

static void started(void *ctx, const char *name)
{
	struct tce_follow *follow = ctx;

	tce_output_begun(&follow->output, name);
	tce_display_started(&follow->display, name);
}

/* With --only-new, what the earlier run had is known and not red. */
static void take_result(struct tce_follow *follow, struct tce_result *result,
			const struct tce_finished_case *outcome)
{
	if (follow->run.forgives)
		tce_compare_known(&follow->before, &follow->run, result);
	tce_output_case(&follow->output, &follow->run, result, outcome);
	tce_display_finished(&follow->display, &follow->run, result);
	follow->red += tce_run_is_red(&follow->run, result);
}

static void finished(void *ctx, const struct tce_finished_case *outcome)
{
	struct tce_follow *follow = ctx;
	take_result(follow, tce_run_add(&follow->run, outcome), outcome);
}

static void said(void *ctx, const struct tce_ktap_event *ev)
{
	struct tce_follow *follow = ctx;

	switch (ev->kind) {
	case TCE_KTAP_PROPERTY:
		if (tce_run_set(&follow->run, ev->name, ev->text))
			tce_output_said(&follow->output, ev);
		break;
	case TCE_KTAP_NOT_JUDGED:
		if (tce_run_limit(&follow->run, ev->text))
			tce_output_said(&follow->output, ev);
		break;
	case TCE_KTAP_DAMAGED:
		tce_display_say(&follow->display, "The guest is damaged: %s",
				ev->text);
		break;
	case TCE_KTAP_UNUSABLE:
		if (!follow->output.begun)
			tce_run_cut_plan(&follow->run, TCE_RUN_USABLE);
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

void tce_follow_lane(struct tce_follow *follow, struct tce_lane *lane)
{
	tce_lane_init(lane, &lane_ops, follow);
}

static void print_changes(struct tce_follow *follow)
{
	struct tce_comparison c;

	if (!follow->options->baseline ||
	    follow->display.level == TCE_DETAIL_QUIET)
		return;
	tce_compare(&c, &follow->before, &follow->run);
	tce_comparison_print(&follow->display, &c);
	tce_comparison_free(&c);
}

/* Times that the caller measured, and the time of all cases. */
static void print_timing(const struct tce_follow *follow)
{
	FILE *file = fopen(follow->options->timing, "re");
	struct tce_counts counts;
	char *line = NULL;
	size_t size = 0;

	if (!file)
		return;
	fputs("Time\n", follow->display.file);
	while (getline(&line, &size, file) > 0)
		fprintf(follow->display.file, "  %8.3f s%s", strtod(line, NULL),
			line + strcspn(line, " \n"));
	tce_run_count(&follow->run, &counts);
	fprintf(follow->display.file, "  %8.3f s sum of all cases\n\n",
		counts.seconds);
	free(line);
	fclose(file);
}

static void print_end(struct tce_follow *follow)
{
	if (follow->display.failed)
		tce_display_say(&follow->display, "%s", "");
	tce_display_clear(&follow->display);
	print_changes(follow);
	if (follow->options->timing &&
	    follow->options->level != TCE_DETAIL_QUIET)
		print_timing(follow);
	tce_summary_print(&follow->display, &follow->run);
}

/* Results that were shown before are only counted. */
static int resume(struct tce_follow *follow, const char *dir)
{
	enum tce_detail level = follow->display.level;
	int err;

	follow->display.level = TCE_DETAIL_QUIET;
	err = tce_resume(dir, &follow->run, finished, follow);
	follow->display.level = level;
	if (!err)
		tce_output_resumed(&follow->output);
	return err;
}

static void set_properties(struct tce_follow *follow)
{
	const struct tce_report_options *options = follow->options;

	for (size_t i = 0; i < options->n_properties; i++) {
		char *key = tce_strdup(options->properties[i]);
		char *value = strchr(key, '=');

		*value++ = '\0';
		tce_run_set(&follow->run, key, value);
		free(key);
	}
}

/* All that is read before anything is written. */
static int prepare(struct tce_follow *follow)
{
	const struct tce_report_options *options = follow->options;
	int err = tce_run_load_plan(&follow->run, options->plan);

	set_properties(follow);
	if (!err)
		err = tce_clauses_read(&follow->clauses, options->clauses);
	if (!err && options->baseline)
		err = tce_saved_load_baseline(&follow->before,
					      options->baseline, &follow->run);
	follow->run.forgives = options->only_new;
	return err;
}

int tce_follow_open(struct tce_follow *follow,
		    const struct tce_report_options *options)
{
	int err;

	memset(follow, 0, sizeof(*follow));
	follow->options = options;
	tce_run_init(&follow->run, options->strict);
	err = prepare(follow);
	if (!err)
		err = tce_output_open(&follow->output, options->output,
				      options->ktap ? stdout : NULL,
				      options->resume);
	if (err)
		return err;
	tce_display_init(&follow->display, options->ktap ? stderr : stdout,
			 options->level, options->color, options->output,
			 follow->run.n_planned);
	follow->display.clauses = &follow->clauses;
	if (options->resume)
		err = resume(follow, options->output);
	if (err)
		tce_output_drop(&follow->output);
	return err;
}

int tce_follow_close(struct tce_follow *follow)
{
	struct tce_html html = {
		.cells = &follow->run,
		.n_cells = 1,
		.before = follow->options->baseline ? &follow->before : NULL,
		.clauses = &follow->clauses,
	};
	struct tce_result *result;
	struct tce_counts counts;
	int err;

	while ((result = tce_run_add_missing(&follow->run)))
		take_result(follow, result, NULL);
	err = tce_output_close(&follow->output, &follow->run);
	if (tce_derive(follow->options->output, &html))
		err = TCE_STATUS_BROKEN;
	print_end(follow);
	if (ferror(follow->display.file) && !err) {
		tce_warn("cannot write the summary: %s", strerror(errno));
		err = TCE_STATUS_BROKEN;
	}
	if (err)
		return TCE_STATUS_BROKEN;
	tce_run_count(&follow->run, &counts);
	return tce_run_exit(&counts);
}

void tce_follow_free(struct tce_follow *follow)
{
	tce_run_free(&follow->run);
	tce_run_free(&follow->before);
	tce_clauses_free(&follow->clauses);
}
