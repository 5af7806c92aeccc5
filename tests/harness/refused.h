/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_REFUSED_H
#define TESTS_REFUSED_H

#include <stdbool.h>
#include <stddef.h>

/*
 * What a hypervisor may refuse is a fact of the platform, which can be wrong:
 * then a step fails though the kernel did as it was asked. The process of the
 * case sees it in the kernel log, between the step before and its failure.
 */

/**
 * tce_refused_open() - begin a case, before it gives up privileges
 *
 * Without the kernel log nothing is seen.
 */
void tce_refused_open(void);

/**
 * tce_refused_mark() - a step begins: what was logged before is not its
 */
void tce_refused_mark(void);

/**
 * tce_refused_read() - whether the firmware refused what a failed step asked
 * @fail: the failure: the request, what came and what was expected
 * @why: receives it in words
 * @len: size of @why
 *
 * A refused window must have the sizes of the request: the firmware may well
 * refuse what nobody asked the kernel for.
 */
bool tce_refused_read(const char *fail, char *why, size_t len);

/**
 * tce_refused_is() - whether a line of the kernel log is such a refusal
 * @line: of the log
 * @fail, @why, @len: as for tce_refused_read()
 */
bool tce_refused_is(const char *line, const char *fail, char *why, size_t len);

#endif
