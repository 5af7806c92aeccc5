/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HOST_BELOW_H
#define HOST_BELOW_H

#include <stddef.h>

/* What the kernel made of a PCI function: disks, interfaces, other nodes. */

enum host_below {
	HOST_BLOCK, /* a disk, a partition, or what is built of one */
	HOST_CHAR,  /* what has a node in /dev and is no disk */
	HOST_NET,   /* an interface, or one on top of it */
};

struct host_part {
	enum host_below kind;
	char name[64];		   /* as the kernel has it */
	unsigned int major, minor; /* of a node in /dev */
	/* index of what holds it of, or stands over: -1 for the function's own
	 */
	int of;
};

struct host_parts {
	struct host_part *part; /* each after what it is of */
	size_t n;
};

/**
 * host_below_read() - find what is below a PCI function
 * @parts: filled, also on error with what was found; to be freed with
 *         host_below_free()
 * @bdf: the function
 *
 * With each disk come its partitions and its holders (MD, device mapper), and
 * what holds those, as deep as it goes; with each interface those above it. The
 * disks of an NVMe subsystem come with each of its controllers.
 *
 * Return: 0; -ENOMEM; -errno of the first file that could not be read, which
 * leaves what is below it unknown.
 */
int host_below_read(struct host_parts *parts, const char *bdf);

/**
 * host_below_free() - free what host_below_read() filled in
 */
void host_below_free(struct host_parts *parts);

#endif
