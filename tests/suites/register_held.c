// SPDX-License-Identifier: GPL-2.0-only
/*
 * REGISTER: whose memory, of which kind, how many ranges, and in how many
 * containers. register.c has the sources.
 */
#include <tce/tce.h>

#include "harness.h"
#include "suites.h"

#define EIGHT_PAGES OPEN_V2, BUFFER(B0, PAGES(8)), REGISTER(B0)
#define OPEN_SECOND                                         \
	OPEN_CONTAINER(C1), OPEN_GROUP(G1), ATTACH(G1, C1), \
		SET_V2(ON_CONTAINER(C1))

/* As many ranges as a guest with a fragmented memory map has. */
#define MANY 1000
/* Of the default window; a piece of each range is mapped. */
#define IO_PAGE 4096

struct many {
	struct tce_vfio vfio;
	struct tce_buffer buf;
	size_t page;
	uint64_t iova;
};

/* One range after the other; the first failure is enough to know. */
static bool many_enter(const struct many *m)
{
	for (size_t i = 0; i < MANY; i++) {
		char *at = (char *)m->buf.addr + i * m->page;
		uint64_t iova = m->iova + i * IO_PAGE;

		if (!TCE_OK(tce_memory_register(m->vfio.container, at,
						m->page)) ||
		    !TCE_OK(tce_dma_map(m->vfio.container, TCE_DMA_RW, at, iova,
					IO_PAGE)))
			return false;
	}
	return true;
}

static bool many_leave(const struct many *m)
{
	for (size_t i = MANY; i-- > 0;) {
		char *at = (char *)m->buf.addr + i * m->page;
		uint64_t iova = m->iova + i * IO_PAGE;

		if (!TCE_OK(tce_dma_unmap(m->vfio.container, iova, IO_PAGE)) ||
		    !TCE_OK(tce_memory_unregister(m->vfio.container, at,
						  m->page)))
			return false;
	}
	return true;
}

static void locked_check(uint64_t want, const char *when)
{
	uint64_t got;

	TCE_MUST(tce_locked_read(&got));
	if (got != want)
		tce_fail("VmLck %s is %llu kB, expected %llu kB", when,
			 (unsigned long long)got / 1024,
			 (unsigned long long)want / 1024);
}

/* Steps have no multiples of a page that go up by one. */
static void many_ranges(const struct tce_context *ctx)
{
	const struct tce_platform *p = ctx->platform;
	struct many m = { .page = p->page_size, .iova = p->win_start };
	uint64_t before, window;

	m.buf.size = MANY * m.page;
	TCE_MUST(tce_open(&m.vfio, p->pe[0].bdf, TCE_IOMMU_V2));
	TCE_MUST(tce_buffer_alloc(&m.buf));
	TCE_MUST(tce_locked_read(&before));
	/* Let the default window be made, so that its charge is known. */
	TCE_MUST(tce_memory_register(m.vfio.container, m.buf.addr, m.page));
	TCE_MUST(tce_dma_unmap(m.vfio.container, m.iova, IO_PAGE));
	TCE_MUST(tce_memory_unregister(m.vfio.container, m.buf.addr, m.page));
	TCE_MUST(tce_locked_read(&window));
	if (many_enter(&m)) {
		locked_check(window + m.buf.size, "with all ranges");
		if (many_leave(&m))
			locked_check(window, "without them");
	}
	TCE_OK(tce_close(&m.vfio));
	locked_check(before, "at the end");
}

static const struct tce_case cases[] = {
	{
		.name = "v1-container",
		.about = "a v1 container knows neither REGISTER nor UNREGISTER",
		.clauses = "REG-22",
		.steps = STEPS(OPEN_V1, BUFFER(B0, PAGES(1)),
			       REGISTER(B0, .err = ENOTTY),
			       UNREGISTER(B0, .err = ENOTTY)),
	},
	{
		.name = "child-process",
		.about = "a child of the process that registered can neither "
			 "register nor unregister",
		.clauses = "REG-23",
		.steps = STEPS(EIGHT_PAGES, FORK(P1),
			       REGISTER(B0, .by = P1, .err = EPERM),
			       UNREGISTER(B0, .by = P1, .err = EPERM), EXIT(P1),
			       UNREGISTER(B0)),
	},
	{
		.name = "shared-memory",
		.about = "shared anonymous memory can be registered and mapped",
		.clauses = "REG-26",
		.steps = STEPS(OPEN_V2,
			       BUFFER(B0, PAGES(2), .kind = TCE_BUFFER_SHARED),
			       REGISTER(B0), CHECK_LOCKED(PAGES(2)),
			       MAP(B0, DEFAULT_START),
			       UNMAP(DEFAULT_START, PAGES(2)), UNREGISTER(B0)),
	},
	{
		.name = "memfd-memory",
		.about = "memory of a memfd can be registered and mapped",
		.clauses = "REG-26",
		.steps = STEPS(OPEN_V2,
			       BUFFER(B0, PAGES(2), .kind = TCE_BUFFER_MEMFD),
			       REGISTER(B0), CHECK_LOCKED(PAGES(2)),
			       MAP(B0, DEFAULT_START),
			       UNMAP(DEFAULT_START, PAGES(2)), UNREGISTER(B0)),
	},
	{
		.name = "huge-memory",
		.about = "memory in huge pages can be registered and mapped",
		.clauses = "REG-26",
		.needs = NEED(HUGE),
		.steps = STEPS(
			OPEN_V2,
			BUFFER(B0, HUGE_PAGES(1), .kind = TCE_BUFFER_HUGE),
			REGISTER(B0), CHECK_LOCKED(HUGE_PAGES(1)),
			MAP(B0, DEFAULT_START),
			UNMAP(DEFAULT_START, HUGE_PAGES(1)), UNREGISTER(B0)),
	},
	{
		.name = "outlives-the-mapping",
		.about =
			"registered memory that the process has unmapped since "
			"stays charged and can be mapped",
		.clauses = "REG-21",
		.steps = STEPS(OPEN_V2, BUFFER(B0, PAGES(2)), REGISTER(B0),
			       PUNCH(B0, N(0), PAGES(2)),
			       CHECK_LOCKED(PAGES(2)), MAP(B0, DEFAULT_START),
			       UNMAP(DEFAULT_START, PAGES(2)), UNREGISTER(B0)),
	},
	{
		.name = "many-ranges",
		.about = "1000 ranges are registered, mapped, unmapped and "
			 "unregistered beside one another",
		.clauses = "REG-25",
		.needs = NEED(ROOT),
		.red_on = "patches/register-few",
		.run = many_ranges,
	},
	{
		.name = "two-containers",
		.about = "a range held by two containers of a process is "
			 "charged once, until both have released it",
		.clauses = "REG-18",
		.needs = NEED(PE2),
		.steps = STEPS(
			EIGHT_PAGES, OPEN_SECOND,
			REGISTER(B0, ON_CONTAINER(C1)), CHECK_LOCKED(PAGES(8)),
			UNREGISTER(B0), CHECK_LOCKED(PAGES(8)),
			UNREGISTER(B0, ON_CONTAINER(C1)), CHECK_LOCKED(N(0))),
	},
	{
		.name = "one-of-two-containers",
		.about = "the range of two containers can be mapped by the one "
			 "after the other has unregistered it",
		.clauses = "REG-19",
		.needs = NEED(PE2),
		.steps = STEPS(EIGHT_PAGES, OPEN_SECOND,
			       REGISTER(B0, ON_CONTAINER(C1)), UNREGISTER(B0),
			       MAP(B0, DEFAULT_START, ON_CONTAINER(C1)),
			       UNMAP(DEFAULT_START, PAGES(8), ON_CONTAINER(C1)),
			       UNREGISTER(B0, ON_CONTAINER(C1))),
	},
	{
		.name = "mapped-and-held-by-another",
		.about = "a mapped range that another container holds too may "
			 "be unregistered, and stays as it is for the device",
		.clauses = "REG-15",
		.needs = NEED(PE2),
		.steps =
			STEPS(EIGHT_PAGES, OPEN_SECOND,
			      REGISTER(B0, ON_CONTAINER(C1)),
			      MAP(B0, DEFAULT_START), UNREGISTER(B0, OR(EBUSY)),
			      UNMAP(DEFAULT_START, PAGES(8)),
			      UNREGISTER(B0, ON_CONTAINER(C1))),
	},
	{
		.name = "mapped-by-another-container",
		.about = "what only another container of the process has "
			 "registered is mapped, or refused",
		.clauses = "MAP-16",
		.needs = NEED(PE2),
		.steps = STEPS(EIGHT_PAGES, OPEN_SECOND, BUFFER(B1, PAGES(1)),
			       REGISTER(B1, ON_CONTAINER(C1)),
			       MAP(B1, DEFAULT_START),
			       UNMAP(DEFAULT_START, PAGES(1)),
			       UNREGISTER(B1, ON_CONTAINER(C1))),
	},
	{
		.name = "one-of-two-containers-closed",
		.about = "the range of two containers stays with the one when "
			 "the other is closed",
		.clauses = "REG-18 REG-19",
		.needs = NEED(PE2),
		.steps = STEPS(EIGHT_PAGES, OPEN_SECOND,
			       REGISTER(B0, ON_CONTAINER(C1)), CLOSE_GROUP(G0),
			       CLOSE_CONTAINER(C0), CHECK_LOCKED(PAGES(8)),
			       MAP(B0, DEFAULT_START, ON_CONTAINER(C1)),
			       UNMAP(DEFAULT_START, PAGES(8), ON_CONTAINER(C1)),
			       UNREGISTER(B0, ON_CONTAINER(C1))),
	},
};

const struct tce_table register_held = {
	.cases = cases,
	.n = ARRAY_SIZE(cases),
};
