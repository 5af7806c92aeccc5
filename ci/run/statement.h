/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef RUN_STATEMENT_H
#define RUN_STATEMENT_H

#include "job.h"

/*
 * Writes statement.txt: the verdict, what was run, and what was not judged, to
 * be understood a year later. 0, or TCE_STATUS_BROKEN after one line.
 */
int statement_write(const struct job *job, int verdict);

#endif
