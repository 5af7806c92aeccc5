/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_KMEM_H
#define TESTS_KMEM_H

/*
 * What the kernel has for itself and charges to nobody, in KiB. Only the totals
 * of the machine tell it, to which all that goes on there adds.
 */
struct tce_kmem {
	long slab;    /* that cannot be reclaimed */
	long vmalloc; /* allocated */
};

/**
 * tce_kmem_read() - read both, with what each CPU has counted for itself
 * @m: filled
 *
 * Return: 0; -ENODATA the kernel does not tell one of them; -errno of reading
 * /proc/meminfo.
 */
int tce_kmem_read(struct tce_kmem *m);

/**
 * tce_pins_read() - how many pages the kernel holds for devices and the like
 * @pages: what was pinned, less what was unpinned (a page counts each time)
 *
 * Return: 0; -ENODATA the kernel does not tell; -errno of reading /proc/vmstat.
 */
int tce_pins_read(long *pages);

/**
 * tce_pins_left() - how many pages more are pinned
 * @before: of tce_pins_read()
 *
 * What the kernel is about to unpin it is given a few seconds for. What it was
 * about to unpin before is in @before: less than that is as good.
 *
 * Return: pages; 0 also where the kernel does not tell.
 */
long tce_pins_left(long before);

#endif
