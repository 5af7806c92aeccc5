/* SPDX-License-Identifier: GPL-2.0-only */
/* Where what a run leaves is to be found. */
#ifndef TCE_REPORT_PATHS_H
#define TCE_REPORT_PATHS_H

#include "strbuf.h"

/* DIR/cases/suite.case.log; suite.case/2 is suite.case.2.log */
void tce_log_path(struct tce_strbuf *path, const char *dir, const char *name);

#endif
