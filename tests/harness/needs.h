/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_NEEDS_H
#define TESTS_NEEDS_H

#include <stdbool.h>
#include <stddef.h>

#include <tce/platform.h>

/**
 * tce_needs_met() - whether a machine has what a case needs
 * @needs: enum tce_need, or'ed
 * @p: the machine
 * @why: on false, "needs NAME: what was found"
 * @len: size of @why
 */
bool tce_needs_met(unsigned int needs, const struct tce_platform *p, char *why,
		   size_t len);

/**
 * tce_needs_print() - names of needs, blanks between; "-" for none
 */
void tce_needs_print(unsigned int needs, char *buf, size_t len);

#endif
