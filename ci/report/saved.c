// SPDX-License-Identifier: GPL-2.0-only
/* Streams of earlier times, and the clauses. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "saved.h"

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
	struct tce_result *known;

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
	case TCE_KTAP_NOT_JUDGED:
		tce_run_limit(saved->run, ev->text);
		break;
	case TCE_KTAP_KNOWN:
		known = tce_run_find(saved->run, ev->name);
		if (known)
			tce_run_known(known, ev->text);
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
	run->forgives = true;
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

int tce_clauses_read(struct tce_clauses *clauses, const char *path)
{
	char error[512];

	*clauses = (struct tce_clauses){ 0 };
	if (!path || !tce_clauses_load(clauses, path, error, sizeof(error)))
		return 0;
	tce_warn("%s", error);
	return TCE_STATUS_BROKEN;
}
