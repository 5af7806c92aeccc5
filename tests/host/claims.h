/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HOST_CLAIMS_H
#define HOST_CLAIMS_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Disks that this process has opened exclusively. As long as it has one,
 * nothing can mount it, swap to it, or build an array, a volume or a pool on
 * it; nor on a partition of it.
 */

struct host_claim {
	char disk[64]; /* as the kernel has it */
	int fd;
};

struct host_claims {
	struct host_claim *claim;
	size_t n;
};

/**
 * host_claims_add() - open a disk or partition exclusively, once
 * @disk: name in /dev
 *
 * Return: 0, also if this process has it already; -EBUSY the kernel has it for
 * somebody else; -ENOMEM; -errno.
 */
int host_claims_add(struct host_claims *claims, const char *disk);

/**
 * host_claims_has() - whether this process has a disk
 */
bool host_claims_has(const struct host_claims *claims, const char *disk);

/**
 * host_claims_free() - close all of them
 */
void host_claims_free(struct host_claims *claims);

#endif
