/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A run that was cut short, from what it left in its folder: results.ktap, and
 * the journal, a line for each case that was begun.
 */
#ifndef TCE_REPORT_RESUME_H
#define TCE_REPORT_RESUME_H

#include "run.h"

#define TCE_JOURNAL "journal"

/*
 * Takes in the properties of DIR's stream, and passes on each result that
 * stands. A case that has none runs, but not a third time: one that
 * was cut short twice is passed on as an ERROR. FINISHED adds to RUN.
 *
 * 0, or TCE_STATUS_BROKEN after one line.
 */
int tce_resume(const char *dir, struct tce_run *run,
	       void (*finished)(void *ctx,
				const struct tce_finished_case *outcome),
	       void *ctx);

#endif
