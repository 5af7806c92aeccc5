// SPDX-License-Identifier: GPL-2.0-only
/*
 * libFuzzer's target for what reads KTAP: the parser, the lane, the run, and
 * every writer. Beside the sanitizers it holds them to three promises: how the
 * bytes come in pieces changes nothing, every result has a name that is safe in
 * a path and alone in its run, and a line that is written is read as it was.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../ci/report/history.h"
#include "../../ci/report/html.h"
#include "../../ci/report/json.h"
#include "../../ci/report/junit.h"
#include "../../ci/report/kcidb.h"
#include "../../ci/report/run.h"

#define CHECK(holds) ((holds) ? (void)0 : abort())

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void started(void *ctx, const char *name)
{
	(void)ctx;
	CHECK(tce_ktap_is_name(name));
}

static void finished(void *ctx, const struct tce_finished_case *outcome)
{
	const struct tce_result *result = tce_run_add(ctx, outcome);

	CHECK(tce_ktap_is_name(result->name));
	CHECK(!strchr(result->reason, '\n'));
}

static void said(void *ctx, const struct tce_ktap_event *ev)
{
	if (ev->kind == TCE_KTAP_PROPERTY)
		tce_run_set(ctx, ev->name, ev->text);
}

static const struct tce_lane_ops ops = {
	.started = started,
	.finished = finished,
	.said = said,
};

/* Reads all, in pieces of so many bytes. */
static void read_run(struct tce_run *run, const uint8_t *bytes, size_t len,
		     size_t piece)
{
	struct tce_lane lane;
	size_t at, n;

	tce_run_init(run, false);
	tce_lane_init(&lane, &ops, run);
	for (at = 0; at < len; at += n) {
		n = len - at < piece ? len - at : piece;
		tce_lane_feed(&lane, (const char *)bytes + at, n);
	}
	tce_lane_finish(&lane, TCE_LANE_BROKE_OFF);
}

static void same(const struct tce_run *a, const struct tce_run *b)
{
	size_t i;

	CHECK(a->n_results == b->n_results);
	CHECK(a->n_properties == b->n_properties);
	for (i = 0; i < a->n_results; i++) {
		const struct tce_result *x = &a->results[i];
		const struct tce_result *y = &b->results[i];

		CHECK(x->verdict == y->verdict && !strcmp(x->name, y->name));
		CHECK(!strcmp(x->reason, y->reason));
		CHECK(!strcmp(x->text, y->text) && !strcmp(x->about, y->about));
	}
}

static void alone(const struct tce_run *run)
{
	size_t i, j;

	/* A run of many is only slower to look at, not different. */
	for (i = 0; i < run->n_results && i < 64; i++)
		for (j = 0; j < i; j++)
			CHECK(strcmp(run->results[i].name,
				     run->results[j].name) != 0);
}

static FILE *nowhere(void)
{
	static FILE *sink;

	if (!sink)
		sink = fopen("/dev/null", "we");
	CHECK(sink);
	return sink;
}

static void write_all(const struct tce_run *run)
{
	struct tce_html html = { .cells = run, .n_cells = 1, .before = run };
	FILE *sink = nowhere();

	tce_json_write(sink, run, 1);
	tce_junit_write(sink, run, 1, NULL);
	tce_kcidb_write(sink, run, "fuzz", NULL);
	tce_html_write(sink, &html);
}

/* Takes both. */
static void write_history(struct tce_run *a, struct tce_run *b)
{
	struct tce_history history = { 0 };

	tce_history_add(&history, a, "a/results.ktap");
	tce_history_add(&history, b, "");
	tce_history_judge(&history);
	CHECK(!tce_history_json(nowhere(), &history));
	tce_history_html(nowhere(), &history, NULL);
	tce_history_free(&history);
}

struct written {
	enum tce_ktap_kind kind;
	char line[TCE_KTAP_LINE_MAX];
};

static void trim(char *line)
{
	size_t len = strlen(line);

	while (len && line[len - 1] == ' ')
		line[--len] = '\0';
}

static void read_back(void *ctx, const struct tce_ktap_event *ev)
{
	const struct written *w = ctx;
	char line[TCE_KTAP_LINE_MAX];

	tce_ktap_line(line, sizeof(line), ev);
	trim(line);
	CHECK(ev->kind == w->kind && !strcmp(line, w->line));
}

/* A note can resemble another kind once its blanks are gone. */
static void write_back(void *ctx, const struct tce_ktap_event *ev)
{
	static struct tce_ktap ktap;
	static struct written w;

	(void)ctx;
	if (ev->kind == TCE_KTAP_NOISE || ev->kind == TCE_KTAP_NOTE)
		return;
	w.kind = ev->kind;
	tce_ktap_line(w.line, sizeof(w.line), ev);
	trim(w.line);
	tce_ktap_init(&ktap, read_back, &w);
	tce_ktap_feed(&ktap, w.line, strlen(w.line));
	tce_ktap_feed(&ktap, "\n", 1);
}

/* Writing takes most of the time: one in 256 must do. */
static bool is_chosen(const uint8_t *bytes, size_t len)
{
	uint8_t sum = 0;
	size_t i;

	for (i = 0; i < len; i++)
		sum = (uint8_t)(sum * 31 + bytes[i]);
	return !sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct tce_run whole, pieces;
	static struct tce_ktap ktap;

	tce_ktap_init(&ktap, write_back, NULL);
	tce_ktap_feed(&ktap, (const char *)bytes, len);
	read_run(&whole, bytes, len, len ? len : 1);
	read_run(&pieces, bytes, len, 7);
	same(&whole, &pieces);
	alone(&whole);
	if (whole.n_results && is_chosen(bytes, len)) {
		write_all(&whole);
		write_history(&whole, &pieces);
		return 0;
	}
	tce_run_free(&whole);
	tce_run_free(&pieces);
	return 0;
}
