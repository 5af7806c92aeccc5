// SPDX-License-Identifier: GPL-2.0-only
/*
 * Whose memory a guest of KVM has: that of its own process, registered, also
 * when a list of entries changes. kvm_owner.c has the sources.
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
#include "kvm_bare.h"
#include "suites.h"

#define ENTRY (TCE_KVM_GPA | GUEST_READ | GUEST_WRITE)
#define IO_PAGE (1u << GUEST_SHIFT)

/*
 * What came of the other process: it has memory of its own at the same address,
 * and its guest has mapped that in this one's window, after the first page.
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
	struct report r = { .broken = bare_begin(&w.owner, &p->pe[1],
						 TCE_IOMMU_V2) };

	if (!r.broken)
		r.broken = bare_register(&w.owner);
	w.owner.vfio.group = mine->vfio.group;
	if (!r.broken)
		r.broken = bare_guest(&w, p, GUEST_SHIFT);
	if (r.broken)
		return r;
	r.attach = bare_table_attach(&w);
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

	TCE_MUST(bare_begin(&o, &p->pe[0], TCE_IOMMU_V2));
	bare_memory(&o, p);
	TCE_MUST(bare_register(&o));
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
		tce_fail("memory that is mapped was released");
	close(stay[1]);
	waitpid(pid, NULL, 0);
	close(stay[0]);
	close(done[0]);
	bare_end(&o);
	tce_buffer_free(&o.memory);
}

/*
 * A container of the first version, with its guest. KVM may well refuse it the
 * table: such an owner maps by itself.
 */
static bool first_version(struct guest *w, const struct tce_platform *p)
{
	TCE_MUST(bare_begin(&w->owner, &p->pe[0], TCE_IOMMU_V1));
	TCE_MUST(tce_container_enable(w->owner.vfio.container));
	bare_memory(&w->owner, p);
	TCE_MUST(bare_guest(w, p, GUEST_SHIFT));
	/* Makes the default window, of which KVM takes hold. */
	TCE_MUST(tce_dma_unmap(w->owner.vfio.container, w->iova, IO_PAGE));
	return !bare_table_attach(w);
}

/* What KVM has no memory for it leaves as it is: v1 registers none. */
static void run_first_version(const struct tce_context *ctx)
{
	struct guest w = { 0 };
	struct owner *o = &w.owner;
	long before, after;

	TCE_MUST(tce_pins_read(&before));
	const bool attached = first_version(&w, ctx->platform);

	TCE_MUST(tce_dma_map(o->vfio.container, TCE_DMA_RW, o->memory.addr,
			     w.iova, IO_PAGE));
	if (attached) {
		guest_check("H_PUT_TCE", guest_put(&w, w.iova + IO_PAGE, ENTRY),
			    GUEST_LEFT);
		guest_check("H_PUT_TCE of 0", guest_put(&w, w.iova, 0),
			    GUEST_LEFT);
	}
	TCE_OK(tce_dma_unmap(o->vfio.container, w.iova, IO_PAGE));
	bare_close(&w);
	bare_end(o);
	tce_buffer_free(&o->memory);
	TCE_MUST(tce_pins_read(&after));
	if (after != before)
		tce_fail("after all was closed %ld pages more are pinned",
			 after - before);
}

/*
 * A second container of the process has the memory registered. The first
 * version unpins what UNMAP finds, and knows of no registered memory.
 */
static void run_both_versions(const struct tce_context *ctx)
{
	const struct tce_platform *p = ctx->platform;
	struct guest w = { 0 };
	struct owner second = { 0 };
	long before, after;

	const bool attached = first_version(&w, p);

	TCE_MUST(bare_begin(&second, &p->pe[1], TCE_IOMMU_V2));
	second.memory = w.owner.memory;
	TCE_MUST(bare_register(&second));
	TCE_MUST(tce_pins_read(&before));
	if (attached)
		guest_put(&w, w.iova, ENTRY);
	TCE_OK(tce_dma_unmap(w.owner.vfio.container, w.iova, IO_PAGE));
	TCE_MUST(tce_pins_read(&after));
	if (after != before)
		tce_fail("memory that is registered was unpinned: %ld pages",
			 before - after);
	TCE_OK(tce_memory_unregister(second.vfio.container, second.memory.addr,
				     second.memory.size));
	bare_close(&w);
	bare_end(&second);
	bare_end(&w.owner);
	tce_buffer_free(&w.owner.memory);
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
	TCE_MUST(bare_begin(&w.owner, &p->pe[0], TCE_IOMMU_V2));
	bare_memory(&w.owner, p);
	TCE_MUST(bare_register(&w.owner));
	TCE_MUST(bare_guest(&w, p, GUEST_SHIFT));
	/* Makes the default window, of which KVM takes hold. */
	TCE_MUST(tce_dma_unmap(w.owner.vfio.container, w.iova, IO_PAGE));
	TCE_MUST(bare_table_attach(&w));
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
	bare_close(&w);
	bare_end(&w.owner);
	guest_check_locked(&w);
	tce_buffer_free(&w.owner.memory);
}

static const struct tce_case cases[] = {
	{
		.name = "other-process",
		.about = "memory that is mapped stays registered when a guest "
			 "of another process put an entry into its window",
		.clauses = "KVM-08",
		.needs = NEEDS_GUEST | NEED(PE2),
		.red_on = "fixes/kvm-foreign-window-process",
		.run = run_other_process,
	},
	{
		.name = "first-version",
		.about = "a container of the first version keeps what it has "
			 "mapped, whatever a guest does",
		.clauses = "KVM-03 KVM-06",
		.needs = NEEDS_GUEST,
		.red_on = "fixes/kvm-first-version",
		.run = run_first_version,
	},
	{
		.name = "both-versions",
		.about = "memory that one container has registered stays "
			 "pinned, whatever a guest and a container of the "
			 "first version do",
		.clauses = "KVM-08",
		.needs = NEEDS_GUEST | NEED(PE2),
		.risk = TCE_RISK_CRASH,
		.red_on = "fixes/kvm-both-versions",
		.run = run_both_versions,
	},
	{
		.name = "changing-list",
		.about = "a list of entries that changes while KVM reads it "
			 "maps what could be mapped, or nothing",
		.clauses = "KVM-03 KVM-06",
		.needs = NEEDS_GUEST,
		.risk = TCE_RISK_CRASH,
		/* A kernel that dies of it kills but one of the threads. */
		.timeout_s = 15,
		.red_on = "fixes/kvm-unaligned-powernv",
		.run = run_changing_list,
	},
};

const struct tce_table kvm_owner_memory = {
	.cases = cases,
	.n = ARRAY_SIZE(cases),
};
