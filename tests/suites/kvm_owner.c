// SPDX-License-Identifier: GPL-2.0-only
/*
 * Whose windows and memory a guest of KVM has: those of the process that runs
 * it, while they are VFIO's. No device takes part.
 *
 * Sources: as for kvm.c; Documentation/driver-api/vfio.rst on who has a group.
 */
#include <endian.h>
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <tce/tce.h>

#include "harness.h"
#include "kmem.h"
#include "kvm_guest.h"
#include "mdev.h"
#include "suites.h"

#define ENTRY (TCE_KVM_GPA | GUEST_READ | GUEST_WRITE)
#define IO_PAGE (1u << GUEST_SHIFT)

/* --- an owner without a device -------------------------------------------- */

static int vfio_begin(struct owner *o, const struct tce_pe *pe,
		      enum tce_iommu version)
{
	return tce_open(&o->vfio, pe->bdf, version);
}

static void vfio_end(struct owner *o)
{
	TCE_OK(tce_close(&o->vfio));
}

static int memory_register(const struct owner *o)
{
	return tce_memory_register(o->vfio.container, o->memory.addr,
				   o->memory.size);
}

static void memory_begin(struct owner *o, const struct tce_platform *p)
{
	o->memory.size = 2 * p->page_size; /* mapped, and a list */
	TCE_MUST(tce_buffer_alloc(&o->memory));
}

/* The guest has the memory, and a table for the default window's beginning. */
static int guest_of(struct guest *w, const struct tce_platform *p,
		    uint32_t page_shift)
{
	int ret = tce_kvm_open(&w->kvm);

	if (ret)
		return ret;
	w->window = (struct tce_window){ .start = p->win_start,
					 .size = 4 << 20,
					 .page_shift = page_shift };
	w->iova = w->window.start;
	if (w->owner.memory.addr)
		ret = tce_kvm_memory_set(&w->kvm, w->owner.memory.addr,
					 w->owner.memory.size);
	if (!ret)
		ret = tce_kvm_group_add(&w->kvm, w->owner.vfio.group);
	if (ret)
		return ret;
	w->table = tce_kvm_table_create(&w->kvm, GUEST_LIOBN, &w->window);
	return w->table < 0 ? w->table : 0;
}

static int table_attach(const struct guest *w)
{
	return tce_kvm_table_attach(&w->kvm, w->owner.vfio.group, w->table);
}

static void guest_close(struct guest *w)
{
	close(w->table);
	tce_kvm_close(&w->kvm);
}

/* --- cases ---------------------------------------------------------------- */

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
	TCE_MUST(guest_of(&w, ctx->platform, GUEST_SHIFT));
	if (!table_attach(&w))
		tce_fail("a table goes with a group that has no IOMMU");
	TCE_OK(tce_kvm_group_remove(&w.kvm, w.owner.vfio.group));
	guest_close(&w);
	TCE_OK(tce_group_close(w.owner.vfio.group));
	TCE_MUST(tce_mdev_remove());
}

static void run_no_container(const struct tce_context *ctx)
{
	const struct tce_platform *p = ctx->platform;
	struct guest w = { 0 };

	TCE_MUST(tce_group_open(&w.owner.vfio.group, p->pe[0].group_id));
	TCE_MUST(guest_of(&w, p, guest_host_shift(p)));
	TCE_ERR(EINVAL, table_attach(&w));
	guest_close(&w);
	TCE_OK(tce_group_close(w.owner.vfio.group));
}

static void run_container_left(const struct tce_context *ctx)
{
	const struct tce_platform *p = ctx->platform;
	struct guest w = { 0 };

	TCE_MUST(vfio_begin(&w.owner, &p->pe[0], TCE_IOMMU_V2));
	TCE_MUST(guest_of(&w, p, guest_host_shift(p)));
	TCE_OK(tce_group_detach(w.owner.vfio.group));
	TCE_ERR(EINVAL, table_attach(&w));
	guest_close(&w);
	vfio_end(&w.owner);
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
				   .size = OWNER_DYNAMIC };
	struct guest w = { 0 };

	TCE_MUST(vfio_begin(&w.owner, &p->pe[0], TCE_IOMMU_V2));
	memory_begin(&w.owner, p);
	TCE_MUST(memory_register(&w.owner));
	TCE_MUST(tce_window_remove(w.owner.vfio.container, p->win_start));
	TCE_MUST(tce_window_create(w.owner.vfio.container, &wide));
	TCE_MUST(guest_of(&w, p, GUEST_SHIFT));
	close(w.table);
	wide.size >>= 1;
	wide.page_shift = GUEST_SHIFT;
	w.table =
		(int)TCE_MUST(tce_kvm_table_create(&w.kvm, GUEST_LIOBN, &wide));
	TCE_ERR(EINVAL, table_attach(&w));
	guest_close(&w);
	vfio_end(&w.owner);
	tce_buffer_free(&w.owner.memory);
}

/*
 * What came of the other process: it has memory of its own at the same address,
 * and its guest has mapped that in this one's window, behind the first page.
 */
struct report {
	int broken; /* -errno of what must work */
	int attach; /* -errno: its guest got no such table, which is as well */
	int64_t put;
};

static struct report other_process(const struct owner *mine,
				   const struct tce_platform *p)
{
	struct guest w = { .owner.memory = mine->memory };
	struct report r = { .broken = vfio_begin(&w.owner, &p->pe[1],
						 TCE_IOMMU_V2) };

	if (!r.broken)
		r.broken = memory_register(&w.owner);
	w.owner.vfio.group = mine->vfio.group;
	if (!r.broken)
		r.broken = guest_of(&w, p, GUEST_SHIFT);
	if (r.broken)
		return r;
	r.attach = table_attach(&w);
	if (!r.attach)
		r.put = guest_put(&w, w.iova + IO_PAGE, ENTRY);
	return r;
}

static void run_other_process(const struct tce_context *ctx)
{
	const struct tce_platform *p = ctx->platform;
	struct owner o = { 0 };
	struct report r = { .broken = -EPIPE };
	int done[2], stay[2];
	uint64_t before, after;
	pid_t pid;
	char end;

	TCE_MUST(vfio_begin(&o, &p->pe[0], TCE_IOMMU_V2));
	memory_begin(&o, p);
	TCE_MUST(memory_register(&o));
	TCE_MUST(tce_dma_map(o.vfio.container, TCE_DMA_RW, o.memory.addr,
			     p->win_start, IO_PAGE));
	if (pipe(done) || pipe(stay))
		tce_broken("pipe: %s", strerror(errno));
	pid = fork();
	if (pid == 0) {
		close(stay[1]);
		r = other_process(&o, p);
		if (write(done[1], &r, sizeof(r)) == sizeof(r))
			(void)!read(stay[0], &end, 1);
		_exit(0);
	}
	close(done[1]);
	if (pid < 0 || read(done[0], &r, sizeof(r)) != sizeof(r) || r.broken)
		tce_broken("the other process failed: %s", strerror(-r.broken));
	if (!r.attach) {
		guest_check("H_PUT_TCE of the other process's guest", r.put,
			    TCE_H_SUCCESS);
		TCE_OK(tce_dma_unmap(o.vfio.container, p->win_start + IO_PAGE,
				     IO_PAGE));
	}
	/* Whatever it answers: the first page is still mapped. */
	TCE_MUST(tce_locked_read(&before));
	(void)tce_memory_unregister(o.vfio.container, o.memory.addr,
				    o.memory.size);
	TCE_MUST(tce_locked_read(&after));
	if (after != before)
		tce_fail("memory that is mapped was let go");
	close(stay[1]);
	waitpid(pid, NULL, 0);
	close(stay[0]);
	close(done[0]);
	vfio_end(&o);
	tce_buffer_free(&o.memory);
}

/* What KVM has no memory for it leaves as it is: v1 registers none. */
static void run_first_version(const struct tce_context *ctx)
{
	const struct tce_platform *p = ctx->platform;
	struct guest w = { 0 };
	struct owner *o = &w.owner;
	long before, after;

	TCE_MUST(tce_pins_read(&before));
	TCE_MUST(vfio_begin(o, &p->pe[0], TCE_IOMMU_V1));
	TCE_MUST(tce_container_enable(o->vfio.container));
	memory_begin(o, p);
	TCE_MUST(guest_of(&w, p, GUEST_SHIFT));
	TCE_MUST(tce_dma_map(o->vfio.container, TCE_DMA_RW, o->memory.addr,
			     w.iova, IO_PAGE));
	TCE_MUST(table_attach(&w));
	guest_check("H_PUT_TCE", guest_put(&w, w.iova + IO_PAGE, ENTRY),
		    GUEST_LEFT);
	guest_check("H_PUT_TCE of 0", guest_put(&w, w.iova, 0), GUEST_LEFT);
	TCE_OK(tce_dma_unmap(o->vfio.container, w.iova, IO_PAGE));
	guest_close(&w);
	vfio_end(o);
	tce_buffer_free(&o->memory);
	TCE_MUST(tce_pins_read(&after));
	if (after != before)
		tce_fail("after all was closed %ld pages more are pinned",
			 after - before);
}

#define ROUNDS 128

struct changer {
	_Atomic uint64_t *entry;
	atomic_bool stop;
};

static void *change(void *arg)
{
	struct changer *changer = arg;

	while (!changer->stop) {
		*changer->entry = htobe64(ENTRY | 0x100);
		*changer->entry = htobe64(ENTRY);
	}
	return NULL;
}

static void put_changing(struct guest *w, uint64_t page)
{
	for (int i = 0; i < ROUNDS; i++) {
		int64_t got = guest_call(w, TCE_H_PUT_TCE_INDIRECT, w->iova,
					 TCE_KVM_GPA + page, GUEST_LIST);

		if (got != GUEST_LEFT && got != TCE_H_PARAMETER)
			guest_check("H_PUT_TCE_INDIRECT", got, TCE_H_SUCCESS);
		guest_check(
			"H_STUFF_TCE",
			guest_call(w, TCE_H_STUFF_TCE, w->iova, 0, GUEST_LIST),
			TCE_H_SUCCESS);
	}
}

/* A list is read twice, and need not be the same one the second time. */
static void run_changing_list(const struct tce_context *ctx)
{
	const struct tce_platform *p = ctx->platform;
	struct guest w = { 0 };
	struct changer changer = { 0 };
	_Atomic uint64_t *list;
	pthread_t thread;

	TCE_MUST(tce_locked_read(&w.locked));
	TCE_MUST(vfio_begin(&w.owner, &p->pe[0], TCE_IOMMU_V2));
	memory_begin(&w.owner, p);
	TCE_MUST(memory_register(&w.owner));
	TCE_MUST(guest_of(&w, p, GUEST_SHIFT));
	/* Makes the default window, of which KVM takes hold. */
	TCE_MUST(tce_dma_unmap(w.owner.vfio.container, w.iova, IO_PAGE));
	TCE_MUST(table_attach(&w));
	list = (void *)((char *)w.owner.memory.addr + p->page_size);
	for (int i = 0; i < GUEST_LIST; i++)
		list[i] = htobe64(ENTRY);
	changer.entry = &list[GUEST_LIST - 1];
	if (pthread_create(&thread, NULL, change, &changer))
		tce_broken("cannot start a thread");
	put_changing(&w, p->page_size);
	changer.stop = true;
	pthread_join(thread, NULL);
	TCE_OK(tce_memory_unregister(w.owner.vfio.container,
				     w.owner.memory.addr, w.owner.memory.size));
	guest_close(&w);
	vfio_end(&w.owner);
	guest_check_locked(&w);
	tce_buffer_free(&w.owner.memory);
}

#define NEEDS (NEED(ROOT) | NEED(KVM))

static const struct tce_case cases[] = {
	{
		.name = "tables",
		.about = "a table has a number of its own, and pages and a "
			 "place that can be",
		.clauses = "KVM-04",
		.needs = NEEDS,
		.red_on = "patches/kvm-tables",
		.run = run_tables,
	},
	{
		.name = "smaller-pages",
		.about = "a table does not go with a window of larger pages",
		.clauses = "KVM-04",
		.needs = NEEDS | NEED(DDW) | NEED(IO_64K),
		.red_on = "patches/kvm-attachment",
		.run = run_smaller_pages,
	},
	{
		.name = "no-table",
		.about = "KVM forgets a group that no table was attached for",
		.clauses = "KVM-05",
		.needs = NEEDS,
		.once = true,
		.red_on = "fixes/kvm-warnings",
		.run = run_no_table,
	},
	{
		.name = "no-iommu",
		.about = "KVM forgets a group whose device has no IOMMU, and "
			 "for which no table can be attached",
		.clauses = "KVM-04 KVM-05",
		.needs = NEEDS | NEED(MDEV),
		.red_on = "fixes/kvm-warnings",
		.run = run_no_iommu,
	},
	{
		.name = "no-container",
		.about = "a group that is in no container has no window for a "
			 "guest: all windows are the host's",
		.clauses = "KVM-07",
		.needs = NEEDS,
		.red_on = "fixes/kvm-foreign-window",
		.run = run_no_container,
	},
	{
		.name = "container-left",
		.about = "a group that has left its container has no window "
			 "for a guest any more",
		.clauses = "KVM-07",
		.needs = NEEDS,
		.red_on = "fixes/kvm-foreign-window",
		.run = run_container_left,
	},
	{
		.name = "other-process",
		.about = "memory that is mapped stays registered when a guest "
			 "of another process put an entry into its window",
		.clauses = "KVM-08",
		.needs = NEEDS | NEED(PE2),
		.red_on = "fixes/kvm-foreign-window-process",
		.run = run_other_process,
	},
	{
		.name = "first-version",
		.about = "a container of the first version keeps what it has "
			 "mapped, whatever a guest does",
		.clauses = "KVM-03 KVM-06",
		.needs = NEEDS,
		.red_on = "fixes/kvm-first-version",
		.run = run_first_version,
	},
	{
		.name = "changing-list",
		.about = "a list of entries that changes while KVM reads it "
			 "maps what could be mapped, or nothing",
		.clauses = "KVM-03 KVM-06",
		.needs = NEEDS,
		.risk = TCE_RISK_CRASH,
		/* A kernel that dies of it kills but one of the threads. */
		.timeout_s = 15,
		.red_on = "fixes/kvm-unaligned-powernv",
		.run = run_changing_list,
	},
};

const struct tce_suite kvm_owner_suite = {
	.name = "kvm-owner",
	.about = "whose windows and memory a guest of KVM has",
	.cases = cases,
	.n = ARRAY_SIZE(cases),
};
