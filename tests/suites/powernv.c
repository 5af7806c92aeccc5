// SPDX-License-Identifier: GPL-2.0-only
/*
 * What PowerNV does in its own way, where the kernel itself has the tables: a
 * window's place is that of its number, whatever it is like. The first free
 * number counts, 0 is at bus address 0, 1 at 2^59, and either can go and come
 * back while the other lives. A table has up to five levels, and the kernel
 * has a copy of it, both of which are charged.
 *
 * Sources: <linux/vfio.h> (VFIO_IOMMU_SPAPR_TCE_CREATE),
 * Documentation/driver-api/vfio.rst on sPAPR TCE v2 and on levels.
 */
#include <tce/tce.h>

#include "harness.h"
#include "kmem.h"
#include "suites.h"

#define NV NEED(POWERNV)
#define NV_64K (NV | NEED(IO_64K) | NEED(HOLD_64K))

/* Windows of pages of 64 KiB, of 4 KiB, and memory for either. */
#define OF_64K(w, ...) \
	CREATE(w, .page_shift = N(16), .size = MiB(512), __VA_ARGS__)
#define OF_4K(w, ...) \
	CREATE(w, .page_shift = N(12), .size = MiB(32), __VA_ARGS__)
#define MEMORY(b)                                                       \
	BUFFER(b, KiB(64), .kind = TCE_BUFFER_IO, .page_shift = N(16)), \
		REGISTER(b, .size = KiB(64))

/*
 * Lower tables are pages that are made as they are needed, for the bridge and
 * for the kernel's copy. A table of 64 KiB has 8192 entries.
 */
#define LEAF (UINT64_C(8192) << 16)
#define LEAVES 64
#define CYCLES 8

static struct tce_kmem kmem(void)
{
	struct tce_kmem m;

	if (tce_kmem_read(&m))
		tce_broken("/proc/meminfo has no SUnreclaim or VmallocUsed");
	return m;
}

static void fill_levels(struct tce_container container, void *addr)
{
	struct tce_window w = { .page_shift = 16,
				.levels = 2,
				.size = LEAVES * LEAF };

	TCE_MUST(tce_window_create(container, &w));
	for (uint64_t i = 0; i < LEAVES; i++)
		TCE_MUST(tce_dma_map(container, TCE_DMA_RW, addr,
				     w.start + i * LEAF, 1 << 16));
	TCE_OK(tce_window_remove(container, w.start));
}

static void run_levels_leave_nothing(const struct tce_context *ctx)
{
	const struct tce_platform *p = ctx->platform;
	struct tce_buffer buf = { .size = 1 << 16, .align = 1 << 16 };
	/* Half of what the tables of all cycles have, one of each two. */
	const long most = CYCLES * LEAVES * (long)p->page_size / 1024;
	struct tce_vfio v;
	long before, less;

	TCE_MUST(tce_open(&v, p->pe[0].bdf, TCE_IOMMU_V2));
	TCE_MUST(tce_buffer_alloc(&buf));
	TCE_MUST(tce_memory_register(v.container, buf.addr, buf.size));
	fill_levels(v.container, buf.addr);
	before = kmem().free;
	for (int i = 0; i < CYCLES; i++)
		fill_levels(v.container, buf.addr);
	less = before - kmem().free;
	if (less > most)
		tce_fail("%ld kB are missing after %d windows of two levels",
			 less, CYCLES);
	TCE_OK(tce_close(&v));
}

static const struct tce_case cases[] = {
	{
		.name = "told-by-info",
		.about = "GET_INFO reports two windows and five levels",
		.clauses = "INFO-05",
		.needs = NV,
		.steps = STEPS(OPEN_V2, GET_INFO(), CHECK_INFO(FLAGS, N(1)),
			       CHECK_INFO(WINDOWS, N(2)),
			       CHECK_INFO(LEVELS, N(5)),
			       CHECK_INFO(START, DEFAULT_START),
			       CHECK_INFO(SIZE, DEFAULT_SIZE)),
	},
	/* places */
	{
		.name = "first-of-other-pages",
		.about = "with the default window cancelled, a window of other "
			 "pages is in its place",
		.clauses = "CRE-31",
		.needs = NV_64K,
		.steps = STEPS(
			OPEN_BARE, MEMORY(B0), OF_64K(W1),
			CHECK_START(W1, DEFAULT_START),
			MAP(B0, WIN_END_PAGE(W1, -1), .size = IOPAGES(W1, 1)),
			MAP(B0, START64, .size = IOPAGES(W1, 1), .err = ENXIO)),
	},
	{
		.name = "first-larger-than-the-default",
		.about = "with the default window cancelled, a window of twice "
			 "the default's size is in its place",
		.clauses = "CRE-31",
		.needs = NV,
		.steps = STEPS(
			OPEN_BARE, BUFFER(B0, PAGES(1)), REGISTER(B0),
			CREATE(W1, .page_shift = N(12), .size = QUARTERS(8)),
			CHECK_START(W1, DEFAULT_START),
			MAP(B0, WIN_END_PAGE(W1, -1), .size = IOPAGES(W1, 1))),
	},
	{
		.name = "second-of-each-page-size",
		.about = "with the first window alive, one of any page size is "
			 "at the 64-bit start",
		.clauses = "CRE-01 CRE-05 CRE-32 ORD-12",
		.needs = NV,
		.steps =
			STEPS(OPEN_V2, FOR_OFFERED,
			      CREATE(W1, .page_shift = X, .size = XPAGES(8192)),
			      CHECK_START64(W1), REMOVE(W1), DONE),
	},
	{
		.name = "neither-like-the-default",
		.about = "two windows of other pages than the default's live "
			 "beside each other, and a third finds no room",
		.clauses = "CRE-31 CRE-32 CRE-19 ORD-08",
		.needs = NV_64K,
		.steps = STEPS(OPEN_BARE, MEMORY(B0), OF_64K(W1), OF_64K(W2),
			       CHECK_START(W1, DEFAULT_START),
			       CHECK_START64(W2), OF_4K(W3, .err = ENOSPC),
			       MAP(B0, WIN(W1), .size = IOPAGES(W1, 1)),
			       MAP(B0, WIN(W2), .size = IOPAGES(W2, 1)),
			       REMOVE(W2), REMOVE(W1)),
	},
	{
		.name = "bridge-memory",
		.about = "in a window that is large enough, bus addresses that "
			 "are the bridge's own memory space can be mapped",
		.clauses = "MAP-30",
		.needs = NV,
		.steps = STEPS(
			OPEN_BARE, BUFFER(B0, PAGES(1)), REGISTER(B0),
			CREATE(W1, .page_shift = N(12), .size = QUARTERS(8)),
			MAP(B0, DEFAULT_END(0)),
			UNMAP(DEFAULT_END(0), PAGES(1)), UNREGISTER(B0)),
	},
	/* ends */
	{
		.name = "unmap-past-the-end",
		.about = "UNMAP that begins in the default window's last page "
			 "and ends after it is refused",
		.clauses = "UNM-09 BAD-11",
		.validates = "0b271f7d7f5e",
		.needs = NV,
		.risk = TCE_RISK_CRASH,
		.steps = STEPS(OPEN_V2, BUFFER(B0, PAGES(1)), REGISTER(B0),
			       UNMAP(WIN_END_PAGE(W0, -1), IOPAGES(W0, 2),
				     .err = EINVAL)),
	},
	/* order */
	{
		.name = "default-again-beside-the-second",
		.about = "the default window can be made again while the "
			 "second lives, whose mappings stay",
		.clauses = "ORD-01",
		.needs = NV_64K,
		.steps = STEPS(
			OPEN_V2, OF_64K(W1), MEMORY(B0),
			MAP(B0, WIN(W1), .size = IOPAGES(W1, 1)),
			REMOVE_AT(DEFAULT_START),
			MAP(B0, DEFAULT_START, .size = KiB(4), .err = ENXIO),
			CREATE(W2, .page_shift = N(12), .size = DEFAULT_SIZE),
			CHECK_START(W2, DEFAULT_START),
			MAP(B0, WIN(W2), .size = KiB(4)),
			UNMAP(WIN(W1), IOPAGES(W1, 1)), UNMAP(WIN(W2), KiB(4)),
			UNREGISTER(B0, .size = KiB(64))),
	},
	{
		.name = "another-first-beside-the-second",
		.about = "a window of other pages can be made in the default's "
			 "place while the second window lives",
		.clauses = "ORD-02",
		.needs = NV_64K,
		.steps = STEPS(OPEN_V2, OF_4K(W1), REMOVE_AT(DEFAULT_START),
			       OF_64K(W2), CHECK_START(W2, DEFAULT_START),
			       MEMORY(B0),
			       MAP(B0, WIN(W2), .size = IOPAGES(W2, 1)),
			       MAP(B0, WIN(W1), .size = KiB(4))),
	},
	{
		.name = "second-again-beside-the-first",
		.about = "the second window can go and come back, of other "
			 "pages, while the first lives",
		.clauses = "ORD-06 REM-04",
		.needs = NV_64K,
		.steps = STEPS(OPEN_V2, OF_64K(W1), MEMORY(B0),
			       MAP(B0, DEFAULT_START, .size = KiB(4)),
			       REMOVE(W1), OF_4K(W2), CHECK_START64(W2),
			       UNMAP(DEFAULT_START, KiB(4)),
			       UNREGISTER(B0, .size = KiB(64))),
	},
	{
		.name = "both-in-turns",
		.about = "after both have gone, in either order, both can be "
			 "made again",
		.clauses = "ORD-05 ORD-06 ORD-07",
		.needs = NV_64K,
		.steps = STEPS(OPEN_V2, FOR_RANGE(1, 5), OF_64K(W1),
			       REMOVE_AT(DEFAULT_START), REMOVE(W1), OF_64K(W1),
			       CHECK_START(W1, DEFAULT_START), OF_4K(W2),
			       CHECK_START64(W2), REMOVE(W2), REMOVE(W1),
			       OF_4K(W0), DONE),
	},
	{
		.name = "after-close",
		.about =
			"windows end with the last close, and start over alike",
		.clauses = "ORD-13",
		.needs = NV_64K,
		.steps = STEPS(OPEN_BARE, OF_64K(W1), OF_64K(W2),
			       CLOSE_GROUP(G0), CLOSE_CONTAINER(C0), OPEN_V2,
			       OF_64K(W1), CHECK_START64(W1)),
	},
	/* levels */
	{
		.name = "levels-one-and-two",
		.about =
			"a window of one level and one of two are made, are "
			"charged as their tables are, and are reached from end "
			"to end",
		.clauses = "CRE-10",
		.needs = NV_64K,
		.steps = STEPS(
			OPEN_BARE, MEMORY(B0), FOR_RANGE(1, 2),
			CREATE(W1, .page_shift = N(16), .size = GiB(64),
			       .levels = X),
			MAP(B0, WIN(W1), .size = IOPAGES(W1, 1)),
			MAP(B0, WIN_END_PAGE(W1, -1), .size = IOPAGES(W1, 1)),
			REMOVE(W1), DONE, UNREGISTER(B0, .size = KiB(64))),
	},
	{
		.name = "levels-as-addresses-bear",
		.about = "more levels are refused where their tables, a CPU "
			 "page each at least, would decide more bits than a "
			 "bus address has",
		.clauses = "CRE-10",
		.needs = NV_64K,
		.steps = STEPS(OPEN_BARE, FOR_RANGE(3, 5),
			       OF_4K(W1, .levels = X, .err = TCE_ERR_MODEL),
			       REMOVE_AT(DEFAULT_START, .err = TCE_ERR_MODEL),
			       OF_64K(W1, .levels = X, .err = TCE_ERR_MODEL),
			       REMOVE_AT(DEFAULT_START, .err = TCE_ERR_MODEL),
			       DONE, OF_4K(W1)),
	},
	{
		.name = "levels-leave-nothing",
		.about = "the tables of all levels are freed with their window",
		.clauses = "OWN-11",
		.needs = NV_64K | NEED(PAGE_64K),
		.timeout_s = 30,
		.red_on = "patches/levels-leak",
		.run = run_levels_leave_nothing,
	},
	{
		.name = "levels-none",
		.about = "a window without a level is refused, and charges "
			 "nothing",
		.clauses = "CRE-33",
		.needs = NV,
		.steps = STEPS(
			OPEN_BARE,
			OF_4K(W1, .levels = N(0), .err = EINVAL, OR(SUCCESS)),
			CHECK_LOCKED(N(0)), OF_4K(W1)),
	},
	{
		.name = "larger-than-memory",
		.about = "a window of one level whose table no memory holds is "
			 "refused, charges nothing, and does not disturb the "
			 "next good one",
		.clauses = "CRE-21 LIM-07",
		.needs = NV,
		.steps = STEPS(OPEN_BARE, FOR_BITS(48, 50),
			       CREATE(W1, .page_shift = N(12), .size = X,
				      .err = ENOMEM),
			       CHECK_LOCKED(N(0)), DONE, OF_4K(W1)),
	},
	{
		.name = "larger-than-addresses",
		.about = "a window that has more addresses than the bridge is "
			 "refused with EINVAL",
		.clauses = "CRE-21 LIM-07",
		.needs = NV,
		.steps = STEPS(OPEN_BARE, FOR_BITS(55, 63),
			       CREATE(W1, .page_shift = N(12), .size = X,
				      .err = EINVAL),
			       CHECK_LOCKED(N(0)), DONE, OF_4K(W1)),
	},
	/* charges */
	{
		.name = "charges-table-and-copy",
		.about =
			"a window of 1 GiB in pages of 64 KiB is charged twice "
			"128 KiB",
		.clauses = "CRE-10",
		.needs = NV_64K,
		.steps = STEPS(OPEN_BARE,
			       CREATE(W1, .page_shift = N(16), .size = GiB(1)),
			       CHECK_LOCKED(KiB(256), NOT_JUDGED), REMOVE(W1),
			       CHECK_LOCKED(N(0))),
	},
	{
		.name = "charges-the-default-window",
		.about =
			"the default window is charged as if it were asked for",
		.clauses = "CRE-10 MAP-02",
		.needs = NV,
		.steps = STEPS(OPEN_V2, BUFFER(B0, PAGES(1)), REGISTER(B0),
			       MAP(B0, DEFAULT_START),
			       UNMAP(DEFAULT_START, PAGES(1)), UNREGISTER(B0),
			       REMOVE_AT(DEFAULT_START), CHECK_LOCKED(N(0))),
	},
	{
		.name = "limit",
		.about = "a table and its copy beyond the limit of locked "
			 "memory "
			 "are refused, and within it they are not",
		.clauses = "LIM-03 LIM-04 LIM-08",
		.needs = NV_64K,
		.steps = STEPS(OPEN_BARE, UNPRIVILEGED(), LIMIT(KiB(256)),
			       CREATE(W1, .page_shift = N(16), .size = GiB(2),
				      .err = ENOMEM, OR(SUCCESS)),
			       CHECK_LOCKED(N(0)),
			       CREATE(W1, .page_shift = N(16), .size = GiB(1)),
			       REMOVE(W1)),
	},
};

const struct tce_suite powernv_suite = {
	.name = "powernv",
	.about = "windows by their number, and tables of several levels",
	.cases = cases,
	.n = ARRAY_SIZE(cases),
};
