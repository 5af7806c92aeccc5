/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_HEAD_H
#define TESTS_HEAD_H

#include <stddef.h>

#include "harness.h"

/**
 * tce_head_print() - begin the stream: the machine, the limits, the plan
 * @h: the run
 * @n: how many results are planned
 */
void tce_head_print(const struct tce_harness *h, size_t n);

#endif
