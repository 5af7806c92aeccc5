/* SPDX-License-Identifier: GPL-2.0-only */
/* Input: earlier runs, and the clauses. */
#ifndef TCE_REPORT_SAVED_H
#define TCE_REPORT_SAVED_H

#include <stream/clauses.h>

#include "run.h"

/*
 * Reads a saved stream; what it lacks is a result of its own, an ERROR. RUN is
 * to be freed whatever happens. 0, or TCE_STATUS_BROKEN after one line.
 */
int tce_saved_load(struct tce_run *run, bool strict, const char *path);

/*
 * Reads a run to compare with LIKE: PATH is a results.json, a stream, or the
 * folder of a run. Of several cells it is the one with LIKE's kernel and
 * machine. As above; what the run itself counted as known is red here.
 */
int tce_saved_load_baseline(struct tce_run *run, const char *path,
			    const struct tce_run *like);

/*
 * Calls FN with each run of PATH, which can be as above, and of several cells
 * with each: FN frees it. As above for failures known then.
 */
typedef void tce_saved_fn(void *ctx, struct tce_run *run);
int tce_saved_each(const char *path, tce_saved_fn *fn, void *ctx);

/*
 * Reads the clauses of PATH, or none where that is NULL. To be freed whatever
 * happens. 0, or TCE_STATUS_BROKEN after one line.
 */
int tce_clauses_read(struct tce_clauses *clauses, const char *path);

#endif
