// SPDX-License-Identifier: GPL-2.0-only
#include "drive.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "harness.h"

#define PATIENCE_S 20
#define ASQ 0x28 /* register: where the submission queue of the driver was */

/* Whatever a case before this one left. */
void drive_to_vfio(const struct tce_pe *pe)
{
	char name[TCE_DRIVER_MAX] = "";

	if (tce_driver_read(pe->bdf, name) || strcmp(name, "vfio-pci") != 0)
		TCE_MUST(tce_driver_change(pe->bdf, "vfio-pci"));
}

/* The drive's first namespace; the driver looks for it after it has bound. */
static int drive_open(const struct tce_pe *pe)
{
	const struct timespec nap = { .tv_nsec = 1000000 };
	char pattern[128], path[64];
	time_t end = time(NULL) + PATIENCE_S;
	glob_t found;
	int fd = -1;

	snprintf(pattern, sizeof(pattern),
		 "/sys/bus/pci/devices/%s/nvme/nvme*/nvme*n1", pe->bdf);
	while (fd < 0 && time(NULL) < end) {
		if (!glob(pattern, GLOB_NOSORT, NULL, &found)) {
			snprintf(path, sizeof(path), "/dev/%s",
				 strrchr(found.gl_pathv[0], '/') + 1);
			fd = open(path, O_RDONLY | O_DIRECT | O_CLOEXEC);
			globfree(&found);
		}
		if (fd < 0)
			nanosleep(&nap, NULL);
	}
	return fd;
}

/*
 * The host reads a block, by DMA to our memory: twice, so that bytes that
 * do not arrive differ.
 */
void drive_reads(int fd, char *bytes, const char *when)
{
	memset(bytes, 0x5a, DRIVE_BLOCK);
	memset(bytes + DRIVE_BLOCK, 0xa5, DRIVE_BLOCK);
	for (int i = 0; i < 2; i++)
		if (pread(fd, bytes + (ptrdiff_t)i * DRIVE_BLOCK, DRIVE_BLOCK,
			  0) != DRIVE_BLOCK)
			tce_fail("%s, the host cannot read a block: %s", when,
				 strerror(errno));
	if (memcmp(bytes, bytes + DRIVE_BLOCK, DRIVE_BLOCK) != 0)
		tce_fail("%s, what the host reads does not arrive", when);
}

char *drive_blocks(void)
{
	char *bytes = mmap(NULL, 2 * DRIVE_BLOCK, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);

	if (bytes == MAP_FAILED)
		tce_broken("mmap: %s", strerror(errno));
	return bytes;
}

/* The host's driver has the device now. Its drive; -1: it finds none. */
int drive_to_host(const struct tce_pe *pe, const char *when)
{
	int fd = -1;

	TCE_MUST(tce_driver_unbind(pe->bdf));
	if (TCE_OK(tce_driver_bind(pe->bdf, "nvme"))) {
		fd = drive_open(pe);
		if (fd < 0)
			tce_fail("%s, the host's driver finds no drive", when);
	}
	return fd;
}

void drive_host_reads(const struct tce_pe *pe, const char *when)
{
	char *bytes = drive_blocks();
	int fd = drive_to_host(pe, when);

	if (fd < 0)
		return;
	drive_reads(fd, bytes, when);
	close(fd);
	munmap(bytes, 2 * DRIVE_BLOCK);
}

/* Where the host's driver, which has let go by now, had its queue. */
uint64_t drive_queue(const struct tce_pe *pe)
{
	char path[128];
	volatile uint32_t *bar;
	uint64_t address;
	int fd;

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/resource0",
		 pe->bdf);
	fd = open(path, O_RDWR | O_SYNC | O_CLOEXEC);
	TCE_MUST(fd < 0 ? -errno : 0);
	bar = mmap(NULL, DRIVE_BLOCK, PROT_READ, MAP_SHARED, fd, 0);
	close(fd);
	if (bar == MAP_FAILED)
		tce_broken("%s: %s", path, strerror(errno));
	address = bar[ASQ / 4] | (uint64_t)bar[ASQ / 4 + 1] << 32;
	munmap((void *)(uintptr_t)bar, DRIVE_BLOCK);
	return address;
}

bool drive_has(const struct tce_pe *pe, enum tce_dt_prop prop)
{
	return tce_platform_prop(pe, prop, NULL, 0) >= 0;
}

void drive_check_windows(const struct tce_platform *p, const char *when)
{
	/* of one window, the host may have put its own in its place */
	bool replaced =
		p->max_windows == 1 && (drive_has(&p->pe[0], TCE_DT_DIRECT) ||
					drive_has(&p->pe[0], TCE_DT_DDW));

	if (p->pseries && !replaced && !drive_has(&p->pe[0], TCE_DT_WINDOW))
		tce_fail("%s, the host has no default window", when);
}

void drive_host_again(const struct tce_platform *p, const char *when)
{
	drive_check_windows(p, when);
	drive_host_reads(&p->pe[0], when);
	drive_to_vfio(&p->pe[0]);
}
