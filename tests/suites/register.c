// SPDX-License-Identifier: GPL-2.0-only
/*
 * REGISTER of memory.
 *
 * A v2 container maps only memory that was registered before. REGISTER takes
 * a range of whole CPU pages that are mapped and writable, pins them and
 * charges them to the locked memory of the process; ranges of one process do
 * not overlap, but several containers can hold the same one, which is then
 * pinned and charged once. It works for one process only, the first to try.
 *
 * Sources: <linux/vfio.h> (VFIO_IOMMU_SPAPR_REGISTER_MEMORY),
 * Documentation/driver-api/vfio.rst on sPAPR TCE v2.
 */
#include <tce/tce.h>

#include "case.h"
#include "harness.h"

/* The buffer's address plus 2^x; the buffer is aligned by nature. */
#define BUF_BIT(b) NUM(BUF, b, 1, SHIFT, 0)

#define EIGHT_PAGES OPEN_V2, BUFFER(B0, PAGES(8)), REGISTER(B0)
/* Four pages registered in the midst of eight. */
#define MIDST .vaddr = BUF_PAGE(B0, 2), .size = PAGES(4)
#define FOUR_OF_EIGHT OPEN_V2, BUFFER(B0, PAGES(8)), REGISTER(B0, MIDST)
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
		.name = "charges-the-range",
		.about = "REGISTER charges as many bytes as it is given",
		.clauses = "REG-01",
		.steps = STEPS(EIGHT_PAGES, CHECK_LOCKED(PAGES(8))),
	},
	{
		.name = "same-range-again",
		.about = "REGISTER of a range that the container holds is "
			 "refused and charges nothing",
		.clauses = "REG-02",
		.steps = STEPS(EIGHT_PAGES, REGISTER(B0, .err = EBUSY),
			       CHECK_LOCKED(PAGES(8))),
	},
	{
		.name = "same-range-behind-another",
		.about = "REGISTER of a range that the container holds is "
			 "refused, too, when it is not the last that was "
			 "registered",
		.clauses = "REG-02",
		.steps = STEPS(EIGHT_PAGES, BUFFER(B1, PAGES(1)), REGISTER(B1),
			       REGISTER(B0, .err = EBUSY),
			       CHECK_LOCKED(PAGES(9)), UNREGISTER(B0),
			       UNREGISTER(B1), CHECK_LOCKED(N(0))),
	},
	{
		.name = "overlapping-ranges",
		.about = "REGISTER of a range that overlaps another at its "
			 "head, its tail, within or around is refused and "
			 "charges nothing",
		.clauses = "REG-03",
		.steps = STEPS(FOUR_OF_EIGHT,
			       REGISTER(B0, .vaddr = BUF_PAGE(B0, 1),
					.size = PAGES(2), .err = EINVAL),
			       REGISTER(B0, .vaddr = BUF_PAGE(B0, 5),
					.size = PAGES(2), .err = EINVAL),
			       REGISTER(B0, .vaddr = BUF_PAGE(B0, 3),
					.size = PAGES(2), .err = EINVAL),
			       REGISTER(B0, .err = EINVAL),
			       CHECK_LOCKED(PAGES(4))),
	},
	{
		.name = "overlap-at-one-end",
		.about = "REGISTER of a range that has one end in common with "
			 "another is refused whether it is shorter or longer",
		.clauses = "REG-03",
		.steps = STEPS(FOUR_OF_EIGHT,
			       REGISTER(B0, .vaddr = BUF_PAGE(B0, 2),
					.size = PAGES(1), .err = EINVAL),
			       REGISTER(B0, .vaddr = BUF_PAGE(B0, 2),
					.size = PAGES(5), .err = EINVAL),
			       REGISTER(B0, .vaddr = BUF_PAGE(B0, 5),
					.size = PAGES(1), .err = EINVAL),
			       REGISTER(B0, .vaddr = BUF_PAGE(B0, 1),
					.size = PAGES(5), .err = EINVAL),
			       CHECK_LOCKED(PAGES(4))),
	},
	{
		.name = "neighbours",
		.about = "ranges that touch one another do not overlap",
		.clauses = "REG-01 REG-03",
		.steps = STEPS(FOUR_OF_EIGHT, REGISTER(B0, .size = PAGES(2)),
			       REGISTER(B0, .vaddr = BUF_PAGE(B0, 6),
					.size = PAGES(2)),
			       CHECK_LOCKED(PAGES(8)), UNREGISTER(B0, MIDST),
			       CHECK_LOCKED(PAGES(4))),
	},
	{
		.name = "misaligned-address",
		.about = "REGISTER of an address with any bit below a page "
			 "set is refused",
		.clauses = "REG-04",
		.steps = STEPS(OPEN_V2, BUFFER(B0, PAGES(2)), FOR_RANGE(0, 11),
			       REGISTER(B0, .vaddr = BUF_BIT(B0),
					.size = PAGES(1), .err = EINVAL),
			       DONE),
	},
	{
		.name = "misaligned-size",
		.about = "REGISTER of a size with any bit below a page set is "
			 "refused",
		.clauses = "REG-04",
		.steps = STEPS(
			OPEN_V2, BUFFER(B0, KiB(128)), FOR_BITS(0, 11),
			REGISTER(B0, .size = X, .err = EINVAL),
			REGISTER(B0, .size = X_PLUS(65536), .err = EINVAL),
			DONE),
	},
	{
		.name = "part-of-a-large-page",
		.about = "REGISTER aligned to 4 KiB, but not to a page of 64 "
			 "KiB is refused",
		.clauses = "REG-04",
		.needs = NEED(PAGE_64K),
		.steps = STEPS(
			OPEN_V2, BUFFER(B0, PAGES(2)), FOR_BITS(12, 15),
			REGISTER(B0, .size = X, .err = EINVAL),
			REGISTER(B0, .size = X_PLUS(65536), .err = EINVAL),
			DONE, FOR_RANGE(12, 15),
			REGISTER(B0, .vaddr = BUF_BIT(B0), .size = PAGES(1),
				 .err = EINVAL),
			DONE),
	},
	{
		.name = "size-zero",
		.about = "REGISTER of nothing is refused",
		.clauses = "REG-05",
		.steps = STEPS(OPEN_V2, BUFFER(B0, PAGES(1)),
			       REGISTER(B0, .size = N(0), .err = EINVAL),
			       CHECK_LOCKED(N(0))),
	},
	{
		.name = "wraps-around",
		.about = "REGISTER of a range that reaches or passes the end "
			 "of the address space is refused",
		.clauses = "REG-06",
		.steps = STEPS(OPEN_V2, BUFFER(B0, PAGES(1)),
			       REGISTER(B0, .size = MAX64_MINUS(0xffff),
					.err = EINVAL),
			       REGISTER(B0, .vaddr = N(INT64_MIN),
					.size = N(INT64_MIN), .err = EINVAL),
			       FOR_RANGE(16, 63),
			       REGISTER(B0, .vaddr = MAX64_MINUS(0xffff),
					.size = XPAGES(1), .err = EINVAL),
			       DONE),
	},
	{
		.name = "size-extremes",
		.about = "REGISTER of any size up to half the address space "
			 "is counted in full against the limit",
		.clauses = "LIM-01",
		/* The limit comes first: nothing is pinned, however large. */
		.steps = STEPS(
			OPEN_V2, BUFFER(B0, PAGES(1)), UNPRIVILEGED(),
			LIMIT(N(0)), FOR_BITS(16, 63),
			REGISTER(B0, .size = X, .err = ENOMEM), DONE,
			FOR_BITS(17, 63),
			REGISTER(B0, .size = X_PLUS(-65536), .err = ENOMEM),
			DONE),
	},
	{
		.name = "unmapped-memory",
		.about = "REGISTER of memory that was unmapped is refused",
		.clauses = "REG-07",
		.steps = STEPS(OPEN_V2, BUFFER(B0, PAGES(4)),
			       PUNCH(B0, N(0), PAGES(4)),
			       REGISTER(B0, .err = EFAULT), CHECK_LOCKED(N(0))),
	},
	{
		.name = "address-extremes",
		.about = "REGISTER next to any power of two is refused where "
			 "nothing is mapped",
		.clauses = "REG-07",
		/*
		 * Left out is where a program, its heap and its stack can be.
		 */
		.steps = STEPS(OPEN_V2,
			       REGISTER(B0, .vaddr = N(0), .size = PAGES(1),
					.err = EFAULT),
			       FOR_BITS(17, 27),
			       REGISTER(B0, .vaddr = X_PLUS(-65536),
					.size = PAGES(1), .err = EFAULT),
			       DONE, FOR_BITS(32, 45),
			       REGISTER(B0, .vaddr = X_PLUS(-65536),
					.size = PAGES(1), .err = EFAULT),
			       DONE, FOR_BITS(48, 63),
			       REGISTER(B0, .vaddr = X, .size = PAGES(1),
					.err = EFAULT),
			       REGISTER(B0, .vaddr = X_PLUS(-65536),
					.size = PAGES(1), .err = EFAULT),
			       DONE),
	},
	{
		.name = "read-only-memory",
		.about = "REGISTER of memory that cannot be written is refused",
		.clauses = "REG-08",
		.steps = STEPS(OPEN_V2,
			       BUFFER(B0, PAGES(2), .kind = TCE_BUFFER_RO),
			       REGISTER(B0, .err = EFAULT), CHECK_LOCKED(N(0))),
	},
	{
		.name = "first-page-missing",
		.about = "REGISTER of a range whose first page is not mapped "
			 "is refused and charges nothing",
		.clauses = "REG-07 REG-09",
		.steps = STEPS(OPEN_V2, BUFFER(B0, PAGES(4)),
			       PUNCH(B0, N(0), PAGES(1)),
			       REGISTER(B0, .err = EFAULT), CHECK_LOCKED(N(0))),
	},
	{
		.name = "hole-in-the-range",
		.about = "REGISTER of a range with a page missing in its midst "
			 "is refused and charges nothing",
		.clauses = "REG-09 BAD-11",
		.steps = STEPS(OPEN_V2, BUFFER(B0, PAGES(4)),
			       PUNCH(B0, PAGES(2), PAGES(1)),
			       REGISTER(B0, .err = EFAULT), CHECK_LOCKED(N(0))),
	},
	{
		.name = "last-page-missing",
		.about = "REGISTER of a range whose last page is not mapped is "
			 "refused and charges nothing",
		.clauses = "REG-09 BAD-11",
		.steps = STEPS(OPEN_V2, BUFFER(B0, PAGES(4)),
			       PUNCH(B0, PAGES(3), PAGES(1)),
			       REGISTER(B0, .err = EFAULT), CHECK_LOCKED(N(0))),
	},
	{
		.name = "argsz",
		.about = "REGISTER with any argsz below its structure is "
			 "refused",
		.clauses = "REG-10 BAD-03",
		.steps = STEPS(OPEN_V2, BUFFER(B0, PAGES(1)), FOR_RANGE(0, 23),
			       REGISTER(B0, .argsz = X, .err = EINVAL), DONE),
	},
	{
		.name = "argsz-above",
		.about = "REGISTER and UNREGISTER accept an argsz above their "
			 "structure",
		.clauses = "REG-10",
		.steps = STEPS(OPEN_V2, BUFFER(B0, PAGES(1)),
			       REGISTER(B0, .argsz = N(25)),
			       UNREGISTER(B0, .argsz = N(25)),
			       REGISTER(B0, .argsz = N(0xffffffff)),
			       UNREGISTER(B0, .argsz = N(0xffffffff))),
	},
	{
		.name = "flags",
		.about = "REGISTER with any flag is refused",
		.clauses = "REG-10 BAD-04",
		.steps = STEPS(OPEN_V2, BUFFER(B0, PAGES(1)), FOR_BITS(0, 31),
			       REGISTER(B0, .flags = X, .err = EINVAL), DONE),
	},
	{
		.name = "bad-pointer",
		.about = "REGISTER with a bad pointer is refused",
		.clauses = "REG-10",
		.steps =
			STEPS(OPEN_V2, BUFFER(B0, PAGES(1)),
			      REGISTER(B0, .ptr = TCE_PTR_NULL, .err = EFAULT),
			      REGISTER(B0, .ptr = TCE_PTR_NONE, .err = EFAULT)),
	},
	{
		.name = "argument-only-read",
		.about = "REGISTER and UNREGISTER take an argument that cannot "
			 "be written",
		.clauses = "REG-01 REG-13",
		.steps = STEPS(OPEN_V2, BUFFER(B0, PAGES(1)),
			       REGISTER(B0, .ptr = TCE_PTR_RO),
			       UNREGISTER(B0, .ptr = TCE_PTR_RO)),
	},
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
			 "charged once, until both have let go of it",
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

const struct tce_suite register_suite = {
	.name = "register",
	.about = "REGISTER of memory",
	.cases = cases,
	.n = ARRAY_SIZE(cases),
};
