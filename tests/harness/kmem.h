/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_KMEM_H
#define TESTS_KMEM_H

/*
 * Memory that the kernel has for itself and charges to no process, in KiB. Only
 * totals of the machine are known, to which everything on it adds.
 */
struct tce_kmem {
	long slab;    /* that cannot be reclaimed */
	long vmalloc; /* allocated */
	long free;    /* by nobody: no other total has whole pages */
};

/**
 * tce_kmem_read() - read them, with what each CPU has counted for itself
 * @m: filled
 *
 * Return: 0; -ENODATA the kernel does not report one of them; -errno of reading
 * /proc/meminfo.
 */
int tce_kmem_read(struct tce_kmem *m);

/**
 * tce_pins_exact() - whether that count can be exact
 *
 * Each CPU counts for itself, and a kernel without /proc/sys/vm/stat_refresh
 * adds up only what exceeds a threshold.
 *
 * Return: 0; -errno of access(2) to that file.
 */
int tce_pins_exact(void);

/**
 * tce_pins_read() - how many pages the kernel holds for devices and the like
 * @pages: what was pinned, less what was unpinned (a page counts each time)
 *
 * Return: 0; -ENODATA the kernel does not count them; -errno of reading
 * /proc/vmstat.
 */
int tce_pins_read(long *pages);

#endif
