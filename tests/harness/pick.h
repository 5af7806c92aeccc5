/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_PICK_H
#define TESTS_PICK_H

#include "options.h"
#include "select.h"

/**
 * tce_pick() - the cases that a command line names
 * @o: the command line
 * @rows: filled; to be freed with tce_rows_free()
 *
 * Says what is wrong on standard error: a name that is no case, a GLOB that
 * matches none.
 *
 * Return: exit status; TCE_STATUS_NOTHING when there are no such cases.
 */
int tce_pick(const struct tce_options *o, struct tce_rows *rows);

#endif
