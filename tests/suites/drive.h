/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_DRIVE_H
#define TESTS_DRIVE_H

#include <tce/tce.h>

/* An NVMe drive that the host's own driver has, or VFIO. */

#define DRIVE_BLOCK 4096

/* Whatever a case before this one left, VFIO's driver has the device then. */
void drive_to_vfio(const struct tce_pe *pe);

/* The host's driver has the device then. Its drive; -1: it finds none. */
int drive_to_host(const struct tce_pe *pe, const char *when);

/* Memory for drive_reads(): two blocks. */
char *drive_blocks(void);

/*
 * The host reads a block, by DMA to our memory: twice, so that bytes that do
 * not arrive differ.
 */
void drive_reads(int fd, char *bytes, const char *when);

/* The host gets the device, and reads. */
void drive_host_reads(const struct tce_pe *pe, const char *when);

/* Where the host's driver, which has let go by now, had its queue. */
uint64_t drive_queue(const struct tce_pe *pe);

/* Whether the PE has that property. */
bool drive_has(const struct tce_pe *pe, enum tce_dt_prop prop);

/* The host must have its default window. */
void drive_check_windows(const struct tce_platform *p, const char *when);

/* The host has the device again, for a time. */
void drive_host_again(const struct tce_platform *p, const char *when);

#endif
