/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_SELF_H
#define TESTS_SELF_H

#include <check.h>

#include "case.h"

/**
 * tce_self() - prove the harness; needs no device and no privilege
 *
 * Says on standard output what is not as it must be.
 *
 * Return: exit status: 0; 1 when something is not; 3 when it cannot run.
 */
int tce_self(void);

/**
 * tce_self_parts() - the proof of the harness's parts
 */
Suite *tce_self_parts(void);

/* ... of one table of them each */
TCase *tce_self_kmsg(void);
TCase *tce_self_select(void);
TCase *tce_self_steps(void);
TCase *tce_self_stream(void);
TCase *tce_self_waivers(void);

/* Pseudo suites; ends with a NULL. */
extern const struct tce_suite *const tce_self_suites[];
/* ... of which the first one meets what no waiver knows. */
extern const struct tce_suite *const tce_self_unknown_suites[];

/* ... of which one kernel runs but the first that may crash it. */
extern const struct tce_suite *const tce_self_booted_suites[];

/* Where their cases log as a kernel would; set before they run. */
extern int tce_self_kernel;

#endif
