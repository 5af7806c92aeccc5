/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Red cases by their cause. A case that says because of which other case it
 * fails is with that one; others are together when the first thing that they
 * found is the same but for numbers.
 */
#ifndef TCE_REPORT_GROUP_H
#define TCE_REPORT_GROUP_H

#include "run.h"

struct tce_red {
	const struct tce_run *run;
	const struct tce_result *result;
};

struct tce_red_group {
	char *key;
	struct tce_red *red; /* in the order of the runs; the first explains */
	size_t n, room;
};

struct tce_red_groups {
	struct tce_red_group *cause; /* in the order of their first cases */
	size_t n, room;
	size_t reds; /* of all of them */
};

/*
 * Of all that is red in the N runs, except what did not run and what --strict
 * makes red: these have a reason and no cause.
 */
void tce_red_groups_find(struct tce_red_groups *causes,
			 const struct tce_run *runs, size_t n);
void tce_red_groups_free(struct tce_red_groups *causes);

/* Whether a result is in one of them. */
bool tce_red_is_grouped(const struct tce_run *run,
			const struct tce_result *result);

/* The cause that RESULT is in, or NULL. */
const struct tce_red_group *
tce_red_groups_of(const struct tce_red_groups *causes,
		  const struct tce_result *result);

#endif
