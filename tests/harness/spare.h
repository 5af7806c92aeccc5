/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_SPARE_H
#define TESTS_SPARE_H

#include "options.h"
#include "select.h"

/**
 * tce_spare() - take out cases that no device is for, or that may do harm
 *
 * Prints how many of the latter there are, and what those that run all the
 * same (--dangerous) may do; they share devices.
 *
 * Return: how many that may do harm were taken out.
 */
size_t tce_spare(struct tce_rows *rows, const struct tce_options *o);

#endif
