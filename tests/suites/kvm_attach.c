// SPDX-License-Identifier: GPL-2.0-only
/*
 * KVM's way to the windows: which table goes with which window, from when until
 * when. kvm.c has the sources.
 */
#include <unistd.h>

#include <tce/tce.h>

#include "harness.h"
#include "kmem.h"
#include "kvm_guest.h"
#include "suites.h"

static void attach(const struct guest *w, const struct tce_window *window,
		   int want)
{
	int table = (int)TCE_MUST(
		tce_kvm_table_create(&w->kvm, GUEST_LIOBN + 1, window));

	TCE_ERR(want,
		tce_kvm_table_attach(&w->kvm, w->owner.vfio.group, table));
	close(table);
}

static void run_attach(const struct tce_context *ctx)
{
	struct tce_window smaller, larger, elsewhere;
	struct tce_group no_group;
	struct guest w;

	guest_begin_apart(&w, ctx->platform, false);
	no_group.fd = w.owner.vfio.container.fd;
	smaller = larger = elsewhere = w.window;
	attach(&w, &w.window, 0);
	smaller.size >>= 1;
	attach(&w, &smaller, 0);
	larger.size = ctx->platform->win_size << 1;
	attach(&w, &larger, EINVAL);
	elsewhere.start += elsewhere.size;
	attach(&w, &elsewhere, EINVAL);
	TCE_ERR(EINVAL, tce_kvm_table_attach(&w.kvm, w.owner.vfio.group,
					     w.owner.vfio.container.fd));
	TCE_ERR(EBADF, tce_kvm_table_attach(&w.kvm, w.owner.vfio.group, -1));
	TCE_ERR(EBADF, tce_kvm_table_attach(&w.kvm, (struct tce_group){ -1 },
					    w.owner.vfio.group.fd));
	TCE_ERR(ENOENT, tce_kvm_table_attach(&w.kvm, no_group, -1));
	TCE_ERR(EEXIST, tce_kvm_group_add(&w.kvm, w.owner.vfio.group));
	TCE_ERR(ENOENT, tce_kvm_group_remove(&w.kvm, no_group));
	guest_end(&w);
}

static void group_left(const struct tce_platform *p, int times)
{
	struct guest w;

	guest_begin(&w, p, false);
	while (--times)
		TCE_OK(tce_kvm_table_attach(&w.kvm, w.owner.vfio.group,
					    w.table));
	TCE_OK(tce_kvm_group_remove(&w.kvm, w.owner.vfio.group));
	guest_put(&w, w.iova, w.entry);
	guest_check_access(&w, "after KVM should leave the group alone", false);
	guest_end(&w);
}

static void run_left(const struct tce_context *ctx)
{
	group_left(ctx->platform, 1);
}

/* A second attachment adds nothing: neither a reach nor a hold on the table. */
#define CYCLES 8

static void run_attached_twice(const struct tce_context *ctx)
{
	struct tce_kmem before, after;
	struct guest w;
	long more;

	guest_begin(&w, ctx->platform, true);
	guest_end(&w);
	TCE_MUST(tce_kmem_read(&before));
	for (int i = 0; i < CYCLES; i++) {
		guest_begin(&w, ctx->platform, true);
		TCE_OK(tce_kvm_table_attach(&w.kvm, w.owner.vfio.group,
					    w.table));
		guest_end_counted(&w);
	}
	TCE_MUST(tce_kmem_read(&after));
	more = after.vmalloc - before.vmalloc;
	/* 8 bytes for each entry of the window. */
	if (more > CYCLES * (OWNER_DYNAMIC >> GUEST_SHIFT << 3 >> 10) / 2)
		tce_fail("VmallocUsed grew by %ld kB over %d windows", more,
			 CYCLES);
}

static void run_left_at_once(const struct tce_context *ctx)
{
	group_left(ctx->platform, 2);
}

/* A window made in the place of one that is gone is not the guest's. */
static void run_removed(const struct tce_context *ctx)
{
	struct tce_window again = { .page_shift = GUEST_SHIFT,
				    .levels = 1,
				    .size = ctx->platform->win_size };
	struct guest w;
	struct owner *o = &w.owner;

	guest_begin(&w, ctx->platform, false);
	TCE_OK(tce_window_remove(o->vfio.container, o->start));
	guest_put(&w, w.iova, w.entry);
	guest_put(&w, w.iova, 0);
	TCE_MUST(tce_window_create(o->vfio.container, &again));
	TCE_MUST(tce_dma_map(o->vfio.container, TCE_DMA_RW, o->memory.addr,
			     again.start, o->memory.size));
	owner_start(o);
	if (!owner_transfers(o))
		tce_broken("the window that was made again does not work");
	guest_put(&w, w.iova, 0);
	guest_check_access(
		&w, "after the guest cleared an entry of a window that is gone",
		true);
	guest_end(&w);
}

static void run_removed_counts(const struct tce_context *ctx)
{
	struct guest w;

	guest_begin(&w, ctx->platform, false);
	TCE_OK(tce_window_remove(w.owner.vfio.container, w.owner.start));
	guest_put(&w, w.iova, w.entry);
	guest_end_counted(&w);
}

static void run_next_owner(const struct tce_context *ctx)
{
	struct guest w;
	struct owner next;

	guest_begin(&w, ctx->platform, false);
	TCE_OK(tce_window_remove(w.owner.vfio.container, w.owner.start));
	TCE_OK(tce_kvm_group_remove(&w.kvm, w.owner.vfio.group));
	owner_close(&w.owner);
	owner_open(&next, ctx->platform, false);
	owner_start(&next);
	if (!owner_transfers(&next))
		tce_broken("the next owner's window does not work");
	guest_put(&w, w.iova, 0);
	if (!owner_transfers(&next))
		tce_fail("a guest of the last owner's takes what the next one "
			 "has mapped");
	owner_close(&next);
	close(w.table);
	tce_kvm_close(&w.kvm);
}

/* Whatever goes first, the last one to go takes all with it. */
static void run_ends(const struct tce_context *ctx)
{
	struct guest w;

	for (int order = 0; order < 4; order++) {
		guest_begin(&w, ctx->platform, false);
		guest_check("H_PUT_TCE", guest_put(&w, w.iova, w.entry),
			    TCE_H_SUCCESS);
		if (order == 0)
			tce_kvm_close(&w.kvm);
		if (order == 1)
			TCE_OK(tce_kvm_group_remove(&w.kvm,
						    w.owner.vfio.group));
		if (order == 2)
			owner_close(&w.owner);
		close(w.table);
		if (order != 0)
			tce_kvm_close(&w.kvm);
		if (order != 2)
			owner_close(&w.owner);
		guest_check_locked(&w);
	}
}

static const struct tce_case cases[] = {
	{
		.name = "attach",
		.about = "a table can be attached to a window at its place "
			 "that is as large or larger",
		.clauses = "KVM-04",
		.needs = NEEDS_GUEST,
		.red_on = "patches/kvm-attachment",
		.run = run_attach,
	},
	{
		.name = "group-left",
		.about = "a group that was removed from KVM is out of the "
			 "guest's reach",
		.clauses = "KVM-05",
		.needs = NEEDS_GUEST,
		.red_on = "patches/kvm-attachment",
		.run = run_left,
	},
	{
		.name = "group-left-at-once",
		.about = "a group that was removed from KVM is out of the "
			 "guest's reach, however often its window was attached",
		.clauses = "KVM-05",
		.needs = NEEDS_GUEST,
		.red_on = "fixes/kvm-attached-twice",
		.run = run_left_at_once,
	},
	{
		.name = "attached-twice",
		.about = "nothing is left of a window that was attached to a "
			 "guest's table twice",
		.clauses = "KVM-06",
		.needs = NEEDS_GUEST | NEED(DDW) | NEED(PSERIES),
		.timeout_s = 30,
		.red_on = "fixes/kvm-attached-twice",
		.run = run_attached_twice,
	},
	{
		.name = "removed-window",
		.about = "a window that is removed, and the window that takes "
			 "its place, are out of the guest's reach",
		.clauses = "KVM-05",
		.needs = NEEDS_GUEST,
		.red_on = "fixes/kvm-removed-window",
		.run = run_removed,
	},
	{
		.name = "removed-window-counts",
		.about = "what the guest puts into a window that is removed is "
			 "not counted",
		.clauses = "KVM-05 KVM-06",
		.needs = NEEDS_GUEST,
		.red_on = "fixes/kvm-removed-window",
		.run = run_removed_counts,
	},
	{
		.name = "next-owner",
		.about = "what a next owner maps is out of the guest's reach",
		.clauses = "KVM-05",
		.needs = NEEDS_GUEST,
		.red_on = "fixes/kvm-removed-window",
		.run = run_next_owner,
	},
	{
		.name = "ends",
		.about = "guest, table, group and container end in any order",
		.clauses = "KVM-06",
		.needs = NEEDS_GUEST,
		.red_on = "patches/kvm-attachment",
		.run = run_ends,
	},
};

const struct tce_table kvm_attach = {
	.cases = cases,
	.n = ARRAY_SIZE(cases),
	.more = &kvm_arguments,
};
