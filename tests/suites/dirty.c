// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a device wrote is kept: the kernel must know that the page is dirty.
 *
 * Memory can be clean although it is in use. An allocator that gave it back by
 * madvise(MADV_FREE) hands it out again, and a page of a file in memory that
 * was only read has nothing to keep. Both are written by the device alone then,
 * of which the CPU's page tables know nothing. A kernel that does not mark such
 * a page drops it as soon as it looks for memory, and the bytes are gone.
 *
 * madvise(MADV_PAGEOUT) looks for memory in one area. It must not look at a
 * page that is still pinned: that alone makes the kernel keep it. Unpinning
 * takes a while, so there are pages to try with, registered behind the first
 * one and unpinned after it, to which nothing is written. Once one of them is
 * dropped, it is the first page's turn.
 *
 * Sources: mm/gup.c on pages that are written while they are pinned (kernel
 * documentation, core-api/mm-api); madvise(2) on MADV_FREE.
 */
#include <sched.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <linux/membarrier.h>

#include <tce/tce.h>

#include "data.h"
#include "harness.h"

#define SENT 256u
/* In the default window: the engine's own memory, and what it writes. */
#define WRITTEN_AT (8ull << 20)

/* To try with, each after twice the time of the one before, from 1 ms on. */
#define TRIES 12
#define SECOND 1000000000u

enum page {
	WRITTEN,
	TRY,
	PAGES_HELD = TRY + TRIES, /* by the container */
	SPARE = PAGES_HELD,	  /* has nothing to do with it */
	PAGES_ALL,
};

struct dirty_pages {
	const struct tce_platform *p;
	enum tce_iommu type;
	struct tce_vfio vfio;
	struct tce_buffer work;
	struct tce_device device;
	struct tce_engine engine;
	uint8_t *page;	/* PAGES_ALL */
	uint8_t *other; /* a page for a MAP over the mapping; NULL: none */
	uint64_t iova;
	uint8_t sent[SENT];
};

/* How a mapping ends, and where the memory is from. */
struct end {
	enum tce_iommu type;
	bool file;
	void (*mapping)(struct dirty_pages *w);
};

static uint8_t *at(const struct dirty_pages *w, unsigned int i)
{
	return w->page + (size_t)i * w->p->page_size;
}

/* --- memory that is clean ------------------------------------------------- */

static uint8_t *area(size_t size, bool file)
{
	int fd = file ? (int)TCE_MUST(memfd_create("clean", MFD_CLOEXEC)) : -1;
	uint8_t *map;

	if (file)
		TCE_MUST(ftruncate(fd, (off_t)size));
	map = mmap(NULL, size, PROT_READ | PROT_WRITE,
		   file ? MAP_SHARED : MAP_PRIVATE | MAP_ANONYMOUS, fd, 0);
	if (map == MAP_FAILED)
		tce_broken("mmap: %s", strerror(errno));
	if (file)
		close(fd);
	return map;
}

/* Pages that are there, and writable for a device without another fault. */
static void pages_open(struct dirty_pages *w, bool file)
{
	size_t size = (size_t)PAGES_ALL * w->p->page_size;
	uint8_t sum = 0;

	w->page = area(size, file);
	for (size_t i = 0; i < size; i += w->p->page_size) {
		volatile uint8_t *byte = w->page + i;

		if (file)
			sum |= *byte;
		else
			*byte = 1;
	}
	if (sum)
		tce_broken("a new memfd is not empty");
	if (!file && madvise(w->page, size, MADV_FREE))
		tce_broken("madvise(MADV_FREE): %s", strerror(errno));
}

static bool is_there(const struct dirty_pages *w, unsigned int i)
{
	unsigned char there;

	if (mincore(at(w, i), w->p->page_size, &there))
		tce_broken("mincore: %s", strerror(errno));
	return there & 1;
}

/* Whether the kernel drops a page when it looks for memory there. */
static bool is_dropped(const struct dirty_pages *w, unsigned int i)
{
	if (madvise(at(w, i), w->p->page_size, MADV_PAGEOUT))
		tce_broken("madvise(MADV_PAGEOUT): %s", strerror(errno));
	return !is_there(w, i);
}

/* Memory is unpinned after a grace period of RCU. */
static void wait_for_unpin(const struct dirty_pages *w)
{
	uint64_t ns = 1000000;

	for (unsigned int i = 0; i < TRIES; i++, ns *= 2) {
		const struct timespec nap = { .tv_sec = (time_t)(ns / SECOND),
					      .tv_nsec = (long)(ns % SECOND) };

		syscall(SYS_membarrier, MEMBARRIER_CMD_GLOBAL, 0, 0);
		if (is_dropped(w, TRY + i))
			return;
		nanosleep(&nap, NULL);
	}
	tce_report("the kernel keeps all pages that were registered");
}

/* --- the device ----------------------------------------------------------- */

/* What is in the hands of this CPU only is not looked at on another. */
static void stay_on_a_cpu(void)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET((size_t)TCE_MUST(sched_getcpu()), &set);
	TCE_MUST(sched_setaffinity(0, sizeof(set), &set));
}

static void memory_register(const struct dirty_pages *w, void *addr,
			    uint64_t size)
{
	if (w->type == TCE_IOMMU_V2)
		TCE_MUST(tce_memory_register(w->vfio.container, addr, size));
}

static void memory_unregister(const struct dirty_pages *w, void *addr,
			      uint64_t size)
{
	if (w->type == TCE_IOMMU_V2)
		TCE_OK(tce_memory_unregister(w->vfio.container, addr, size));
}

static void device_open(struct dirty_pages *w)
{
	const struct tce_pe *pe = &w->p->pe[0];

	w->engine.kind = tce_engine_class_find(&pe->id);
	w->work.size = w->engine.kind->memory;
	w->work.align = 64 << 10;
	TCE_MUST(tce_open(&w->vfio, pe->bdf, w->type));
	if (w->type == TCE_IOMMU_V1)
		TCE_MUST(tce_container_enable(w->vfio.container));
	TCE_MUST(tce_buffer_alloc(&w->work));
	w->work.size = (w->work.size + w->p->page_size - 1) &
		       -(uint64_t)w->p->page_size;
	memory_register(w, w->work.addr, w->work.size);
	TCE_MUST(tce_dma_map(w->vfio.container, TCE_DMA_RW, w->work.addr,
			     w->p->win_start, w->work.size));
	TCE_MUST(tce_device_open(&w->device, w->vfio.group, pe->bdf));
	TCE_MUST(tce_engine_start(&w->engine, w->engine.kind, &w->device,
				  w->work.addr, w->p->win_start));
}

static void device_writes(struct dirty_pages *w)
{
	TCE_MUST(tce_engine_write(&w->engine, w->iova, SENT));
	TCE_MUST(tce_engine_wait(&w->engine));
	memcpy(w->sent, w->engine.sent, SENT);
	if (memcmp(at(w, WRITTEN), w->sent, SENT) != 0)
		tce_broken("what the device wrote did not arrive");
}

static void device_close(struct dirty_pages *w)
{
	if (w->device.fd < 0)
		return;
	tce_engine_stop(&w->engine);
	TCE_OK(tce_device_close(&w->device));
	w->device.fd = -1;
}

static void all_close(struct dirty_pages *w)
{
	device_close(w);
	if (w->vfio.group.fd < 0)
		return;
	TCE_OK(tce_close(&w->vfio));
	w->vfio.group.fd = -1;
}

static void run(const struct tce_context *ctx)
{
	const struct end *end = ctx->c->data;
	struct dirty_pages w = { .p = ctx->platform, .type = end->type };

	stay_on_a_cpu();
	w.iova = w.p->win_start + WRITTEN_AT;
	device_open(&w);
	pages_open(&w, end->file);
	memory_register(&w, w.page, (uint64_t)PAGES_HELD * w.p->page_size);
	TCE_MUST(tce_dma_map(w.vfio.container, TCE_DMA_RW, at(&w, WRITTEN),
			     w.iova, w.p->page_size));
	device_writes(&w);
	end->mapping(&w);
	wait_for_unpin(&w);
	is_dropped(&w, WRITTEN);
	if (!is_dropped(&w, SPARE))
		tce_broken("the kernel does not drop a clean page");
	if (memcmp(at(&w, WRITTEN), w.sent, SENT) != 0)
		tce_fail("what the device wrote is lost: the kernel took its "
			 "page for a clean one");
	all_close(&w);
}

/* --- the end of a mapping ------------------------------------------------- */

static void let_go(struct dirty_pages *w)
{
	memory_unregister(w, w->page, (uint64_t)PAGES_HELD * w->p->page_size);
}

static void end_unmap(struct dirty_pages *w)
{
	TCE_OK(tce_dma_unmap(w->vfio.container, w->iova, w->p->page_size));
	let_go(w);
}

static void end_map(struct dirty_pages *w)
{
	w->other = area(w->p->page_size, false);
	*w->other = 1;
	memory_register(w, w->other, w->p->page_size);
	TCE_OK(tce_dma_map(w->vfio.container, TCE_DMA_RW, w->other, w->iova,
			   w->p->page_size));
	let_go(w);
}

static void end_remove(struct dirty_pages *w)
{
	device_close(w);
	TCE_OK(tce_window_remove(w->vfio.container, w->p->win_start));
	let_go(w);
}

static void end_close(struct dirty_pages *w)
{
	all_close(w);
}

#define V2(how, is_file) \
	(&(const struct end){ TCE_IOMMU_V2, is_file, end_##how })
#define V1(how, is_file) \
	(&(const struct end){ TCE_IOMMU_V1, is_file, end_##how })
#define KEPT(text, what, of)                                           \
	{                                                              \
		.name = text,                                          \
		.about = "what a device wrote is still in memory if "  \
			 "the kernel looks for memory after " what,    \
		.clauses = "DMA-18", .red_on = "patches/device-dirty", \
		.run = run, .data = of,                                \
	}

static const struct tce_case cases[] = {
	KEPT("unmap", "UNMAP and UNREGISTER", V2(unmap, false)),
	KEPT("unmap-a-file", "UNMAP and UNREGISTER of a file's page",
	     V2(unmap, true)),
	KEPT("map-over", "a MAP over the mapping", V2(map, false)),
	KEPT("remove", "REMOVE of the window", V2(remove, false)),
	KEPT("close", "the last close", V2(close, false)),
	KEPT("close-with-a-file", "the last close, in a file's page",
	     V2(close, true)),
	KEPT("v1-unmap", "UNMAP on v1", V1(unmap, false)),
	KEPT("v1-map-over", "a MAP over the mapping on v1", V1(map, false)),
	KEPT("v1-close", "the last close on v1", V1(close, true)),
};

DATA_SUITES(dirty, "what a device wrote stays when its memory is released")
