/* SPDX-License-Identifier: GPL-2.0-only */
/* Runs of several kernels and machines, side by side. */
#ifndef TCE_REPORT_CELLS_H
#define TCE_REPORT_CELLS_H

#include "run.h"

/* The names of a run's kernel and machine, by which it is found. */
const char *tce_run_kernel(const struct tce_run *run);
const char *tce_run_machine(const struct tce_run *run);
const char *tce_run_devices(const struct tce_run *run);

/*
 * Whether two runs are of one kernel on one machine with the same devices: a
 * run whose machine's file is not known can be of any.
 */
bool tce_run_is_again(const struct tce_run *a, const struct tce_run *b);

/*
 * A run in a few words: its kernel and machine, and its devices where one of
 * the N runs is of the same two.
 */
void tce_run_label(struct tce_strbuf *label, const struct tce_run *runs,
		   size_t n, const struct tce_run *run);

#endif
