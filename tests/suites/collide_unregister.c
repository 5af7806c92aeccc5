// SPDX-License-Identifier: GPL-2.0-only
/*
 * Two threads, of which one maps a page and the other unregisters it: the
 * moment at which the kernel has found the page, and has not counted it yet, is
 * short, so they meet often. collide.c has the sources.
 */
#include <sched.h>
#include <stdatomic.h>

#include <tce/tce.h>

#include "collide.h"
#include "harness.h"
#include "threads.h"

/*
 * A page for each round: one whose memory stays registered does not disturb
 * the others.
 */
#define MEETINGS 2048

static atomic_int arrived, map_ret, unregister_ret;
/* with nothing registered but what cannot be released */
static uint64_t charged;

/* Both are here; neither sleeps, or it would begin late. */
static void meet(int times)
{
	atomic_fetch_add(&arrived, 1);
	while (atomic_load(&arrived) < 2 * times)
		sched_yield();
}

/* One thread begins later than the other, by another time in each round. */
static void lag(int round, unsigned int thread)
{
	const int step = round % 128 - 64;

	for (volatile int i = 8 * (thread ? -step : step); i > 0; i--)
		;
}

static void *meeting_page(const struct race *r, int round)
{
	return (char *)r->buf.addr + (uint64_t)round * r->p->page_size;
}

static void map_or_unregister(struct race *r, unsigned int thread, int round)
{
	void *page = meeting_page(r, round);

	lag(round, thread);
	if (thread == 0)
		map_ret = tce_dma_map(r->vfio.container, TCE_DMA_RW, page,
				      r->window.start, r->p->page_size);
	else
		unregister_ret = tce_memory_unregister(r->vfio.container, page,
						       r->p->page_size);
}

/* What is wrong with a round: a page was mapped and released, in some order. */
struct meetings {
	unsigned int mapped_nothing, released_mapped;
};

static void judge_meeting(struct race *r, int round, struct meetings *wrong)
{
	const uint64_t page_size = r->p->page_size;
	uint64_t locked;

	TCE_MUST(tce_locked_read(&locked));
	race_note(r, "map", map_ret, EINVAL, ENXIO);
	race_note(r, "unregister", unregister_ret, EBUSY, 0);
	TCE_OK(tce_dma_unmap(r->vfio.container, r->window.start, page_size));
	if (unregister_ret) {
		TCE_OK(tce_memory_unregister(
			r->vfio.container, meeting_page(r, round), page_size));
	} else if (!map_ret && locked > charged) {
		wrong->released_mapped++;
		charged = locked;
	} else if (!map_ret) {
		wrong->mapped_nothing++;
	}
}

static void map_and_unregister(struct race *r, unsigned int thread)
{
	struct meetings wrong = { 0 };

	for (int i = 0; i < MEETINGS; i++) {
		if (thread == 0)
			TCE_MUST(tce_memory_register(r->vfio.container,
						     meeting_page(r, i),
						     r->p->page_size));
		meet(2 * i + 1);
		map_or_unregister(r, thread, i);
		meet(2 * i + 2);
		if (thread == 0)
			judge_meeting(r, i, &wrong);
	}
	if (wrong.mapped_nothing)
		tce_fail("%u of %u MAPs returned 0 and mapped nothing",
			 wrong.mapped_nothing, MEETINGS);
	if (wrong.released_mapped)
		tce_fail("%u of %u UNREGISTERs of mapped memory returned 0",
			 wrong.released_mapped, MEETINGS);
}

void collide_run_unregister(const struct tce_context *ctx)
{
	struct race r;

	race_open(&r, ctx->platform);
	TCE_MUST(tce_buffer_free(&r.buf));
	r.buf = (struct tce_buffer){ .size = (uint64_t)MEETINGS *
					     r.p->page_size };
	TCE_MUST(tce_buffer_alloc(&r.buf));
	TCE_MUST(tce_window_remove(r.vfio.container, r.p->win_start));
	TCE_MUST(tce_window_create(r.vfio.container, &r.window));
	TCE_MUST(tce_locked_read(&charged));
	race_run(&r, 2, map_and_unregister);
	race_close(&r);
}
