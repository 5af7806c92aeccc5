/* SPDX-License-Identifier: GPL-2.0-only */
/* What is done with a plan and a machine in place of a run. */
#ifndef RUN_MODES_H
#define RUN_MODES_H

#include "job.h"

/* Nothing more. */
int mode_check(struct job *job);

/* Prints QEMU's command lines and the plan. */
int mode_print(struct job *job);

/* Writes what a lab boots: a folder for each guest. */
int mode_export(struct job *job);

/* A shell on the guest's console, with the suite in place. */
int mode_shell(struct job *job);

#endif
