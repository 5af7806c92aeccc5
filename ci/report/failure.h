/* SPDX-License-Identifier: GPL-2.0-only */
/* A failure as a person needs it, in lines that can be pasted into a mail. */
#ifndef TCE_REPORT_FAILURE_H
#define TCE_REPORT_FAILURE_H

#include <stream/clauses.h>

#include "run.h"

enum tce_failure_line {
	TCE_FAILURE_BECAUSE, /* "because of suite.case: what it did" */
	TCE_FAILURE_CALL,    /* "step 8  ioctl(...)", or another finding */
	TCE_FAILURE_VALUES,  /* "returned 0, expected -EINVAL     ID: text" */
	TCE_FAILURE_STEP,    /* "   3  register b0": how it came to that */
	TCE_FAILURE_KERNEL,  /* "kernel: BUG: ..." */
};

typedef void tce_failure_fn(void *ctx, enum tce_failure_line kind,
			    const char *line);

/*
 * Calls FN with one line after the other. CLAUSES gives the sentences of the
 * clauses, or is NULL.
 */
void tce_failure_lines(const struct tce_result *result,
		       const struct tce_clauses *clauses, tce_failure_fn *fn,
		       void *ctx);

/* Whether the result's reason says more than these lines. */
bool tce_failure_has_reason(const struct tce_result *result);

#endif
