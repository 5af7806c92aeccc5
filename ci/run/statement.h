/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef RUN_STATEMENT_H
#define RUN_STATEMENT_H

#include "job.h"

/*
 * Writes statement.txt: the verdict, what the run was of, and what it leaves
 * open, for who reads it a year later. 0, or
 * TCE_STATUS_BROKEN after one line.
 */
int statement_write(const struct job *job, int verdict);

#endif
