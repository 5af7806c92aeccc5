/* SPDX-License-Identifier: GPL-2.0-only */
/* Names of files in a folder of results. */
#ifndef TCE_REPORT_PATHS_H
#define TCE_REPORT_PATHS_H

#include "strbuf.h"

/* DIR/cases/suite.case.log; suite.case/2 is suite.case.2.log */
void tce_log_path(struct tce_strbuf *path, const char *dir, const char *name);

#endif
