/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TCE_STREAM_VERDICT_H
#define TCE_STREAM_VERDICT_H

#include <stdbool.h>

/*
 * Verdicts and exit codes, once for all programs: what runs cases, what
 * supervises the runs, and what reads their streams.
 */

enum tce_verdict {
	TCE_VERDICT_PASS,
	TCE_VERDICT_FAIL,
	TCE_VERDICT_SKIP,
	TCE_VERDICT_XFAIL,
	TCE_VERDICT_XPASS,
	TCE_VERDICT_TIMEOUT,
	TCE_VERDICT_ERROR,
};

#define TCE_VERDICTS (TCE_VERDICT_ERROR + 1)

/* How a program ends. Only a judged red is 1. */
enum tce_status {
	TCE_STATUS_GREEN = 0,
	TCE_STATUS_RED = 1,
	TCE_STATUS_USAGE = 2,
	TCE_STATUS_BROKEN = 3,	/* could not run */
	TCE_STATUS_NOTHING = 4, /* nothing ran */
	TCE_STATUS_TIMEOUT = 124,
	TCE_STATUS_INTERRUPTED = 130,
};

/* How the reason of a case begins that was not run because a PE is lost. */
#define TCE_NOT_JUDGED "could not be judged: "

struct tce_verdict_form {
	const char *name;      /* "PASS", "FAIL", ... */
	const char *directive; /* after "#" in a result line, "" for none */
	bool ok;	       /* its result line begins with "ok" */
};

/* How each verdict is written, by its value. */
extern const struct tce_verdict_form tce_verdict_form[TCE_VERDICTS];

#endif
