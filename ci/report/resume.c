// SPDX-License-Identifier: GPL-2.0-only
#include "resume.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <stream/table.h>

#define CUTS_MAX 2 /* times that a case may be cut short */

struct resume {
	struct tce_run *run;
	void (*finished)(void *ctx, const struct tce_finished_case *outcome);
	void *ctx;
};

static void started(void *ctx, const char *name)
{
	(void)ctx;
	(void)name;
}

static void finished(void *ctx, const struct tce_finished_case *outcome)
{
	struct resume *resume = ctx;

	/* A case that was cut off runs again, until judge_cut() ends it. */
	if (outcome->verdict == TCE_VERDICT_ERROR &&
	    (tce_run_says_unrun(outcome->reason) ||
	     !strcmp(outcome->reason, TCE_LANE_BROKE_OFF)))
		return;
	resume->finished(resume->ctx, outcome);
}

static void said(void *ctx, const struct tce_ktap_event *ev)
{
	struct resume *resume = ctx;

	if (ev->kind == TCE_KTAP_PROPERTY)
		tce_run_set(resume->run, ev->name, ev->text);
	else if (ev->kind == TCE_KTAP_NOT_JUDGED)
		tce_run_limit(resume->run, ev->text);
}

/* The whole file, which the caller frees; "" where there is none. */
static char *read_file(const char *dir, const char *name)
{
	struct tce_strbuf path = { 0 };
	char *text;

	tce_strbuf_addf(&path, "%s/%s", dir, name);
	text = tce_file_text(tce_strbuf_str(&path));
	if (!text && errno == ENOENT)
		text = tce_strdup("");
	else if (!text)
		tce_warn("cannot read %s: %s", tce_strbuf_str(&path),
			 strerror(errno));
	tce_strbuf_free(&path);
	return text;
}

/* How often JOURNAL says that NAME was begun. */
static unsigned int begun(const char *journal, const char *name)
{
	size_t want = strlen(name), len;
	unsigned int count = 0;

	for (; *journal; journal += len + (journal[len] == '\n')) {
		len = strcspn(journal, "\n");
		count += len == want && !strncmp(journal, name, len);
	}
	return count;
}

static void judge_cut(struct resume *resume, const char *journal)
{
	size_t i;

	for (i = 0; i < resume->run->n_planned; i++) {
		const char *name = tce_run_planned(resume->run, i);
		struct tce_finished_case outcome = {
			.name = name,
			.verdict = TCE_VERDICT_ERROR,
			.reason = "the run was cut short twice while it ran",
			.why = "",
			.about = "",
			.clauses = "",
			.text = "",
		};

		if (name && begun(journal, name) >= CUTS_MAX)
			resume->finished(resume->ctx, &outcome);
	}
}

int tce_resume(const char *dir, struct tce_run *run,
	       void (*fn)(void *ctx, const struct tce_finished_case *outcome),
	       void *ctx)
{
	static const struct tce_lane_ops ops = {
		.started = started,
		.finished = finished,
		.said = said,
	};
	struct resume resume = { run, fn, ctx };
	char *stream = read_file(dir, "results.ktap");
	char *journal = stream ? read_file(dir, TCE_JOURNAL) : NULL;
	const int status = journal ? 0 : TCE_STATUS_BROKEN;
	struct tce_lane lane;

	if (journal) {
		tce_lane_init(&lane, &ops, &resume);
		tce_lane_feed(&lane, stream, strlen(stream));
		/* A case that the end of the stream cut off runs again. */
		tce_lane_finish(&lane, TCE_RUN_NOT_RUN);
		judge_cut(&resume, journal);
	}
	free(journal);
	free(stream);
	return status;
}
