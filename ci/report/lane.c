// SPDX-License-Identifier: GPL-2.0-only
#include "lane.h"

#include <stdio.h>
#include <string.h>

#include "finding.h"

static void reset(struct tce_lane *lane)
{
	lane->name[0] = '\0';
	lane->seconds = 0;
	lane->cut = 0;
	lane->why_weight = 0;
	tce_strbuf_clear(&lane->text);
	tce_strbuf_clear(&lane->why);
	tce_strbuf_clear(&lane->about);
	tce_strbuf_clear(&lane->clauses);
	tce_choices_free(&lane->choices);
}

/* False for a line for which there is no room. */
static bool keep(struct tce_lane *lane, const char *line)
{
	size_t len = strlen(line);

	if (lane->text.len + len > TCE_LANE_BLOCK_MAX) {
		lane->cut++;
		return false;
	}
	tce_strbuf_add(&lane->text, line, len);
	tce_strbuf_add(&lane->text, "\n", 1);
	return true;
}

/*
 * How well a line explains a failure: a step that no waiver covers is better
 * than one that a waiver does, and that than other words.
 */
static unsigned int weight_of(const char *text)
{
	if (!tce_finding_is_step(text))
		return 1;
	return tce_finding_is_waived(text) ? 2 : 3;
}

/* The first of the best; of mere words the last. */
static void explain(struct tce_lane *lane, const char *text)
{
	unsigned int weight = weight_of(text);

	if (!strncmp(text, "kernel: ", 8) || weight < lane->why_weight ||
	    (weight > 1 && weight == lane->why_weight))
		return;
	lane->why_weight = weight;
	tce_strbuf_clear(&lane->why);
	tce_strbuf_add(&lane->why, text, strlen(text));
}

static void finish_case(struct tce_lane *lane, const char *name,
			enum tce_verdict verdict, const char *reason)
{
	struct tce_finished_case out = {
		.name = name,
		.verdict = verdict,
		.reason = reason,
		.seconds = lane->seconds,
	};

	if (lane->cut)
		tce_strbuf_addf(&lane->text, "# %zu more lines, last: %s\n",
				lane->cut, tce_strbuf_str(&lane->why));
	out.why = tce_strbuf_str(&lane->why);
	out.about = tce_strbuf_str(&lane->about);
	out.clauses = tce_strbuf_str(&lane->clauses);
	out.text = tce_strbuf_str(&lane->text);
	out.choices = &lane->choices;
	lane->ops->finished(lane->ctx, &out);
	reset(lane);
}

static void lose_case(struct tce_lane *lane, const char *reason)
{
	if (lane->name[0])
		finish_case(lane, lane->name, TCE_VERDICT_ERROR, reason);
}

static void start_case(struct tce_lane *lane, const char *name)
{
	lose_case(lane, "no result before the next case");
	reset(lane);
	snprintf(lane->name, sizeof(lane->name), "%s", name);
	lane->ops->started(lane->ctx, name);
}

static void take_result(struct tce_lane *lane, const struct tce_ktap_event *ev)
{
	struct tce_strbuf line = { 0 };
	const char *reason = ev->text;

	if (strcmp(lane->name, ev->name))
		lose_case(lane, "no result before that of another case");
	/* Words after a plain result explain it; they are no directive. */
	if (*reason && (ev->verdict == TCE_VERDICT_PASS ||
			ev->verdict == TCE_VERDICT_FAIL)) {
		tce_strbuf_addf(&line, "# %s", reason);
		keep(lane, tce_strbuf_str(&line));
		explain(lane, reason);
		reason = "";
	} else if (ev->contradicts) {
		tce_strbuf_addf(&line, "not ok, yet %s", reason);
		reason = tce_strbuf_str(&line);
	}
	finish_case(lane, ev->name, ev->verdict, reason);
	tce_strbuf_free(&line);
}

static void say(struct tce_lane *lane, const struct tce_ktap_event *ev)
{
	if (ev->kind == TCE_KTAP_VERSION)
		lose_case(lane, "no result: the guest was restarted");
	if (ev->kind == TCE_KTAP_END)
		lose_case(lane, "no result before the end of the stream");
	lane->ops->said(lane->ctx, ev);
}

static void note(struct tce_strbuf *to, const char *text)
{
	tce_strbuf_clear(to);
	tce_strbuf_add(to, text, strlen(text));
}

/* A line while a case runs; the case may say anything. */
static void take_inside(struct tce_lane *lane, const struct tce_ktap_event *ev)
{
	bool kept = keep(lane, ev->line);

	switch (ev->kind) {
	case TCE_KTAP_TIME:
		lane->seconds = ev->seconds;
		break;
	case TCE_KTAP_LIMIT:
	case TCE_KTAP_BECAUSE:
		break;
	case TCE_KTAP_OUTCOME:
		if (kept)
			tce_choices_add(&lane->choices, ev->name, ev->text);
		break;
	case TCE_KTAP_NOT_JUDGED:
		say(lane, ev);
		break;
	case TCE_KTAP_ABOUT:
		note(&lane->about, ev->text);
		break;
	case TCE_KTAP_CLAUSES:
		note(&lane->clauses, ev->text);
		break;
	default:
		if (ev->line[0] == '#')
			explain(lane,
				ev->line + 1 + strspn(ev->line + 1, " \t"));
	}
}

/* Whether a line of the kind is about the run where no case runs. */
static bool is_of_run(enum tce_ktap_kind kind)
{
	switch (kind) {
	case TCE_KTAP_PLAN:
	case TCE_KTAP_PROPERTY:
	case TCE_KTAP_DAMAGED:
	case TCE_KTAP_UNUSABLE:
	case TCE_KTAP_NOT_JUDGED:
	case TCE_KTAP_KNOWN:
		return true;
	default:
		return false;
	}
}

static void take(void *ctx, const struct tce_ktap_event *ev)
{
	struct tce_lane *lane = ctx;

	switch (ev->kind) {
	case TCE_KTAP_RUN:
		start_case(lane, ev->name);
		break;
	case TCE_KTAP_RESULT:
		take_result(lane, ev);
		break;
	case TCE_KTAP_VERSION:
	case TCE_KTAP_END:
		say(lane, ev);
		break;
	default:
		if (lane->name[0])
			take_inside(lane, ev);
		else if (is_of_run(ev->kind))
			say(lane, ev);
		break;
	}
}

void tce_lane_init(struct tce_lane *lane, const struct tce_lane_ops *ops,
		   void *ctx)
{
	memset(lane, 0, sizeof(*lane));
	tce_ktap_init(&lane->ktap, take, lane);
	lane->ops = ops;
	lane->ctx = ctx;
}

void tce_lane_feed(struct tce_lane *lane, const char *bytes, size_t len)
{
	tce_ktap_feed(&lane->ktap, bytes, len);
}

void tce_lane_finish(struct tce_lane *lane, const char *reason)
{
	tce_ktap_finish(&lane->ktap);
	lose_case(lane, reason);
	tce_strbuf_free(&lane->text);
	tce_strbuf_free(&lane->why);
	tce_strbuf_free(&lane->about);
	tce_strbuf_free(&lane->clauses);
	tce_choices_free(&lane->choices);
}
