// SPDX-License-Identifier: GPL-2.0-only
/*
 * CREATE: which windows it makes, where, and how it refuses others. What it
 * says to sizes is in size.c.
 *
 * The first window is the default one, at its own start, if it is asked to
 * have 4 KiB pages and no more than the default size; every other one is
 * dynamic, at the 64-bit start. CREATE makes the default window on its way as
 * long as that is pending: before it looks at page size, size and levels, and
 * after it has looked at the structure and its flags. A refusal leaves windows
 * and charges as they were, that default window apart.
 *
 * Sources: <linux/vfio.h> (VFIO_IOMMU_SPAPR_TCE_CREATE), PAPR on creating DMA
 * windows, Documentation/driver-api/vfio.rst on sPAPR TCE v2.
 */

#include <errno.h>

#include <tce/tce.h>

#include "create.h"
#include "ddw.h"
#include "harness.h"

/* Steps see whether a property is there, not what it says. */
static void run_described(const struct tce_context *ctx)
{
	const struct tce_platform *p = ctx->platform;
	struct tce_window w = { .page_shift = 16,
				.levels = 1,
				.size = tce_window_bytes(p, 1024, 16) };
	const unsigned int shift = (unsigned int)__builtin_ctzll(w.size);
	struct tce_vfio vfio;
	struct ddw said;
	int err;

	TCE_MUST(tce_open(&vfio, p->pe[0].bdf, TCE_IOMMU_V2));
	TCE_MUST(tce_window_remove(vfio.container, p->win_start));
	TCE_MUST(tce_window_create(vfio.container, &w));
	err = ddw_read(&p->pe[0], TCE_DT_DDW, &said);
	if (err == -EPROTO)
		tce_fail("the property has not the size of a description");
	else
		TCE_MUST(err);
	if (!err && said.start != w.start)
		tce_fail("the property says start %#llx, CREATE %#llx",
			 (unsigned long long)said.start,
			 (unsigned long long)w.start);
	if (!err && (said.page_shift != 16 || said.window_shift != shift))
		tce_fail("the property says page shift %u, window shift %u, "
			 "expected 16 and %u",
			 said.page_shift, said.window_shift, shift);
	TCE_OK(tce_window_remove(vfio.container, w.start));
	TCE_OK(tce_close(&vfio));
}

static const struct tce_case cases[] = {
	/* where windows are */
	{
		.name = "beside-the-default-window",
		.about = "the first CREATE makes a 64-bit window, and the "
			 "default one with it",
		.clauses = "CRE-01",
		.validates = "f431a8cde7f1",
		.needs = IO_64K | NEED(START64) | NEED(TWO_WINDOWS),
		.steps = STEPS(
			OPEN_V2, BUFFER(B0, PAGES(1)), REGISTER(B0),
			CREATE(W1, .page_shift = N(16), .size = TCES(1024)),
			CHECK_START64(W1), CHECK_DT(DDW, G0, 1),
			CHECK_DT(WINDOW, G0, 1), MAP(B0, DEFAULT_START)),
	},
	{
		.name = "default-window-again",
		.about = "a window that looks like the default window is that "
			 "window, at its start, once the default was cancelled",
		.clauses = "CRE-02",
		.validates = "f431a8cde7f1",
		.steps = STEPS(
			OPEN_BARE, BUFFER(B0, PAGES(1)), REGISTER(B0),
			CREATE(W1, .page_shift = N(12), .size = DEFAULT_SIZE),
			CHECK_START(W1, DEFAULT_START), CHECK_DT(WINDOW, G0, 1),
			CHECK_DT(DDW, G0, 0),
			MAP(B0, WIN_END_PAGE(W1, -1), .size = IOPAGES(W1, 1))),
	},
	{
		.name = "default-window-smaller",
		.about = "a default window that is smaller begins where the "
			 "default one does and ends where it was asked to",
		.clauses = "CRE-24",
		.validates = "f431a8cde7f1",
		.steps = STEPS(
			OPEN_BARE, BUFFER(B0, PAGES(1)), REGISTER(B0),
			CREATE(W1, .page_shift = N(12), .size = QUARTERS(1)),
			CHECK_START(W1, DEFAULT_START),
			MAP(B0, WIN_END_PAGE(W1, -1), .size = IOPAGES(W1, 1)),
			MAP(B0, WIN_END(W1, 0), .size = IOPAGES(W1, 1),
			    .err = ENXIO)),
	},
	{
		.name = "default-window-larger",
		.about = "a window of the default's pages but of twice its "
			 "size is a 64-bit one",
		.clauses = "CRE-03",
		.validates = "f431a8cde7f1",
		.needs = NEED(PSERIES) | NEED(DDW) | NEED(START64),
		.steps = STEPS(OPEN_BARE,
			       CREATE(W1, .page_shift = N(12),
				      .size = NUM(SIZE, 0, 4, QUARTER, 0)),
			       CHECK_START64(W1), CHECK_DT(DDW, G0, 1),
			       CHECK_DT(WINDOW, G0, 0)),
	},
	{
		.name = "first-of-other-pages",
		.about = "with the default window cancelled, a window of other "
			 "pages is a 64-bit one, and the only one",
		.clauses = "CRE-03",
		.validates = "f431a8cde7f1",
		.needs = NEED(PSERIES) | IO_64K | NEED(START64),
		.steps = STEPS(
			OPEN_BARE, BUFFER(B0, PAGES(1)), REGISTER(B0),
			CREATE(W1, .page_shift = N(16), .size = TCES(1024)),
			CHECK_START64(W1), CHECK_DT(DDW, G0, 1),
			CHECK_DT(WINDOW, G0, 0),
			MAP(B0, DEFAULT_START, .err = ENXIO)),
	},
	{
		.name = "without-dynamic-windows",
		.about = "where there are none, no dynamic window is made, "
			 "beside the default one and in its place, and the "
			 "default one serves",
		.clauses = "OWN-21",
		.validates = "f431a8cde7f1",
		.needs = NEED(NO_DDW),
		.steps = STEPS(
			OPEN_V2, BUFFER(B0, PAGES(1)), REGISTER(B0),
			SMALL(W1, .err = TCE_ERR_ANY),
			SMALL_4K(W1, .err = TCE_ERR_ANY),
			MAP(B0, DEFAULT_START), UNMAP(DEFAULT_START, PAGES(1)),
			REMOVE_AT(DEFAULT_START), SMALL(W1, .err = TCE_ERR_ANY),
			CREATE(W1, .page_shift = N(12), .size = DEFAULT_SIZE),
			CHECK_START(W1, DEFAULT_START), MAP(B0, DEFAULT_START)),
	},
	{
		.name = "described-in-the-device-tree",
		.about = "start, page size and size of a dynamic window are in "
			 "the device tree as they were asked for",
		.clauses = "CRE-04",
		.validates = "f431a8cde7f1",
		.needs = NEED(PSERIES) | IO_64K,
		.red_on = "patches/window-description",
		.seen = true,
		.run = run_described,
	},
	{
		.name = "again-and-again",
		.about = "a window that is made and removed fifty times has "
			 "the same start and charges nothing in the end",
		.clauses = "CRE-28 CRE-34",
		.validates = "f431a8cde7f1",
		.needs = IO_64K,
		.steps = STEPS(OPEN_BARE, SMALL(W2), REMOVE(W2),
			       FOR_RANGE(1, 50), SMALL(W1),
			       CHECK_SAME_START(W1, W2), REMOVE(W1), DONE,
			       CHECK_LOCKED(N(0))),
	},
	{
		.name = "default-window-again-and-again",
		.about = "a default window that is made and removed ten times "
			 "has the same start and charges nothing in the end",
		.clauses = "CRE-28 CRE-34",
		.validates = "f431a8cde7f1",
		.steps = STEPS(OPEN_BARE, FOR_RANGE(1, 10), SMALL_4K(W1),
			       CHECK_START(W1, DEFAULT_START), REMOVE(W1), DONE,
			       CHECK_LOCKED(N(0))),
	},
	/* page sizes */
	{
		.name = "page-sizes-offered",
		.about = "a window can have each page size that GET_INFO "
			 "reports",
		.clauses = "CRE-05",
		.validates = "6af67f2ddfcb",
		.needs = NEED(DDW) | NEED(PGSIZES),
		.steps = STEPS(OPEN_BARE, FOR_OFFERED,
			       CREATE(W1, .page_shift = X, .size = TCES(1024)),
			       REMOVE(W1), DONE),
	},
	{
		.name = "page-sizes-of-no-platform",
		.about = "page sizes that lie between and beyond those of all "
			 "platforms are refused",
		.clauses = "CRE-06",
		.needs = NEED(DDW),
		.steps =
			STEPS(OPEN_BARE, SHIFTS(0, 11), SHIFTS(13, 15),
			      SHIFTS(17, 20), SHIFTS(22, 23), SHIFTS(31, 33),
			      SHIFTS(35, 63), CHECK_LOCKED(N(0)), SMALL_4K(W1)),
	},
	{
		.name = "page-sizes-not-offered",
		.about = "each page size that the bridge does not have is "
			 "refused",
		.clauses = "CRE-06",
		.needs = NEED(DDW) | NEED(PGSIZES),
		.steps = STEPS(OPEN_BARE, FOR_DENIED, SHIFT(X), DONE,
			       SMALL_4K(W1)),
	},
	{
		/* a shift by 140 is one by 12 to the CPU, one by 76 too */
		.name = "page-shifts-beyond-63",
		.about = "page shifts that no 64-bit number can be shifted by "
			 "are refused, also those that are good ones modulo 64 "
			 "or 128, with nothing in the kernel log",
		.clauses = "CRE-07",
		.needs = NEED(DDW) | NEED(PGSIZES),
		.risk = TCE_RISK_DAMAGE,
		.once = true,
		.steps = STEPS(OPEN_BARE, SHIFT(N(64)), SHIFT(N(76)),
			       SHIFT(N(80)), SHIFT(N(128)), SHIFT(N(140)),
			       SHIFT(N(144)), FOR_BITS(8, 31), SHIFT(X), DONE,
			       SHIFT(N(0x8000000c)), SHIFT(N(0x80000010)),
			       SHIFT(N(0xffffffff)), SMALL_4K(W1)),
	},
	{
		.name = "2m-pages-hold-huge-pages",
		.about = "a window of 2 MiB pages takes registered huge pages, "
			 "together and each by itself",
		.clauses = "CRE-30",
		.validates = "f431a8cde7f1",
		.needs = NEED(DDW) | NEED(IO_2M) | NEED(HUGE),
		.steps = STEPS(
			OPEN_BARE,
			BUFFER(B0, HUGE_PAGES(4), .kind = TCE_BUFFER_HUGE),
			REGISTER(B0),
			CREATE(W1, .page_shift = N(21), .size = TCES(128)),
			MAP(B0, WIN(W1)), FOR_RANGE(1, 4),
			MAP(B0, WIN_PAGE(W1, 8), .size = IOPAGES(W1, 1)), DONE,
			MAP(B0, WIN_END_PAGE(W1, -1), .size = IOPAGES(W1, 1)),
			UNMAP(WIN(W1), WIN_SIZE(W1)), UNREGISTER(B0)),
	},
	/* levels */
};

const struct tce_suite create_suite = {
	.name = "create",
	.about = "CREATE: windows, their places and what is refused",
	.cases = cases,
	.n = ARRAY_SIZE(cases),
	.more = &create_refused,
};
