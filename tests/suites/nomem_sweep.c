// SPDX-License-Identifier: GPL-2.0-only
/* The allocations of a call fail in turn. nomem.c has the sources. */
#include "nomem.h"

#include <errno.h>

#include <spec/session.h>

#include "faults.h"
#include "harness.h"
#include "leaks.h"

/* No call has that many allocations. */
#define NTH_MAX 400

static void build(struct nomem *n, const struct nomem_call *s)
{
	n->container.fd = n->group.fd = n->other.fd = -1;
	n->window = s->window;
	n->window.size =
		tce_window_bytes(n->p, s->window.size >> s->window.page_shift,
				 s->window.page_shift);
	if (s->stage >= STAGE_ATTACHED) {
		TCE_MUST(tce_container_open(&n->container));
		TCE_MUST(tce_group_open(&n->group, n->p->pe[0].group_id));
		TCE_MUST(tce_group_attach(n->group, n->container));
	}
	if (s->stage >= STAGE_V1)
		TCE_MUST(tce_container_set_iommu(
			n->container,
			s->stage == STAGE_V1 ? TCE_IOMMU_V1 : TCE_IOMMU_V2));
	if (s->stage >= STAGE_REGISTERED)
		TCE_MUST(tce_memory_register(n->container, n->buf.addr,
					     n->buf.size));
	if (s->stage >= STAGE_WINDOW) {
		TCE_MUST(tce_window_remove(n->container, n->p->win_start));
		TCE_MUST(tce_window_create(n->container, &n->window));
	}
	if (s->stage >= STAGE_MAPPED)
		TCE_MUST(tce_dma_map(n->container, TCE_DMA_RW, n->buf.addr,
				     n->window.start, n->p->page_size));
	if (s->prepare)
		s->prepare(n);
}

static void tear_down(struct nomem *n)
{
	if (n->other.fd >= 0)
		TCE_OK(tce_group_close(n->other));
	if (n->group.fd >= 0)
		TCE_OK(tce_group_close(n->group));
	if (n->container.fd >= 0)
		TCE_OK(tce_container_close(n->container));
}

static void locked_is(uint64_t want, unsigned int nth, const char *when)
{
	uint64_t locked;

	TCE_MUST(tce_locked_read(&locked));
	if (locked != want)
		tce_fail("allocation %u failed: VmLck is %lld kB off %s", nth,
			 (long long)(locked - want) / 1024, when);
}

/* Returns whether an allocation failed. */
static bool call_once(struct nomem *n, const struct nomem_call *s,
		      unsigned int nth)
{
	uint64_t before, locked;
	bool failed;
	int ret;

	TCE_MUST(tce_locked_read(&before));
	build(n, s);
	TCE_MUST(tce_locked_read(&locked));
	tce_fault_arm(nth);
	ret = s->call(n);
	failed = tce_fault_disarm();
	if (ret && ret != -ENOMEM)
		tce_fail("allocation %u failed: the call returned %d, want 0 "
			 "or %d",
			 nth, ret, -ENOMEM);
	if (ret && !failed)
		tce_fail("no allocation failed: the call returned %d", ret);
	if (ret) {
		locked_is(locked, nth, "after the call");
		ret = s->call(n);
		if (ret)
			tce_fail("allocation %u failed: the call returned %d "
				 "the next time",
				 nth, ret);
	}
	if (s->use)
		s->use(n);
	tear_down(n);
	locked_is(before, nth, "at the end");
	return failed;
}

void nomem_sweep(const struct tce_platform *p, const struct nomem_call *s)
{
	struct nomem n = { .p = p, .buf = { .size = 16ull * p->page_size } };
	unsigned int nth = 1;

	TCE_MUST(tce_buffer_alloc(&n.buf));
	tce_faults_begin();
	tce_leaks_begin();
	if (s->nth) {
		tce_faults_within(s->within, s->but_in);
		if (!call_once(&n, s, s->nth))
			tce_broken("the call has no allocation %u", s->nth);
		nth = s->nth;
	}
	while (!s->nth && call_once(&n, s, nth)) {
		if (++nth > NTH_MAX)
			tce_broken("allocation %d fails, and there are more",
				   NTH_MAX);
	}
	if (nth == 1 && !s->never)
		tce_broken("the call has no allocation that can fail");
	tce_leaks_end();
	tce_faults_end();
	TCE_MUST(tce_buffer_free(&n.buf));
}
