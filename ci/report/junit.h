/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TCE_REPORT_JUNIT_H
#define TCE_REPORT_JUNIT_H

#include <stdio.h>

#include <stream/clauses.h>

#include "run.h"

/*
 * JUnit's XML, a suite of it for each suite; of several cells with the names
 * of kernel and machine before it.
 */
void tce_junit_write(FILE *file, const struct tce_run *runs, size_t n,
		     const struct tce_clauses *clauses);

#endif
