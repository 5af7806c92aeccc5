// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory that must stay movable (ZONE_MOVABLE), so that it can be unplugged.
 * Pages of users come from it first. One that is pinned for as long as a user
 * likes must be moved elsewhere before.
 *
 * Sources: Documentation/core-api/pin_user_pages.rst, FOLL_LONGTERM.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <tce/tce.h>

#include "harness.h"
#include "movable.h"
#include "pins.h"

#define PAGES_TRIED 16

static unsigned long frame(const void *at, const struct tce_platform *p)
{
	int fd = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
	off_t where = (off_t)((uintptr_t)at / p->page_size * sizeof(uint64_t));
	uint64_t entry = 0;

	TCE_MUST(fd < 0 ? -errno : 0);
	if (pread(fd, &entry, sizeof(entry), where) != sizeof(entry))
		tce_broken("/proc/self/pagemap: %s", strerror(errno));
	close(fd);
	return entry & ((UINT64_C(1) << 55) - 1);
}

static unsigned int count(const struct tce_buffer *b, struct tce_frames zone,
			  const struct tce_platform *p)
{
	unsigned int n = 0;

	for (uint64_t at = 0; at < b->size; at += p->page_size) {
		unsigned long f = frame((char *)b->addr + at, p);

		n += f >= zone.start && f < zone.end;
	}
	return n;
}

static void run(const struct tce_platform *p, enum tce_iommu type)
{
	struct tce_buffer b = { .size = PAGES_TRIED * (uint64_t)p->page_size };
	struct tce_frames zone = tce_movable();
	struct tce_vfio vfio;
	unsigned int n;

	TCE_MUST(tce_open(&vfio, p->pe[0].bdf, type));
	TCE_MUST(tce_buffer_alloc(&b));
	memset(b.addr, 1, b.size);
	if (!count(&b, zone, p))
		tce_broken("the kernel gave no page of ZONE_MOVABLE");
	if (type == TCE_IOMMU_V1) {
		TCE_MUST(tce_container_enable(vfio.container));
		TCE_MUST(tce_dma_map(vfio.container, TCE_DMA_RW, b.addr,
				     p->win_start, b.size));
	} else {
		TCE_MUST(tce_memory_register(vfio.container, b.addr, b.size));
	}
	n = count(&b, zone, p);
	if (n)
		tce_fail("%u of %u pages are pinned in ZONE_MOVABLE", n,
			 PAGES_TRIED);
	TCE_OK(tce_close(&vfio));
	TCE_MUST(tce_buffer_free(&b));
}

void pins_run_v1(const struct tce_context *ctx)
{
	run(ctx->platform, TCE_IOMMU_V1);
}

void pins_run_v2(const struct tce_context *ctx)
{
	run(ctx->platform, TCE_IOMMU_V2);
}
