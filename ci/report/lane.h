/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One lane is what one guest says, and its successors after restarts: streams
 * one after the other. A lane turns their lines into finished cases.
 */
#ifndef TCE_REPORT_LANE_H
#define TCE_REPORT_LANE_H

#include "choice.h"
#include "strbuf.h"
#include <stream/ktap.h>

/* Bytes of one case that are kept; what is cut is counted. */
#define TCE_LANE_BLOCK_MAX (64 * 1024)

/* A case that is over. The strings live until the callback returns. */
struct tce_finished_case {
	const char *name;
	enum tce_verdict verdict;
	const char *reason;  /* of the result line, "" when it has none */
	const char *why;     /* the line that explains a failure, or "" */
	const char *about;   /* what it checks, or "" */
	const char *clauses; /* ... and proves, or "" */
	const char *text;    /* lines between RUN and result, noise too */
	const struct tce_choices *choices; /* NULL: none */
	double seconds;
};

struct tce_lane_ops {
	void (*started)(void *ctx, const char *name);
	void (*finished)(void *ctx, const struct tce_finished_case *outcome);
	/* VERSION, PLAN, PROPERTY, DAMAGED, UNUSABLE, NOT_JUDGED, KNOWN, END:
	 * what is about no case */
	void (*said)(void *ctx, const struct tce_ktap_event *event);
};

struct tce_lane {
	struct tce_ktap ktap;
	const struct tce_lane_ops *ops;
	void *ctx;
	char name[TCE_KTAP_NAME_MAX + 1]; /* the running case, or "" */
	struct tce_strbuf text;
	struct tce_strbuf why;
	struct tce_strbuf about;
	struct tce_strbuf clauses;
	struct tce_choices choices;
	unsigned int why_weight; /* how well @why explains the failure */
	size_t cut;
	double seconds;
};

void tce_lane_init(struct tce_lane *lane, const struct tce_lane_ops *ops,
		   void *ctx);
void tce_lane_feed(struct tce_lane *lane, const char *bytes, size_t len);

/*
 * The lane is over: a case that still runs is an ERROR, and REASON says why it
 * has no result. Frees the lane's memory.
 */
void tce_lane_finish(struct tce_lane *lane, const char *reason);

/* The reason of a case that runs when its lane ends by itself. */
#define TCE_LANE_BROKE_OFF "no result: the stream broke off"

#endif
