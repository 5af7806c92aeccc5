/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_NEEDS_H
#define TESTS_NEEDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <tce/platform.h>

/**
 * tce_needs_met() - whether a machine has what a case needs
 * @needs: NEED(...), or'ed
 * @p: the machine
 * @why: on false, "needs NAME: what was found"
 * @len: size of @why
 */
bool tce_needs_met(uint64_t needs, const struct tce_platform *p, char *why,
		   size_t len);

/**
 * tce_needs_print() - names of needs, blanks between; "-" for none
 */
void tce_needs_print(uint64_t needs, char *buf, size_t len);

/**
 * tce_needs_list() - print each need and what it is
 */
void tce_needs_list(void);

#endif
