/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_CAUSE_H
#define TESTS_CAUSE_H

#include <tce/platform.h>

#include "kmsg.h"

/*
 * PEs that a case lost for all that follow, until the next boot: the kernel
 * makes no window on a PE after the firmware refused one, and EEH disables a PE
 * that failed too often. The failures of later cases there have that cause.
 */

#define TCE_CAUSES_MAX 32

struct tce_cause {
	char name[128];		      /* the case, or its repetition */
	char text[TCE_LOSS_TEXT_MAX]; /* the kernel's line */
};

struct tce_causes {
	unsigned int n;
	struct tce_cause cause[TCE_CAUSES_MAX];
};

/**
 * tce_causes_add() - a case is over: take in the PEs that it lost
 * @c: zeroed before the first case
 * @name: the case
 * @s: what was logged during it
 */
void tce_causes_add(struct tce_causes *c, const char *name,
		    const struct tce_splats *s);

/**
 * tce_cause_find() - which earlier case is the cause of a failure
 * @c: before this case is added
 * @s: what was logged during this case
 * @view: the machine as this case sees it
 *
 * Return: NULL: none is known.
 */
const struct tce_cause *tce_cause_find(const struct tce_causes *c,
				       const struct tce_splats *s,
				       const struct tce_platform *view);

#endif
