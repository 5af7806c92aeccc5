// SPDX-License-Identifier: GPL-2.0-only
/*
 * Whose windows and memory a guest of KVM has: those of the process that runs
 * it, while they are VFIO's. No device takes part.
 *
 * Sources: as for kvm.c; Documentation/driver-api/vfio.rst on who has a group.
 */
#include <errno.h>
#include <unistd.h>

#include <tce/tce.h>

#include "harness.h"
#include "kvm_bare.h"
#include "kvm_collide.h"
#include "mdev.h"
#include "suites.h"

/* KVM forgets a group that it was given, also when it had no use of it. */
static void run_no_table(const struct tce_context *ctx)
{
	struct tce_group group;
	struct tce_kvm kvm;

	TCE_MUST(tce_group_open(&group, ctx->platform->pe[0].group_id));
	TCE_MUST(tce_kvm_open(&kvm));
	TCE_OK(tce_kvm_group_add(&kvm, group));
	TCE_OK(tce_kvm_group_remove(&kvm, group));
	TCE_OK(tce_kvm_group_add(&kvm, group));
	tce_kvm_close(&kvm);
	TCE_OK(tce_group_close(group));
}

static void run_no_iommu(const struct tce_context *ctx)
{
	struct guest w = { 0 };

	TCE_MUST(tce_group_open(&w.owner.vfio.group,
				(int)TCE_MUST(tce_mdev_make())));
	TCE_MUST(bare_guest(&w, ctx->platform, GUEST_SHIFT));
	if (!bare_table_attach(&w))
		tce_fail("a table goes with a group that has no IOMMU");
	TCE_OK(tce_kvm_group_remove(&w.kvm, w.owner.vfio.group));
	bare_close(&w);
	TCE_OK(tce_group_close(w.owner.vfio.group));
	TCE_MUST(tce_mdev_remove());
}

static void run_no_container(const struct tce_context *ctx)
{
	const struct tce_platform *p = ctx->platform;
	struct guest w = { 0 };

	TCE_MUST(tce_group_open(&w.owner.vfio.group, p->pe[0].group_id));
	TCE_MUST(bare_guest(&w, p, guest_host_shift(p)));
	TCE_ERR(EINVAL, bare_table_attach(&w));
	bare_close(&w);
	TCE_OK(tce_group_close(w.owner.vfio.group));
}

static void run_container_left(const struct tce_context *ctx)
{
	const struct tce_platform *p = ctx->platform;
	struct guest w = { 0 };

	TCE_MUST(bare_begin(&w.owner, &p->pe[0], TCE_IOMMU_V2));
	TCE_MUST(bare_guest(&w, p, guest_host_shift(p)));
	TCE_OK(tce_group_detach(w.owner.vfio.group));
	TCE_ERR(EINVAL, bare_table_attach(&w));
	bare_close(&w);
	bare_end(&w.owner);
}

/* Of tables themselves: no window is asked. */
static void run_tables(const struct tce_context *ctx __attribute__((unused)))
{
	static const struct {
		struct tce_window window;
		int err;
	} tables[] = {
		{ { .size = 1 << 20, .page_shift = 12 }, EBUSY },
		{ { .size = 1 << 20, .page_shift = 11 }, EINVAL },
		{ { .size = 1ull << 35, .page_shift = 35 }, EINVAL },
		{ { .size = 0, .page_shift = 12 }, EINVAL },
		{ { .start = -(1ull << 12), .size = 1 << 13, .page_shift = 12 },
		  EINVAL },
	};
	struct tce_kvm kvm;
	int table;

	TCE_MUST(tce_kvm_open(&kvm));
	table = (int)TCE_MUST(
		tce_kvm_table_create(&kvm, GUEST_LIOBN, &tables[0].window));
	for (size_t i = 0; i < ARRAY_SIZE(tables); i++)
		TCE_ERR(tables[i].err,
			tce_kvm_table_create(&kvm, GUEST_LIOBN + i,
					     &tables[i].window));
	close(table);
	table = (int)TCE_MUST(
		tce_kvm_table_create(&kvm, GUEST_LIOBN, &tables[0].window));
	close(table);
	tce_kvm_close(&kvm);
}

static void run_smaller_pages(const struct tce_context *ctx)
{
	const struct tce_platform *p = ctx->platform;
	struct tce_window wide = { .page_shift = 16,
				   .levels = 1,
				   .size = tce_window_bytes(p, 1024, 16) };
	struct guest w = { 0 };

	TCE_MUST(bare_begin(&w.owner, &p->pe[0], TCE_IOMMU_V2));
	bare_memory(&w.owner, p);
	TCE_MUST(bare_register(&w.owner));
	TCE_MUST(tce_window_remove(w.owner.vfio.container, p->win_start));
	TCE_MUST(tce_window_create(w.owner.vfio.container, &wide));
	TCE_MUST(bare_guest(&w, p, GUEST_SHIFT));
	close(w.table);
	wide.size >>= 1;
	wide.page_shift = GUEST_SHIFT;
	w.table =
		(int)TCE_MUST(tce_kvm_table_create(&w.kvm, GUEST_LIOBN, &wide));
	TCE_ERR(EINVAL, bare_table_attach(&w));
	bare_close(&w);
	bare_end(&w.owner);
	tce_buffer_free(&w.owner.memory);
}

static const struct tce_case cases[] = {
	{
		.name = "tables",
		.about = "a table has a number of its own, and pages and a "
			 "place that can be",
		.clauses = "KVM-04",
		.needs = NEEDS_GUEST,
		.red_on = "patches/kvm-tables",
		.run = run_tables,
	},
	{
		.name = "many-entries",
		.about = "a guest that clears very many entries with one call "
			 "does not keep its CPU from other tasks",
		.clauses = "KVM-09",
		.needs = NEEDS_GUEST,
		.timeout_s = 60,
		.red_on = "fixes/kvm-many-entries",
		.seen = true,
		.run = kvm_run_many_entries,
	},
	{
		.name = "smaller-pages",
		.about = "a table does not go with a window of larger pages",
		.clauses = "KVM-04",
		.needs = NEEDS_GUEST | NEED(DDW) | NEED(IO_64K),
		.red_on = "patches/kvm-attachment",
		.run = run_smaller_pages,
	},
	{
		.name = "no-table",
		.about = "KVM forgets a group that no table was attached for",
		.clauses = "KVM-05",
		.needs = NEEDS_GUEST,
		.once = true,
		.red_on = "fixes/kvm-warnings",
		.run = run_no_table,
	},
	{
		.name = "no-iommu",
		.about = "KVM forgets a group whose device has no IOMMU, and "
			 "for which no table can be attached",
		.clauses = "KVM-04 KVM-05",
		.needs = NEEDS_GUEST | NEED(MDEV),
		.red_on = "fixes/kvm-warnings",
		.run = run_no_iommu,
	},
	{
		.name = "no-container",
		.about = "a group that is in no container has no window for a "
			 "guest: all windows are the host's",
		.clauses = "KVM-07",
		.needs = NEEDS_GUEST,
		.red_on = "fixes/kvm-foreign-window",
		.run = run_no_container,
	},
	{
		.name = "container-left",
		.about = "a group that has left its container has no window "
			 "for a guest any more",
		.clauses = "KVM-07",
		.needs = NEEDS_GUEST,
		.red_on = "fixes/kvm-foreign-window",
		.run = run_container_left,
	},
};

const struct tce_suite kvm_owner_suite = {
	.name = "kvm-owner",
	.about = "whose windows and memory a guest of KVM has",
	.cases = cases,
	.n = ARRAY_SIZE(cases),
	.more = &kvm_owner_memory,
};
