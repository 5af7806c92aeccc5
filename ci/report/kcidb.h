/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TCE_REPORT_KCIDB_H
#define TCE_REPORT_KCIDB_H

#include <stdio.h>

#include "run.h"

/*
 * A report of KCIDB's, schema 4: by ORIGIN, on the build with BUILD's id, which
 * is in the report as well when that is NULL.
 */
void tce_kcidb_write(FILE *file, const struct tce_run *run, const char *origin,
		     const char *build);

#endif
