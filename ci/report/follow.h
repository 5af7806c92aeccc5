/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Follows a run while it goes on: lanes in; one stream, a display and, at the
 * end, all that is derived out.
 */
#ifndef TCE_REPORT_FOLLOW_H
#define TCE_REPORT_FOLLOW_H

#include <stream/clauses.h>

#include "options.h"
#include "output.h"

struct tce_follow {
	struct tce_run run;
	struct tce_run before; /* the baseline */
	struct tce_clauses clauses;
	const struct tce_report_options *options;
	struct tce_output output;
	struct tce_display display;
	size_t red; /* results so far */
};

/*
 * Begins, or goes on with what is in the output folder. FOLLOW must be freed
 * in any case. 0, or TCE_STATUS_BROKEN after one line.
 */
int tce_follow_open(struct tce_follow *follow,
		    const struct tce_report_options *options);

/* Prepares a lane, which the caller feeds and finishes. */
void tce_follow_lane(struct tce_follow *follow, struct tce_lane *lane);

/* Ends it, when all lanes are finished; the exit code. */
int tce_follow_close(struct tce_follow *follow);

void tce_follow_free(struct tce_follow *follow);

#endif
