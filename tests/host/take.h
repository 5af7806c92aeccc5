/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HOST_TAKE_H
#define HOST_TAKE_H

#include <stdbool.h>
#include <stdio.h>

#include "claims.h"
#include "inventory.h"
#include "journal.h"

struct host_options;

/* What a run takes from the machine. */
struct host_taking {
	const struct host_inventory *inv;
	const char *const *devices; /* BDFs that are in @inv, a group each */
	size_t ndevices;
	const char *huge_kib;	    /* size of huge pages, or NULL */
	unsigned long huge;	    /* how many of them there are to be */
	struct host_claims *claims; /* of disks of the devices */
	/*
	 * Whether the group of a device is still free, which was asked some
	 * time ago. Return: 0; -errno, after a message. NULL: not asked again.
	 */
	int (*again)(const struct host_taking *t, const char *bdf);
	const struct host_options *options; /* for it */
};

/**
 * host_take_refusal() - whether this kernel has, or can load, VFIO
 *
 * Return: what is missing; NULL: nothing.
 */
const char *host_take_refusal(void);

/**
 * host_huge_sizes() - sizes of huge pages that this kernel has, KiB
 * @kib: one that is wanted
 * @text: receives all of them, blanks between; "" where there are none
 * @len: its size
 *
 * Return: whether @kib is one of them.
 */
bool host_huge_sizes(const char *kib, char *text, size_t len);

/**
 * host_huge_room() - huge pages that there is memory for
 *
 * Return: how many of the size that is wanted, with those that there are;
 * ULONG_MAX where it is not known.
 */
unsigned long host_huge_room(const struct host_taking *t);

/**
 * host_take_show() - what host_take() would do, a line each
 */
void host_take_show(FILE *out, const struct host_taking *t);

/**
 * host_take_huge() - huge pages that there are, of the size that is wanted
 *
 * The kernel reserves as many as it finds memory for.
 *
 * Return: how many; as many as are wanted, where none are.
 */
unsigned long host_take_huge(const struct host_taking *t);

/**
 * host_take() - load VFIO's modules and give it all functions of the groups
 * @j: begun; each change is in it before it is made
 * @what: on error, what could not be taken; valid as long as @t is
 *
 * Right before each function is unbound its group must still be free. Claims
 * are dropped at the end.
 * What could be done on error is done; host_journal_restore() undoes it.
 *
 * Return: 0; -errno.
 */
int host_take(struct host_journal *j, const struct host_taking *t,
	      const char **what);

#endif
