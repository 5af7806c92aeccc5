// SPDX-License-Identifier: GPL-2.0-only
/*
 * Threads of one process on one container.
 *
 * Calls of several threads act as if made one after the other, in some order:
 * each returns a value that such an order allows, and so does the state at the
 * end. Steps run one at a time, so these are functions; they need a kernel.
 * Each thread makes a fixed number of calls after a common start, and no
 * verdict depends on how they meet. Cases whose outcome depends on it are in a
 * suite of their own, collide, which runs only when it is named.
 *
 * Sources: linux/vfio.h and the kernel's VFIO documentation.
 */
#include <stdatomic.h>

#include <tce/tce.h>

#include "harness.h"
#include "suites.h"
#include "threads.h"

static void map_unmap_own(struct race *r, unsigned int thread)
{
	for (int i = 0; i < 50; i++) {
		race_note(r, "map",
			  tce_dma_map(r->vfio.container, TCE_DMA_RW,
				      race_page(r, thread),
				      race_iova(r, thread), r->p->page_size),
			  0, 0);
		race_note(r, "unmap",
			  tce_dma_unmap(r->vfio.container, race_iova(r, thread),
					r->p->page_size),
			  0, 0);
	}
}

static void run_disjoint(const struct tce_context *ctx)
{
	struct race r;

	race_open_window(&r, ctx->platform);
	race_run(&r, THREADS, map_unmap_own);
	race_unregister(&r);
	race_close(&r);
}

static void register_unregister(struct race *r, unsigned int thread)
{
	(void)thread;
	for (int i = 0; i < 50; i++) {
		race_note(r, "register",
			  tce_memory_register(r->vfio.container, r->buf.addr,
					      r->buf.size),
			  EBUSY, 0);
		race_note(r, "unregister",
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

		race_note(r, "create",
			  tce_window_create(both.vfio[thread].container, &w), 0,
			  0);
		if (w.start != r->p->win_start && !atomic_load(&r->other))
			race_note(r, "start of a window", -ERANGE, 0, 0);
		race_note(
			r, "remove",
			tce_window_remove(both.vfio[thread].container, w.start),
			0, 0);
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
	race_note(r, "open", ret, EBUSY, 0);
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
		.seen = true,
		.run = run_open,
	},
};

const struct tce_suite race_suite = {
	.name = "race",
	.about = "threads on one container",
	.cases = cases,
	.n = ARRAY_SIZE(cases),
	.more = &race_held,
};
