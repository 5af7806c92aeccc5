/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_LOSS_H
#define TESTS_LOSS_H

#include <stdbool.h>

#include <tce/platform.h>

#include "kmsg.h"

/*
 * PEs that are lost until the next boot: the kernel makes no window on a PE
 * after the firmware refused something for it, and EEH disables a PE that
 * failed too often. What a later case finds there has that cause.
 */

struct tce_loss {
	char bdf[16];		      /* the PE's device */
	char name[128];		      /* the case, or "": before the run */
	char text[TCE_LOSS_TEXT_MAX]; /* the kernel's line, or "" */
};

struct tce_losses {
	unsigned int n;
	struct tce_loss loss[TCE_GROUPS_MAX];
};

/**
 * tce_losses_add() - add a PE
 * @l: zeroed before the first one
 * @bdf: its device, which is not there yet
 * @name: the case that lost it, or ""
 * @text: the kernel's line, or ""
 */
void tce_losses_add(struct tce_losses *l, const char *bdf, const char *name,
		    const char *text);

/**
 * tce_losses_of() - how a PE was lost
 *
 * Return: NULL: it is not.
 */
const struct tce_loss *tce_losses_of(const struct tce_losses *l,
				     const struct tce_pe *pe);

/**
 * tce_loss_line() - the first line by which the kernel may have given a PE up
 * @s: what was logged
 * @pe: the PE
 *
 * Return: NULL: there is none.
 */
const char *tce_loss_line(const struct tce_splats *s, const struct tce_pe *pe);

/**
 * tce_loss_sure() - whether the PE is lost by such a line alone
 *
 * After another one a kernel may well go on to make windows.
 */
bool tce_loss_sure(const struct tce_splats *s, const struct tce_pe *pe);

/* What the firmware refused, in the kernel's line about the call. */
struct tce_refusal {
	bool create; /* else the query */
	int status;
	unsigned int page_shift, window_shift; /* of a window to be made */
};

/**
 * tce_refusal_read() - read a line of the kernel log
 *
 * Return: false: it is about something else.
 */
bool tce_refusal_read(const char *line, struct tce_refusal *refusal);

#endif
