/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_GATE_H
#define TESTS_GATE_H

#include <stdbool.h>
#include <stddef.h>

#include "case.h"

/*
 * The gate: whether the suite can reach its subject at all. Where it cannot,
 * that is one red verdict, not one a case.
 */

/* platform.usable, which runs before all others. */
extern const struct tce_suite tce_gate_suite;

/**
 * tce_gate_holds() - try, in a process of its own
 * @p: the machine
 * @why: on false, what does not work
 * @len: size of @why
 */
bool tce_gate_holds(const struct tce_platform *p, char *why, size_t len);

#endif
