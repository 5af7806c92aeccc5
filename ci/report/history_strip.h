/* SPDX-License-Identifier: GPL-2.0-only */
/* A case through all runs, as a drawing: the same run is at the same place. */
#ifndef TCE_REPORT_HISTORY_STRIP_H
#define TCE_REPORT_HISTORY_STRIP_H

#include "history.h"

/* The dates and releases of the runs, above the strips. */
void tce_strip_head(FILE *file, const struct tce_series *series);

/* A block for each run; what stays as it was is one. */
void tce_strip_put(FILE *file, const struct tce_series *series, size_t kase);

/* The durations, as a line. */
void tce_strip_times(FILE *file, const struct tce_series *series, size_t kase);

/* "fail", "pass", "waived", "skip": the class of a colour. */
const char *tce_mark_class(const struct tce_mark *mark);

#endif
