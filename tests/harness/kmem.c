// SPDX-License-Identifier: GPL-2.0-only
#include "kmem.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#define REFRESH "/proc/sys/vm/stat_refresh"

/* Best effort: it wants root, and a kernel that has it. */
static void counters_add_up(void)
{
	FILE *f = fopen(REFRESH, "we");

	if (!f)
		return;
	fputs("1", f);
	fclose(f);
}

int tce_kmem_read(struct tce_kmem *m)
{
	char line[128];
	FILE *f;

	*m = (struct tce_kmem){ .slab = -1, .vmalloc = -1 };
	counters_add_up();
	f = fopen("/proc/meminfo", "re");
	if (!f)
		return -errno;
	while (fgets(line, sizeof(line), f)) {
		sscanf(line, "SUnreclaim: %ld kB", &m->slab);
		sscanf(line, "VmallocUsed: %ld kB", &m->vmalloc);
		sscanf(line, "MemFree: %ld kB", &m->free);
	}
	fclose(f);
	return m->slab < 0 || m->vmalloc < 0 ? -ENODATA : 0;
}

int tce_pins_exact(void)
{
	return access(REFRESH, W_OK) ? -errno : 0;
}

int tce_pins_read(long *pages)
{
	long pinned = -1, unpinned = -1;
	char line[128];
	FILE *f;

	counters_add_up();
	f = fopen("/proc/vmstat", "re");
	if (!f)
		return -errno;
	while (fgets(line, sizeof(line), f)) {
		sscanf(line, "nr_foll_pin_acquired %ld", &pinned);
		sscanf(line, "nr_foll_pin_released %ld", &unpinned);
	}
	fclose(f);
	*pages = pinned - unpinned;
	return pinned < 0 || unpinned < 0 ? -ENODATA : 0;
}
