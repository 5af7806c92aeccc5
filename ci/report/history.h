/* SPDX-License-Identifier: GPL-2.0-only */
/* Several runs of one kernel on one machine, night after night. */
#ifndef TCE_REPORT_HISTORY_H
#define TCE_REPORT_HISTORY_H

#include "run.h"

/* The names of a run's kernel and machine, by which it is found. */
const char *tce_run_kernel(const struct tce_run *run);
const char *tce_run_machine(const struct tce_run *run);

/* Whether two of the runs are of the same kernel and machine. */
bool tce_is_history(const struct tce_run *runs, size_t n);

/* Whether no later run is of the same kernel and machine. */
bool tce_is_latest(const struct tce_run *runs, size_t n, size_t i);

/* Of a history, by the time when they began; else as they are. */
void tce_history_sort(struct tce_run *runs, size_t n);

/* A run in a few words: "2026-11-30 6.12.107", or its kernel and machine. */
void tce_run_label(struct tce_strbuf *label, const struct tce_run *runs,
		   size_t n, const struct tce_run *run);

#endif
