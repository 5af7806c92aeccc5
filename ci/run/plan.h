/* SPDX-License-Identifier: GPL-2.0-only */
/* Which cases run, and in which guests. */
#ifndef RUN_PLAN_H
#define RUN_PLAN_H

#include "words.h"

/*
 * "shared" cases share a guest; "alone" ones can crash it; in "data" ones a
 * device moves data, and their guest differs if the machine's description says
 * so; "own" ones want a PE each in such a guest.
 */
enum plan_kind {
	KIND_SHARED,
	KIND_DATA,
	KIND_OWN,
	KIND_ALONE,
	KINDS
};

extern const char *const kind_name[KINDS];

struct planned {
	char *name;
	enum plan_kind listed; /* by tce-test */
	enum plan_kind kind;   /* of the guest that it gets */
};

struct plan {
	struct planned *cases; /* in their order */
	size_t n, room;
};

enum isolate {
	ISOLATE_NONE,
	ISOLATE_CASE,
	ISOLATE_SUITE
};

/* What a guest runs, or several one after the other. */
struct plan_part {
	enum plan_kind kind;
	size_t number; /* from 1 on, in its kind */
	struct words cases;
	bool taken;
	char name[32]; /* KIND-NUMBER */
};

struct parts {
	struct plan_part *part; /* the first prove the machine usable */
	size_t n, room;
};

struct split {
	enum isolate isolate;
	size_t lanes;
	size_t own_pes; /* of a guest of kind "own" */
	bool has_data;	/* of the machine */
	bool one;	/* all in one guest: a debugger's */
	bool exported;	/* for a lab, which boots each once */
};

/*
 * Reads "NAME<tab>KIND" lines. 0, or TCE_STATUS_BROKEN after one line. PLAN
 * must be freed in any case.
 */
int plan_read(struct plan *plan, const char *text);

/*
 * Keeps the I-th of N equal parts, and what proves the machine usable. False
 * where that proof would be all, though more was asked for.
 */
bool plan_shard(struct plan *plan, size_t i, size_t n);

/* Keeps the cases whose names are in a list. */
void plan_keep(struct plan *plan, const struct words *names);

/* Changes kinds so that no guest boots for the proof of usability alone. */
void plan_merge(struct plan *plan, const struct split *split);
bool plan_has(const struct plan *plan, enum plan_kind kind);

/* Splits a plan of which plan_merge() has been called. */
void plan_split(const struct plan *plan, const struct split *split,
		struct parts *parts);

void plan_free(struct plan *plan);
void parts_free(struct parts *parts);

#endif
