// SPDX-License-Identifier: GPL-2.0-only
/*
 * Threads of one process on one container.
 *
 * Calls of several threads act as if made one after the other, in some order:
 * each answers as it may in one such order, and what is left at the end is
 * what one of them leaves. Steps run one at a time, so these are functions;
 * they need a kernel. Each thread makes a fixed number of calls after a common
 * start, and nothing depends on how they meet. Where an outcome depends on that
 * the case is in a suite of its own, collide, which must be asked for.
 *
 * Sources: linux/vfio.h and the kernel's VFIO documentation.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

#include <tce/tce.h>

#include "harness.h"
#include "kvm_under_way.h"
#include "suites.h"

#define THREADS 4

/* What the threads of a case share. */
struct race {
	const struct tce_platform *p;
	struct tce_vfio vfio;
	struct tce_buffer buf; /* a CPU page a thread */
	struct tce_window window;
	uint64_t locked; /* VmLck before anything */
	pthread_barrier_t start;
	void (*body)(struct race *r, unsigned int thread);
	/* answers that are not 0, by kind */
	atomic_int refused, other;
};

struct runner {
	struct race *race;
	unsigned int thread;
	pthread_t id;
};

static void race_open(struct race *r, const struct tce_platform *p)
{
	*r = (struct race){
		.p = p,
		.buf = { .size = (uint64_t)THREADS * p->page_size },
		.window = { .page_shift = 12, .levels = 1, .size = 4 << 20 }
	};
	TCE_MUST(tce_locked_read(&r->locked));
	TCE_MUST(tce_buffer_alloc(&r->buf));
	TCE_MUST(tce_open(&r->vfio, p->pe[0].bdf, TCE_IOMMU_V2));
}

/* ... and a small window with registered memory to map in it. */
static void race_open_window(struct race *r, const struct tce_platform *p)
{
	race_open(r, p);
	TCE_MUST(tce_memory_register(r->vfio.container, r->buf.addr,
				     r->buf.size));
	TCE_MUST(tce_window_remove(r->vfio.container, p->win_start));
	TCE_MUST(tce_window_create(r->vfio.container, &r->window));
}

static void race_close(struct race *r)
{
	uint64_t locked;

	TCE_OK(tce_close(&r->vfio));
	TCE_MUST(tce_locked_read(&locked));
	if (locked != r->locked)
		tce_fail("VmLck is %lld kB off at the end",
			 (long long)(locked - r->locked) / 1024);
	TCE_MUST(tce_buffer_free(&r->buf));
}

static void *runner_main(void *data)
{
	struct runner *self = data;

	pthread_barrier_wait(&self->race->start);
	self->race->body(self->race, self->thread);
	return NULL;
}

static void race_run(struct race *r, unsigned int threads,
		     void (*body)(struct race *r, unsigned int thread))
{
	struct runner runner[THREADS];

	r->body = body;
	TCE_MUST(-pthread_barrier_init(&r->start, NULL, threads));
	for (unsigned int i = 0; i < threads; i++) {
		runner[i] = (struct runner){ .race = r, .thread = i };
		TCE_MUST(-pthread_create(&runner[i].id, NULL, runner_main,
					 &runner[i]));
	}
	for (unsigned int i = 0; i < threads; i++)
		pthread_join(runner[i].id, NULL);
	pthread_barrier_destroy(&r->start);
}

/* A page of the buffer, and a place for it in the window, for each thread. */
static void *page_of(const struct race *r, unsigned int thread)
{
	return (char *)r->buf.addr + (size_t)thread * r->p->page_size;
}

static uint64_t iova_of(const struct race *r, unsigned int thread)
{
	return r->window.start + (uint64_t)thread * r->p->page_size;
}

/* One of @allowed, or 0; counted. */
static void note(struct race *r, const char *call, int ret, int a, int b)
{
	if (!ret)
		return;
	if (ret == -a || ret == -b) {
		atomic_fetch_add(&r->refused, 1);
		return;
	}
	if (!atomic_fetch_add(&r->other, 1))
		tce_fail("%s: returned %d", call, ret);
}

/* With everything unmapped, the memory is free to go. */
static void unregister_all(struct race *r)
{
	TCE_OK(tce_memory_unregister(r->vfio.container, r->buf.addr,
				     r->buf.size));
}

/* -------------------------------------------------------------------------- */

static void map_unmap_own(struct race *r, unsigned int thread)
{
	for (int i = 0; i < 50; i++) {
		note(r, "map",
		     tce_dma_map(r->vfio.container, TCE_DMA_RW,
				 page_of(r, thread), iova_of(r, thread),
				 r->p->page_size),
		     0, 0);
		note(r, "unmap",
		     tce_dma_unmap(r->vfio.container, iova_of(r, thread),
				   r->p->page_size),
		     0, 0);
	}
}

static void run_disjoint(const struct tce_context *ctx)
{
	struct race r;

	race_open_window(&r, ctx->platform);
	race_run(&r, THREADS, map_unmap_own);
	unregister_all(&r);
	race_close(&r);
}

static void register_unregister(struct race *r, unsigned int thread)
{
	(void)thread;
	for (int i = 0; i < 50; i++) {
		note(r, "register",
		     tce_memory_register(r->vfio.container, r->buf.addr,
					 r->buf.size),
		     EBUSY, 0);
		note(r, "unregister",
		     tce_memory_unregister(r->vfio.container, r->buf.addr,
					   r->buf.size),
		     ENOENT, 0);
	}
}

static void run_register(const struct tce_context *ctx)
{
	uint64_t locked;
	struct race r;
	int ret;

	race_open(&r, ctx->platform);
	TCE_MUST(tce_window_remove(r.vfio.container, ctx->platform->win_start));
	race_run(&r, THREADS, register_unregister);
	/* the last one may have been a REGISTER */
	ret = tce_memory_unregister(r.vfio.container, r.buf.addr, r.buf.size);
	if (ret && ret != -ENOENT)
		tce_fail("unregister at the end: returned %d", ret);
	TCE_MUST(tce_locked_read(&locked));
	if (locked != r.locked)
		tce_fail("VmLck is %lld kB off with nothing registered",
			 (long long)(locked - r.locked) / 1024);
	TCE_OK(tce_memory_register(r.vfio.container, r.buf.addr, r.buf.size));
	race_close(&r);
}

/* Of the two PEs. */
struct pe_race {
	struct tce_vfio vfio[2];
};

static struct pe_race both;

static void cycle_own_pe(struct race *r, unsigned int thread)
{
	for (int i = 0; i < 20; i++) {
		struct tce_window w = { .page_shift = 12,
					.levels = 1,
					.size = 1 << 20 };

		note(r, "create",
		     tce_window_create(both.vfio[thread].container, &w), 0, 0);
		if (w.start != r->p->win_start && !atomic_load(&r->other))
			note(r, "start of a window", -ERANGE, 0, 0);
		note(r, "remove",
		     tce_window_remove(both.vfio[thread].container, w.start), 0,
		     0);
	}
}

static void run_two_pes(const struct tce_context *ctx)
{
	const struct tce_platform *p = ctx->platform;
	struct race r = { .p = p };

	for (int i = 0; i < 2; i++) {
		TCE_MUST(tce_open(&both.vfio[i], p->pe[i].bdf, TCE_IOMMU_V2));
		TCE_MUST(tce_window_remove(both.vfio[i].container,
					   p->win_start));
	}
	race_run(&r, 2, cycle_own_pe);
	for (int i = 0; i < 2; i++)
		TCE_OK(tce_close(&both.vfio[i]));
}

static atomic_int opened;

static void open_group(struct race *r, unsigned int thread)
{
	struct tce_group group;
	int ret = tce_group_open(&group, r->p->pe[0].group_id);

	(void)thread;
	note(r, "open", ret, EBUSY, 0);
	if (!ret)
		atomic_fetch_add(&opened, 1);
}

/* Descriptors are left to the end of the process: none is closed in between. */
static void run_open(const struct tce_context *ctx)
{
	struct race r = { .p = ctx->platform };

	race_run(&r, THREADS, open_group);
	if (opened != 1 || r.refused != THREADS - 1)
		tce_fail("%d of %d opens of the group succeeded, %d gave EBUSY",
			 opened, THREADS, r.refused);
}

/* --- calls that take long ------------------------------------------------- */

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
	note(r, "map",
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
		unregister_all(&r);
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
	note(r, "remove", tce_window_remove(r->vfio.container, r->window.start),
	     0, 0);
}

static void run_remove(const struct tce_context *ctx)
{
	struct race r;

	for (int i = 0; i < ROUNDS; i++) {
		race_open_long(&r, ctx->platform, i);
		race_run(&r, 2, map_and_remove);
		if (long_map_ret && long_map_ret != -ENXIO)
			tce_fail("map: returned %d", long_map_ret);
		unregister_all(&r);
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
	note(r, "close of the group", tce_group_close(r->vfio.group), 0, 0);
}

/* With its only group a container loses all that it had. */
static void run_close(const struct tce_context *ctx)
{
	uint64_t locked;
	struct race r;

	for (int i = 0; i < ROUNDS; i++) {
		race_open_long(&r, ctx->platform, i);
		race_run(&r, 2, map_and_close);
		if (long_map_ret && long_map_ret != -EINVAL)
			tce_fail("map: returned %d", long_map_ret);
		TCE_OK(tce_container_close(r.vfio.container));
		TCE_MUST(tce_locked_read(&locked));
		if (locked != r.locked)
			tce_fail("VmLck is %lld kB off at the end",
				 (long long)(locked - r.locked) / 1024);
		TCE_MUST(tce_buffer_free(&r.buf));
	}
}

/* The default window, whose making takes a while, too. */
static void map_first(struct race *r, unsigned int thread)
{
	note(r, "map",
	     tce_dma_map(r->vfio.container, TCE_DMA_RW, page_of(r, thread),
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
	unregister_all(&r);
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
		note(r, "map",
		     tce_dma_map(r->vfio.container, TCE_DMA_RW, r->buf.addr,
				 r->p->win_start, r->p->page_size),
		     ENXIO, 0);
		return;
	}
	later();
	note(r, "remove", tce_window_remove(r->vfio.container, r->p->win_start),
	     0, 0);
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
		unregister_all(&r);
		race_close(&r);
	}
}

static const struct tce_case cases[] = {
	{
		.name = "map-own-addresses",
		.about = "threads that map and unmap addresses of their own "
			 "never disturb one another",
		.clauses = "CON-02",
		.needs = NEED(DDW),
		.red_on = "patches/map-meets",
		.run = run_disjoint,
	},
	{
		.name = "register-same-range",
		.about = "of threads that register and unregister one range, "
			 "one holds it at a time, and it is charged once",
		.clauses = "CON-05",
		.red_on = "patches/register-held",
		.run = run_register,
	},
	{
		.name = "two-endpoints",
		.about = "windows made and removed on two PEs at once do not "
			 "affect one another",
		.clauses = "CON-08",
		.needs = NEED(DDW) | NEED(PE2),
		.red_on = "patches/create-meets",
		.run = run_two_pes,
	},
	{
		.name = "open-the-group",
		.about = "of threads that open the group at once exactly one "
			 "gets it",
		.clauses = "CON-11",
		.red_on = "patches/group-shared",
		.run = run_open,
	},
};

const struct tce_suite race_suite = {
	.name = "race",
	.about = "threads on one container",
	.cases = cases,
	.n = ARRAY_SIZE(cases),
};

/*
 * Whether two of these calls meet is chance, and a kernel that errs shows it
 * only then: no verdict repeats, so they run only when asked for.
 */
static const struct tce_case collisions[] = {
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
	.cases = collisions,
	.n = ARRAY_SIZE(collisions),
	.hidden = true,
};
