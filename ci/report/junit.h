/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TCE_REPORT_JUNIT_H
#define TCE_REPORT_JUNIT_H

#include <stdio.h>

#include "run.h"

/* JUnit's XML, a suite of it for each of ours. */
void tce_junit_write(FILE *file, const struct tce_run *run);

#endif
