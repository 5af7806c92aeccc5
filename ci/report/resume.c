// SPDX-License-Identifier: GPL-2.0-only
#include "resume.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CUTS_MAX 2 /* times that a case may be cut short */

struct resume {
	struct tce_run *run;
	void (*finished)(void *ctx, const struct tce_outcome *outcome);
	void *ctx;
};

static void started(void *ctx, const char *name)
{
	(void)ctx;
	(void)name;
}

static void finished(void *ctx, const struct tce_outcome *outcome)
{
	struct resume *resume = ctx;

	if (outcome->verdict == TCE_VERDICT_ERROR &&
	    tce_run_says_unrun(outcome->reason))
		return;
	resume->finished(resume->ctx, outcome);
}

static void said(void *ctx, const struct tce_ktap_event *ev)
{
	struct resume *resume = ctx;

	if (ev->kind == TCE_KTAP_PROPERTY)
		tce_run_set(resume->run, ev->name, ev->text);
}

/* The whole file; an empty text where there is none. */
static int read_file(struct tce_text *text, const char *dir, const char *name)
{
	struct tce_text path = { 0 };
	char bytes[65536];
	ssize_t len = 0;
	int fd;

	tce_text_addf(&path, "%s/%s", dir, name);
	fd = open(tce_text_str(&path), O_RDONLY | O_CLOEXEC);
	while (fd >= 0 && (len = read(fd, bytes, sizeof(bytes))) > 0)
		tce_text_add(text, bytes, len);
	if ((fd < 0 && errno != ENOENT) || len < 0) {
		tce_text_warn("cannot read %s: %s", tce_text_str(&path),
			      strerror(errno));
		len = -1;
	}
	if (fd >= 0)
		close(fd);
	tce_text_free(&path);
	return len < 0 ? TCE_STATUS_BROKEN : 0;
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
		struct tce_outcome outcome = {
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
	       void (*fn)(void *ctx, const struct tce_outcome *outcome),
	       void *ctx)
{
	static const struct tce_lane_ops ops = {
		.started = started,
		.finished = finished,
		.said = said,
	};
	struct resume resume = { run, fn, ctx };
	struct tce_text stream = { 0 }, journal = { 0 };
	struct tce_lane lane;
	int err = read_file(&stream, dir, "results.ktap");

	if (!err)
		err = read_file(&journal, dir, TCE_JOURNAL);
	if (!err) {
		tce_lane_init(&lane, &ops, &resume);
		tce_lane_feed(&lane, tce_text_str(&stream), stream.len);
		/* What the stream's end cut off is to be run. */
		tce_lane_finish(&lane, TCE_RUN_NOT_RUN);
		judge_cut(&resume, tce_text_str(&journal));
	}
	tce_text_free(&stream);
	tce_text_free(&journal);
	return err;
}
