/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_LOST_H
#define TESTS_LOST_H

#include <stdbool.h>
#include <stddef.h>

#include <tce/platform.h>

#include "loss.h"

/* The PEs that a run loses, and how it goes on without them. */

struct tce_harness;
struct tce_row;

/**
 * tce_pe_given_up() - ask the kernel whether it still makes windows on a PE
 * @pe: a PE of pSeries that nobody uses
 *
 * The firmware is asked for nothing but the default window. In a process of its
 * own, as a device may hang.
 *
 * Return: true: it does not. A kernel that cannot be asked is not suspected.
 *
 * Source: spapr_tce_create_table() of arch/powerpc/platforms/pseries/iommu.c.
 */
bool tce_pe_given_up(const struct tce_pe *pe);

/**
 * tce_lost_begin() - begin a run: find the PEs that are lost already
 * @h: the run
 *
 * In a guest that booted for it they are looked for where the kernel log has a
 * reason.
 */
void tce_lost_begin(const struct tce_harness *h);

/**
 * tce_lost_find() - see whether a case lost a PE
 * @view: the machine as the case saw it
 * @name: the case
 * @s: what was logged during it
 * @faults: the case made allocations fail, and the kernel logs nothing then
 *
 * It is printed, on a machine in use with what helps.
 *
 * Return: one line on the first PE; NULL: it lost none.
 */
const char *tce_lost_find(const struct tce_platform *view, const char *name,
			  const struct tce_splats *s, bool faults);

/**
 * tce_lost_view() - take the PEs that are lost out of a case's view
 * @view: of tce_view_set(), for @row; changed
 * @row: the case
 *
 * A case whose own PE is lost has no other. The others go on with the PEs that
 * are left and have the same default window.
 *
 * Return: NULL; a loss because of which the case cannot be judged.
 */
const struct tce_loss *tce_lost_view(struct tce_platform *view,
				     const struct tce_row *row);

/**
 * tce_lost_any() - whether this run lost the PE, or found it lost
 */
bool tce_lost_any(const struct tce_pe *pe);

#endif
