/* SPDX-License-Identifier: GPL-2.0-only */
/* A run from its plan to its statement. */
#ifndef RUN_RUN_H
#define RUN_RUN_H

#include "job.h"

/* Runs all guests of a job that is open; the exit code. */
int run_job(struct job *job);

#endif
