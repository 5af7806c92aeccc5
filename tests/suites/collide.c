// SPDX-License-Identifier: GPL-2.0-only
/*
 * Threads of one process whose calls fall into one another.
 *
 * As in race.c, of which these are the cases where it depends on chance whether
 * two calls meet.
 *
 * Sources: linux/vfio.h and the kernel's VFIO documentation.
 */
#include <sched.h>
#include <stdatomic.h>
#include <time.h>

#include <tce/tce.h>

#include "harness.h"
#include "kvm_under_way.h"
#include "suites.h"
#include "threads.h"

/*
 * A MAP of so much in pages of 4 KiB takes a tenth of a second, in a window
 * that takes the place of the default one.
 */
#define LONG_MAP ((uint64_t)64 << 20)
#define ROUNDS 8

static atomic_int long_map_ret;
/* seconds until thread 1 comes in between */
static double moment;

/* What thread 1 does when thread 0 has been at it for a while. */
static void later(void)
{
	const struct timespec nap = {
		.tv_sec = (time_t)moment,
		.tv_nsec = (long)((moment - (double)(time_t)moment) * 1e9)
	};

	nanosleep(&nap, NULL);
}

/*
 * Another moment in each round of what takes so many seconds, in its first
 * half: who sleeps wakes late where others work.
 */
static void set_moment(int round, double seconds)
{
	moment = seconds * round / (2 * ROUNDS);
}

static void race_open_long(struct race *r, const struct tce_platform *p,
			   int round)
{
	const uint64_t size = p->win_size < LONG_MAP ? p->win_size : LONG_MAP;
	double since;

	race_open(r, p);
	TCE_MUST(tce_buffer_free(&r->buf));
	r->buf = (struct tce_buffer){ .size = size };
	TCE_MUST(tce_buffer_alloc(&r->buf));
	TCE_MUST(tce_memory_register(r->vfio.container, r->buf.addr, size));
	TCE_MUST(tce_window_remove(r->vfio.container, p->win_start));
	r->window.size = size;
	TCE_MUST(tce_window_create(r->vfio.container, &r->window));
	since = tce_now_s();
	TCE_MUST(tce_dma_map(r->vfio.container, TCE_DMA_RW, r->buf.addr,
			     r->window.start, size));
	set_moment(round, tce_now_s() - since);
	TCE_MUST(tce_dma_unmap(r->vfio.container, r->window.start, size));
}

static void map_all(struct race *r)
{
	atomic_store(&long_map_ret,
		     tce_dma_map(r->vfio.container, TCE_DMA_RW, r->buf.addr,
				 r->window.start, r->buf.size));
}

/* Each entry by both threads at about the same time: the later one counts. */
static void map_same(struct race *r, unsigned int thread)
{
	(void)thread;
	race_note(r, "map",
		  tce_dma_map(r->vfio.container, TCE_DMA_RW, r->buf.addr,
			      r->window.start, r->buf.size),
		  0, 0);
}

static void run_same(const struct tce_context *ctx)
{
	struct race r;

	for (int i = 0; i < 2 * ROUNDS; i++) {
		race_open_long(&r, ctx->platform, i);
		race_run(&r, 2, map_same);
		TCE_OK(tce_dma_unmap(r.vfio.container, r.window.start,
				     r.buf.size));
		race_unregister(&r);
		race_close(&r);
	}
}

static void map_and_remove(struct race *r, unsigned int thread)
{
	if (thread == 0) {
		map_all(r);
		return;
	}
	later();
	race_note(r, "remove",
		  tce_window_remove(r->vfio.container, r->window.start), 0, 0);
}

static void run_remove(const struct tce_context *ctx)
{
	struct race r;

	for (int i = 0; i < ROUNDS; i++) {
		race_open_long(&r, ctx->platform, i);
		race_run(&r, 2, map_and_remove);
		if (long_map_ret && long_map_ret != -ENXIO)
			tce_fail("map: returned %d", long_map_ret);
		race_unregister(&r);
		race_close(&r);
	}
}

static void map_and_close(struct race *r, unsigned int thread)
{
	if (thread == 0) {
		map_all(r);
		return;
	}
	later();
	race_note(r, "close of the group", tce_group_close(r->vfio.group), 0,
		  0);
}

/* With its only group a container loses all that it had. */
static void run_close(const struct tce_context *ctx)
{
	uint64_t locked;
	struct race r;

	for (int i = 0; i < ROUNDS; i++) {
		race_open_long(&r, ctx->platform, i);
		race_run(&r, 2, map_and_close);
		if (long_map_ret && long_map_ret != -EINVAL &&
		    long_map_ret != -ENXIO)
			tce_fail("map: returned %d", long_map_ret);
		TCE_OK(tce_container_close(r.vfio.container));
		TCE_MUST(tce_locked_read(&locked));
		if (locked != r.locked)
			tce_fail("VmLck is %lld kB off at the end",
				 (long long)(locked - r.locked) / 1024);
		TCE_MUST(tce_buffer_free(&r.buf));
	}
}

/*
 * A page for each round: one whose memory stays registered does not disturb
 * the others.
 */
#define MEETINGS 512

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

static void run_unregister(const struct tce_context *ctx)
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

/* The default window, whose making takes a while, too. */
static void map_first(struct race *r, unsigned int thread)
{
	race_note(r, "map",
		  tce_dma_map(
			  r->vfio.container, TCE_DMA_RW, race_page(r, thread),
			  r->p->win_start + (uint64_t)thread * r->p->page_size,
			  r->p->page_size),
		  0, 0);
}

/* Whether one window was made, beside which there is room for one more. */
static bool first_maps(const struct tce_platform *p)
{
	struct tce_window window = { .page_shift = 12,
				     .levels = 1,
				     .size = 4 << 20 };
	struct race r;
	bool done;

	race_open(&r, p);
	TCE_MUST(tce_memory_register(r.vfio.container, r.buf.addr, r.buf.size));
	race_run(&r, THREADS, map_first);
	done = !r.other;
	if (p->ddw) {
		done &= TCE_OK(tce_window_create(r.vfio.container, &window));
		if (done)
			TCE_OK(tce_window_remove(r.vfio.container,
						 window.start));
	}
	done &= TCE_OK(tce_window_remove(r.vfio.container, p->win_start));
	TCE_ERR(EINVAL, tce_window_remove(r.vfio.container, p->win_start));
	race_unregister(&r);
	race_close(&r);
	return done;
}

static void run_first(const struct tce_context *ctx)
{
	for (int i = 0; i < ROUNDS && first_maps(ctx->platform); i++)
		;
}

static void map_and_cancel(struct race *r, unsigned int thread)
{
	if (thread == 0) {
		race_note(r, "map",
			  tce_dma_map(r->vfio.container, TCE_DMA_RW,
				      r->buf.addr, r->p->win_start,
				      r->p->page_size),
			  ENXIO, 0);
		return;
	}
	later();
	race_note(r, "remove",
		  tce_window_remove(r->vfio.container, r->p->win_start), 0, 0);
}

static void run_cancel(const struct tce_context *ctx)
{
	const struct tce_platform *p = ctx->platform;
	struct race r;

	for (int i = 0; i < ROUNDS; i++) {
		race_open(&r, p);
		TCE_MUST(tce_memory_register(r.vfio.container, r.buf.addr,
					     r.buf.size));
		set_moment(i, 4e-3);
		race_run(&r, 2, map_and_cancel);
		TCE_ERR(ENXIO,
			tce_dma_map(r.vfio.container, TCE_DMA_RW, r.buf.addr,
				    p->win_start, p->page_size));
		race_unregister(&r);
		race_close(&r);
	}
}

/*
 * Whether two of these calls meet is chance, and a kernel that errs shows it
 * only then: no verdict repeats, so they run only when asked for.
 */
static const struct tce_case cases[] = {
	{
		.name = "first-maps",
		.about =
			"first MAPs of several threads make one default window",
		.clauses = "CON-01",
		.risk = TCE_RISK_CRASH,
		.red_on = "fixes/unlocked-map",
		.run = run_first,
	},
	{
		.name = "cancel-under-first-map",
		.about = "the default window that is removed while the first "
			 "MAP makes it is gone afterwards",
		.clauses = "CON-06",
		.red_on = "fixes/unlocked-map",
		.run = run_cancel,
	},
	{
		.name = "map-same-addresses",
		.about = "of what threads map to the same addresses nothing is "
			 "held when all is unmapped",
		.clauses = "CON-03",
		.needs = NEED(DDW),
		.risk = TCE_RISK_CRASH,
		.timeout_s = 60,
		.red_on = "defect unlocked-map",
		.run = run_same,
	},
	{
		.name = "remove-under-map",
		.about = "a window that is removed while a thread maps into it "
			 "takes all mappings along",
		.clauses = "CON-04",
		.needs = NEED(DDW),
		.risk = TCE_RISK_CRASH,
		.timeout_s = 60,
		.red_on = "fixes/unlocked-map",
		.run = run_remove,
	},
	{
		.name = "close-under-map",
		.about = "a group that is closed while a thread maps takes all "
			 "mappings along",
		.clauses = "CON-07",
		.needs = NEED(DDW),
		.risk = TCE_RISK_CRASH,
		.timeout_s = 60,
		.red_on = "fixes/container-freed",
		.run = run_close,
	},
	{
		.name = "unregister-under-map",
		.about = "of memory that is unregistered while a thread maps "
			 "it one of the two calls is refused",
		.clauses = "CON-14",
		.needs = NEED(DDW),
		.risk = TCE_RISK_CRASH,
		.timeout_s = 60,
		.red_on = "fixes/unregister-under-map",
		.run = run_unregister,
	},
	{
		.name = "close-under-a-guests-call",
		.about = "a call of a guest's that is under way does nothing "
			 "any more when its table has been closed",
		.clauses = "KVM-06",
		.needs = NEED(KVM),
		.risk = TCE_RISK_CRASH,
		.timeout_s = 60,
		.red_on = "fixes/kvm-table-freed",
		.run = kvm_run_closed_under_call,
	},
};

const struct tce_suite collide_suite = {
	.name = "collide",
	.about = "threads whose calls fall into one another",
	.cases = cases,
	.n = ARRAY_SIZE(cases),
	.hidden = true,
};
