/* SPDX-License-Identifier: GPL-2.0-only */
/* Cells: runs of several kernels or machines, and a table of all. */
#ifndef RUN_MATRIX_H
#define RUN_MATRIX_H

#include "options.h"
#include "supervise.h"

/*
 * Runs the cells that the file LIST has, each by run-tests.sh and in a folder
 * below the results:
 * "SLOWER<tab>KERNEL<tab>MACHINE<tab>FOLDER[<tab>ARGUMENT]..." a line, SLOWER
 * being how many times slower this kernel is. The exit code.
 */
int matrix_run(const struct run_options *options, struct supervisor *supervisor,
	       const char *list);

#endif
