/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_LOSS_H
#define TESTS_LOSS_H

#include <tce/platform.h>

#include "kmsg.h"

/*
 * PEs that a case lost for all that follow, until the next boot: the kernel
 * makes no window on a PE after the firmware refused one, and EEH disables a PE
 * that failed too often. The failures of later cases there have that cause.
 */

#define TCE_LOST_MAX 32

struct tce_loss {
	char name[128];		      /* the case, or its repetition */
	char text[TCE_LOSS_TEXT_MAX]; /* the kernel's line */
};

struct tce_losses {
	unsigned int n;
	struct tce_loss loss[TCE_LOST_MAX];
};

/**
 * tce_losses_add() - add the PEs that a case lost
 * @l: zeroed before the first case
 * @name: the case
 * @s: what was logged during it
 */
void tce_losses_add(struct tce_losses *l, const char *name,
		    const struct tce_splats *s);

/**
 * tce_loss_find() - find the earlier case that lost the PE of this one
 * @l: without this case
 * @s: what was logged during this case
 * @view: the machine as this case sees it
 *
 * Return: NULL: none is known.
 */
const struct tce_loss *tce_loss_find(const struct tce_losses *l,
				     const struct tce_splats *s,
				     const struct tce_platform *view);

#endif
