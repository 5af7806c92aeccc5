// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sizes that CREATE takes and refuses.
 *
 * A window is a power of two, at least a page and at most what the bridge
 * supports, and ends exactly there. A size that is refused leaves no charge, no
 * word in the kernel log and the PE ready for the next good one; every row of
 * refusals ends with that.
 *
 * Sources: <linux/vfio.h> (VFIO_IOMMU_SPAPR_TCE_CREATE), PAPR on creating DMA
 * windows.
 */
#include <tce/tce.h>

#include "harness.h"
#include "hypervisor.h"
#include "suites.h"

#define IO_64K (NEED(DDW) | NEED(IO_64K))

/* CREATE of 4 and 64 KiB pages */
#define OF_4K(n, ...) CREATE(W1, .page_shift = N(12), .size = n, __VA_ARGS__)
#define OF_64K(n, ...) CREATE(W1, .page_shift = N(16), .size = n, __VA_ARGS__)
#define GOOD OF_4K(TCES(1024))

/* 2^x - 1 */
#define XPAGES_MINUS_1 NUM(MAX, 0, 1, SHIFT, 0)

/*
 * More entries than any kernel has bookkeeping for. Only a firmware that makes
 * a much smaller window grants them; the kernel does not know.
 */
static void run_too_many(const struct tce_context *ctx)
{
	const struct tce_platform *p = ctx->platform;
	struct tce_window large = { .page_shift = 16,
				    .levels = 1,
				    .size = UINT64_C(1) << 50 };
	struct tce_window good = { .page_shift = 12,
				   .levels = 1,
				   .size = p->win_size * 2 };
	struct tce_vfio vfio;
	int err;

	hypervisor_clear(&p->pe[0]);
	TCE_MUST(tce_open(&vfio, p->pe[0].bdf, TCE_IOMMU_V2));
	TCE_MUST(tce_window_remove(vfio.container, p->win_start));
	hypervisor_set(&p->pe[0], FIRMWARE_PARAMETER_SHORT, 30);
	err = tce_window_create(vfio.container, &large);
	hypervisor_clear(&p->pe[0]);
	if (!err)
		tce_fail("a window of 2^34 entries is made");
	else
		TCE_OK(tce_window_create(vfio.container, &good));
	TCE_OK(tce_close(&vfio));
}

/* Twice as many entries as the platform's largest block. */
static void run_just_beyond(const struct tce_context *ctx)
{
	const struct tce_platform *p = ctx->platform;
	struct tce_window large = { .page_shift = 16, .levels = 1 };
	struct tce_window good = { .page_shift = 16, .levels = 1 };
	uint64_t before, locked;
	struct tce_vfio vfio;
	int err;

	if (!p->largest_tces)
		tce_skip("needs largest-tces: the largest block is not known");
	large.size = (uint64_t)p->largest_tces * 2 << large.page_shift;
	good.size = tce_window_bytes(p, 1024, good.page_shift);
	TCE_MUST(tce_open(&vfio, p->pe[0].bdf, TCE_IOMMU_V2));
	TCE_MUST(tce_window_remove(vfio.container, p->win_start));
	TCE_MUST(tce_locked_read(&before));
	err = tce_window_create(vfio.container, &large);
	TCE_MUST(tce_locked_read(&locked));
	if (!tce_errno_is_refusal(-err))
		tce_fail("a window of %#llx bytes returned %d, expected a "
			 "refusal",
			 (unsigned long long)large.size, err);
	if (locked != before)
		tce_fail("VmLck is %+lld kB off after the refusal",
			 (long long)(locked - before) / 1024);
	TCE_OK(tce_window_create(vfio.container, &good));
	TCE_OK(tce_close(&vfio));
}

static const struct tce_case cases[] = {
	{
		.name = "zero",
		.about = "size 0 is refused, whatever the page size",
		.clauses = "CRE-08",
		.needs = NEED(DDW) | NEED(PGSIZES),
		.steps = STEPS(OPEN_BARE, FOR_OFFERED,
			       CREATE(W1, .page_shift = X, .size = N(0),
				      .err = EINVAL),
			       DONE, CHECK_LOCKED(N(0)), GOOD),
	},
	{
		.name = "zero-of-a-pending-default",
		.about = "size 0 is refused after the default window is made, "
			 "too",
		.clauses = "CRE-08",
		.needs = NEED(TWO_WINDOWS),
		.steps = STEPS(OPEN_V2, OF_4K(N(0), .err = EINVAL),
			       CHECK_DT(WINDOW, G0, 1), GOOD),
	},
	{
		.name = "one-page",
		.about = "a window can have a single page",
		.clauses = "CRE-29",
		.needs = IO_64K | NEED(SMALL),
		.steps = STEPS(OPEN_BARE, BUFFER(B0, KiB(64)), REGISTER(B0),
			       OF_64K(KiB(64)),
			       MAP(B0, WIN_END(W1, 0), .size = IOPAGES(W1, 1),
				   .err = ENXIO),
			       UNMAP(WIN(W1), IOPAGES(W1, 1)), REMOVE(W1)),
	},
	{
		.name = "one-page-in-place-of-the-default",
		.about = "a window in the default one's place can have a "
			 "single page, which can be mapped",
		.clauses = "CRE-24",
		.validates = "f431a8cde7f1",
		.steps = STEPS(
			OPEN_BARE, BUFFER(B0, PAGES(1)), REGISTER(B0),
			OF_4K(KiB(4)), CHECK_START(W1, DEFAULT_START),
			MAP(B0, WIN(W1), .size = KiB(4)),
			MAP(B0, WIN_END(W1, 0), .size = KiB(4), .err = ENXIO),
			REMOVE(W1), UNREGISTER(B0)),
	},
	{
		.name = "small-window-ends",
		.about = "a window ends where its size says, for MAP and for "
			 "UNMAP",
		.clauses = "CRE-29",
		.needs = IO_64K,
		.steps = STEPS(
			OPEN_BARE, BUFFER(B0, KiB(64)), REGISTER(B0),
			OF_64K(TCES(16)),
			UNMAP(WIN_END_PAGE(W1, -1), IOPAGES(W1, 1)),
			MAP(B0, WIN_END(W1, 0), .size = KiB(64), .err = ENXIO),
			MAP(B0, WIN_AT(W1, -0x10000), .size = KiB(64),
			    .err = ENXIO),
			UNMAP(WIN_END(W1, 0), KiB(64), .err = ENXIO)),
	},
	{
		.name = "no-power-of-two",
		.about = "sizes beside a power of two are refused and charge "
			 "nothing",
		.clauses = "CRE-09",
		.validates = "f431a8cde7f1",
		.needs = NEED(DDW),
		.steps =
			STEPS(OPEN_BARE, OF_4K(MiB(48), .err = EINVAL),
			      CHECK_LOCKED(N(0)), OF_4K(MiB(33), .err = EINVAL),
			      CHECK_LOCKED(N(0)), GOOD),
	},
	{
		.name = "no-power-of-two-by-a-page",
		.about = "a size one page off a power of two is refused, below "
			 "what would be charged",
		.clauses = "CRE-09",
		.needs = IO_64K,
		.steps = STEPS(OPEN_BARE, FOR_BITS(18, 24),
			       OF_64K(X_PLUS(0x10000), .err = EINVAL),
			       OF_64K(X_PLUS(-0x10000), .err = EINVAL), DONE,
			       OF_64K(MiB(3), .err = EINVAL), GOOD),
	},
	{
		.name = "no-power-of-two-by-a-byte",
		.about = "a size one byte off a power of two is refused, from "
			 "two pages to 2^63",
		.clauses = "CRE-09",
		.needs = NEED(DDW),
		.steps =
			STEPS(OPEN_BARE, FOR_RANGE(13, 63),
			      OF_4K(XPAGES_MINUS_1, .err = EINVAL), DONE,
			      FOR_BITS(12, 63), OF_4K(X_PLUS(1), .err = EINVAL),
			      DONE, OF_4K(MAX64, .err = EINVAL),
			      OF_4K(MAX64_MINUS(0xfff), .err = EINVAL),
			      CHECK_LOCKED(N(0)), GOOD),
	},
	{
		.name = "far-below-a-page",
		.about = "sizes far below a page are refused, for every page "
			 "size",
		.clauses = "CRE-22 CRE-23",
		.needs = IO_64K,
		.steps = STEPS(OPEN_BARE, FOR_BITS(1, 8),
			       OF_4K(X, .err = EINVAL, OR(SUCCESS)),
			       OF_4K(X_PLUS(1), .err = EINVAL),
			       OF_64K(X, .err = EINVAL, OR(SUCCESS)), DONE,
			       FOR_BITS(9, 12),
			       OF_64K(X, .err = EINVAL, OR(SUCCESS)), DONE,
			       GOOD),
	},
	{
		.name = "below-a-page",
		.about = "a dynamic window of half a page to an eighth is "
			 "refused, with nothing in the kernel log, and a good "
			 "one can be made",
		.clauses = "CRE-22",
		.validates = "f431a8cde7f1",
		.needs = IO_64K,
		.risk = TCE_RISK_DAMAGE,
		.once = true,
		.steps = STEPS(OPEN_BARE, FOR_BITS(13, 15),
			       OF_64K(X, .err = EINVAL, OR(SUCCESS)), DONE,
			       CHECK_LOCKED(N(0)), OF_64K(TCES(256))),
	},
	{
		.name = "below-a-page-in-place-of-the-default",
		.about = "half a page to an eighth is refused in the default "
			 "window's place, and a good one can be made",
		.clauses = "CRE-23",
		.validates = "f431a8cde7f1",
		.needs = NEED(PSERIES),
		.steps = STEPS(OPEN_BARE, FOR_BITS(9, 11),
			       OF_4K(X, .err = EINVAL, OR(SUCCESS)),
			       /* if it is there, it is one of a page */
			       REMOVE_AT(DEFAULT_START, .err = EINVAL), DONE,
			       CHECK_LOCKED(N(0)), GOOD),
	},
	{
		.name = "below-the-smallest",
		.about = "a window of fewer entries than the hypervisor's "
			 "smallest is made or refused, and a good one can be "
			 "made",
		.clauses = "CRE-35",
		.validates = "f431a8cde7f1",
		.needs = NEED(PSERIES) | IO_64K | NEED(LEAST),
		.risk = TCE_RISK_DAMAGE,
		.steps = STEPS(OPEN_BARE,
			       OF_64K(KiB(64), .err = ENODEV, OR(SUCCESS)),
			       CHECK_LOCKED(N(0)), CHECK_DT(DDW, G0, 0),
			       OF_64K(TCES(256)), REMOVE(W1), GOOD),
	},
	{
		.name = "beyond-the-bridge",
		.about = "sizes that no bridge supports are refused, charge "
			 "nothing, and do not disturb the next good one",
		.clauses = "CRE-21",
		.validates = "f431a8cde7f1",
		.needs = NEED(PSERIES) | IO_64K,
		.steps = STEPS(OPEN_BARE, OF_4K(GiB(1 << 20), .err = EINVAL),
			       CHECK_LOCKED(N(0)), FOR_BITS(51, 63),
			       OF_4K(X, .err = EINVAL), DONE, FOR_BITS(54, 63),
			       OF_64K(X, .err = EINVAL), DONE,
			       OF_64K(TCES(256))),
	},
	{
		.name = "beyond-the-kernel",
		.about = "a window of more entries than the kernel has "
			 "bookkeeping for is refused, and a good one can be "
			 "made",
		.clauses = "LIM-11",
		.needs = NEED(ROOT) | NEED(PSERIES) | NEED(FIRMWARE) | IO_64K,
		/* where it is made, each entry is cleared at the close */
		.timeout_s = 5,
		.risk = TCE_RISK_CRASH,
		.red_on = "defect create-no-memory",
		.run = run_too_many,
	},
	{
		.name = "just-beyond-the-largest",
		.about = "a window of twice as many entries as the platform's "
			 "largest block is refused, charges nothing, and a "
			 "good one can be made",
		.clauses = "CRE-21",
		.validates = "f431a8cde7f1",
		.needs = NEED(PSERIES) | NEED(TWO_WINDOWS) | IO_64K,
		.red_on = "patches/largest-unchecked",
		.run = run_just_beyond,
	},
	{
		.name = "beyond-the-bridge-beside-the-default",
		.about = "a second window of a size that no bridge supports is "
			 "refused",
		.clauses = "CRE-21",
		.validates = "f431a8cde7f1",
		.needs = NEED(PSERIES) | NEED(TWO_WINDOWS),
		.steps = STEPS(OPEN_V2, FOR_BITS(50, 63),
			       OF_4K(X, .err = EINVAL), DONE, GOOD),
	},
};

const struct tce_suite size_suite = {
	.name = "size",
	.about = "CREATE: sizes that it takes and refuses",
	.cases = cases,
	.n = ARRAY_SIZE(cases),
};
