/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_VIEW_H
#define TESTS_VIEW_H

#include <stdbool.h>
#include <stddef.h>

#include <tce/platform.h>

#include "select.h"

/**
 * tce_view_set() - the machine as a row may see it
 * @view: filled; g0 stands for its first PE
 * @p: the machine
 * @row: what will run
 * @model: the model has as many PEs as a row wants for itself
 * @why: on false, "needs NAME: what was found"
 * @len: size of @why
 *
 * A row of a suite with an engine sees a PE with such a device first, then the
 * others as they come, those with such a device before the rest.
 *
 * Return: whether the row can run there.
 */
bool tce_view_set(struct tce_platform *view, const struct tce_platform *p,
		  const struct tce_row *row, bool model, char *why, size_t len);

/**
 * tce_view_choice() - how many PEs a row can have its own among
 * @p: the machine
 * @row: a row with PEs of its own
 *
 * Return: for a suite with an engine, those with such a device.
 */
unsigned int tce_view_choice(const struct tce_platform *p,
			     const struct tce_row *row);

#endif
