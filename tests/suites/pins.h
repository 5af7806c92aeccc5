/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_SUITES_PINS_H
#define TESTS_SUITES_PINS_H

#include "case.h"

/* MAP of v1 and REGISTER of v2 move pages out of memory that must stay movable.
 */
void pins_run_v1(const struct tce_context *ctx);
void pins_run_v2(const struct tce_context *ctx);

#endif
