/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_PRECHECK_H
#define TESTS_PRECHECK_H

#include <stdbool.h>
#include <stddef.h>

#include "case.h"

/*
 * The precheck: whether the suite can use the devices at all. Where it cannot,
 * that is one red verdict, not one a case.
 */

/* platform.usable, which runs before all others. */
extern const struct tce_suite tce_precheck_suite;

/**
 * tce_precheck() - try, in a process of its own
 * @p: the machine
 * @why: on false, what does not work
 * @len: size of @why
 *
 * Return: whether all PEs can be opened.
 */
bool tce_precheck(const struct tce_platform *p, char *why, size_t len);

#endif
