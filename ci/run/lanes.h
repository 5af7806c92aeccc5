/* SPDX-License-Identifier: GPL-2.0-only */
/* Guests side by side. */
#ifndef RUN_LANES_H
#define RUN_LANES_H

#include "job.h"

/*
 * Boots guests until each part of the plan has its verdicts, or none can be
 * had. 0, TCE_STATUS_BROKEN where two guests in a row had no verdict, or the
 * exit code of what ended the run.
 */
int lanes_run(struct job *job);

#endif
