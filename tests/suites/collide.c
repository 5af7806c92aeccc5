// SPDX-License-Identifier: GPL-2.0-only
/*
 * Threads of one process whose calls fall into one another.
 *
 * As in race.c, of which these are the cases where it depends on chance whether
 * two calls meet.
 *
 * Sources: linux/vfio.h and the kernel's VFIO documentation.
 */
#include <stdatomic.h>
#include <time.h>

#include <tce/tce.h>

#include "collide.h"
#include "harness.h"
#include "kvm_collide.h"
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

/* what thread 2 registers when the group is about to be closed */
static struct tce_buffer late;

static void map_and_close(struct race *r, unsigned int thread)
{
	if (thread == 0) {
		map_all(r);
		return;
	}
	later();
	if (thread == 1) {
		race_note(r, "close of the group",
			  tce_group_close(r->vfio.group), 0, 0);
		return;
	}
	later();
	race_note(r, "register",
		  tce_memory_register(r->vfio.container, late.addr, late.size),
		  EINVAL, ENXIO);
}

/* With its only group a container loses all that it had. */
static void run_close(const struct tce_context *ctx)
{
	uint64_t locked;
	struct race r;

	for (int i = 0; i < ROUNDS; i++) {
		race_open_long(&r, ctx->platform, i);
		late = (struct tce_buffer){ .size = LONG_MAP };
		TCE_MUST(tce_buffer_alloc(&late));
		race_run(&r, 3, map_and_close);
		if (long_map_ret && long_map_ret != -EINVAL &&
		    long_map_ret != -ENXIO)
			tce_fail("map: returned %d", long_map_ret);
		TCE_OK(tce_container_close(r.vfio.container));
		TCE_MUST(tce_locked_read(&locked));
		if (locked != r.locked)
			tce_fail("VmLck is %lld kB off at the end",
				 (long long)(locked - r.locked) / 1024);
		TCE_MUST(tce_buffer_free(&late));
		TCE_MUST(tce_buffer_free(&r.buf));
	}
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
				     .size = tce_window_bytes(p, 1024, 12) };
	struct race r;
	bool done;

	race_open(&r, p);
	TCE_MUST(tce_memory_register(r.vfio.container, r.buf.addr, r.buf.size));
	race_run(&r, THREADS, map_first);
	done = !r.other;
	if (p->max_windows > 1) {
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
		.about = "a group that is closed while threads map and "
			 "register takes all of it along",
		.clauses = "CON-07",
		.needs = NEED(DDW),
		.risk = TCE_RISK_CRASH,
		.timeout_s = 60,
		.red_on = "defect container-freed",
		.run = run_close,
	},
	{
		.name = "unregister-under-map",
		.about = "of memory that is unregistered while a thread maps "
			 "it one of the two calls is refused",
		.clauses = "CON-14",
		.needs = NEED(DDW),
		.risk = TCE_RISK_CRASH,
		.timeout_s = 120,
		.red_on = "fixes/unregister-under-map",
		.run = collide_run_unregister,
	},
	{
		.name = "close-under-a-guests-call",
		.about = "a call of a guest's that is under way does nothing "
			 "any more when its table has been closed",
		.clauses = "KVM-06",
		.needs = NEED(ROOT) | NEED(KVM),
		.risk = TCE_RISK_CRASH,
		.timeout_s = 60,
		.red_on = "fixes/kvm-table-freed",
		.run = kvm_run_closed_under_call,
	},
	{
		.name = "two-cpus-of-a-guest",
		.about = "of what two CPUs of a guest put into the same "
			 "entries nothing is held when all is cleared",
		.clauses = "KVM-06",
		.needs = NEED(KVM),
		.timeout_s = 60,
		.red_on = "fixes/kvm-same-entry",
		.run = kvm_run_two_cpus,
	},
	{
		.name = "two-cpus-of-a-guest-held",
		.about = "memory is held as long as a page of it is mapped, "
			 "although two CPUs of a guest put the same entries",
		.clauses = "KVM-08",
		.needs = NEED(KVM),
		.risk = TCE_RISK_CRASH,
		.timeout_s = 60,
		.red_on = "fixes/kvm-same-entry-held",
		.run = kvm_run_two_cpus_held,
	},
	{
		.name = "map-what-a-guest-puts",
		.about = "of what a guest and its owner map at the same "
			 "addresses nothing is held when all is cleared",
		.clauses = "KVM-06",
		.needs = NEED(KVM),
		.timeout_s = 60,
		.red_on = "defect kvm-same-entry",
		.run = kvm_run_put_and_map,
	},
	{
		.name = "attach-and-remove",
		.about = "a guest's table is attached to a window that is "
			 "being removed, or is not",
		.clauses = "KVM-06",
		.needs = NEED(KVM),
		.risk = TCE_RISK_CRASH,
		.timeout_s = 60,
		.red_on = "fixes/kvm-attach-freed",
		.run = kvm_run_attach_and_remove,
	},
	{
		.name = "close-and-leave",
		.about = "a guest's table can be closed while its group leaves "
			 "KVM",
		.clauses = "KVM-06",
		.needs = NEED(KVM),
		.risk = TCE_RISK_CRASH,
		.timeout_s = 60,
		.red_on = "fixes/kvm-close-meets",
		.run = kvm_run_close_and_leave,
	},
};

const struct tce_suite collide_suite = {
	.name = "collide",
	.about = "threads whose calls fall into one another",
	.cases = cases,
	.n = ARRAY_SIZE(cases),
	.hidden = true,
};
