/* SPDX-License-Identifier: GPL-2.0-only */
/* The cases of which a history has something to say, each under one kind. */
#ifndef TCE_REPORT_HISTORY_LIST_H
#define TCE_REPORT_HISTORY_LIST_H

#include "history.h"

enum tce_history_kind {
	TCE_HISTORY_RED,   /* red in the latest run, what is new first */
	TCE_HISTORY_FLIP,  /* red and green on one kernel, and not red now */
	TCE_HISTORY_PAST,  /* was red, and is not */
	TCE_HISTORY_DRIFT, /* takes longer than it did, or less long */
};

#define TCE_HISTORY_KINDS (TCE_HISTORY_DRIFT + 1)

const char *tce_history_title(enum tce_history_kind kind);

/* The numbers of the *N cases, which the caller frees. */
size_t *tce_history_list(const struct tce_series *series,
			 enum tce_history_kind kind, size_t *n);

/* What there is to say of one. */
void tce_history_words(struct tce_strbuf *text, const struct tce_series *series,
		       enum tce_history_kind kind, size_t kase);

/* What the latest runs of all series come to. */
struct tce_history_sum {
	struct tce_counts counts;
	size_t red, fresh, gone, flipping, drifting;
	size_t unrun; /* planned, and not run */
};

void tce_history_count(struct tce_history_sum *sum,
		       const struct tce_history *history);

#endif
