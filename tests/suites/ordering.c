// SPDX-License-Identifier: GPL-2.0-only
/*
 * The order in which windows are made and removed.
 *
 * A PE has two places, and a pSeries PE one dynamic window at most. Without
 * one the first place can be the default window or a dynamic one, the second
 * is dynamic always. While a dynamic window lives the first place, once left,
 * stays empty: bringing the default window back would reset the PE. When all
 * windows are gone everything can be made again. A refusal for the order of
 * things changes nothing, and nothing for others.
 *
 * Sources: PAPR on DMA windows and on resetting them, <linux/vfio.h>
 * (VFIO_IOMMU_SPAPR_TCE_CREATE), Documentation/driver-api/vfio.rst.
 */
#include "suites.h"

#define PSERIES_DDW (NEED(PSERIES) | NEED(DDW))
#define PSERIES_64K (PSERIES_DDW | NEED(IO_64K))

/* A window of 4 KiB pages: the first is a default one, the second dynamic. */
#define SMALL(w, ...) \
	CREATE(w, .page_shift = N(12), .size = TCES(512), __VA_ARGS__)
/* A dynamic window in either place. */
#define DYNAMIC(w, ...) \
	CREATE(w, .page_shift = N(16), .size = TCES(1024), __VA_ARGS__)
/* A dynamic one, as it is larger than the default one. */
#define LARGE(w) CREATE(w, .page_shift = N(12), .size = QUARTERS(8))
#define DEFAULT(w, ...) \
	CREATE(w, .page_shift = N(12), .size = DEFAULT_SIZE, __VA_ARGS__)

/* Both places in use, the first by a small default window (w2). */
#define OPEN_BOTH OPEN_BARE, SMALL(W2), SMALL(W1)
#define MEMORY BUFFER(B0, PAGES(1)), REGISTER(B0)

/* What every good end has: default start first, 64-bit start second. */
#define BOTH_AGAIN                                                 \
	SMALL(W3), CHECK_START(W3, DEFAULT_START), SMALL(W4),      \
		CHECK_SAME_START(W4, W1), CHECK_DT(WINDOW, G0, 1), \
		CHECK_DT(DDW, G0, 1), REMOVE(W4), REMOVE(W3)

static const struct tce_case cases[] = {
	/* the first place while a dynamic window lives */
	{
		.name = "default-while-dynamic",
		.about = "the default window cannot be made again while a "
			 "dynamic one lives, and the attempt charges nothing",
		.clauses = "ORD-01 ORD-04",
		.validates = "f431a8cde7f1",
		.needs = PSERIES_DDW | NEED(TWO_WINDOWS),
		.steps = STEPS(OPEN_BOTH, REMOVE(W2),
			       DEFAULT(W3, .err = EPERM, OR(SUCCESS)),
			       CHECK_DT(WINDOW, G0, 0), CHECK_DT(DDW, G0, 1)),
	},
	{
		.name = "other-while-dynamic",
		.about = "no other window can be made while a dynamic one is "
			 "the first, small ones below the charge included",
		.clauses = "ORD-02",
		.validates = "f431a8cde7f1",
		.needs = PSERIES_64K | NEED(TWO_WINDOWS),
		.steps = STEPS(OPEN_BOTH, REMOVE(W2),
			       CREATE(W3, .page_shift = N(16), .size = MiB(1),
				      .err = EPERM, OR(SUCCESS)),
			       CREATE(W3, .page_shift = N(12), .size = KiB(64),
				      .err = EPERM, OR(SUCCESS)),
			       CREATE(W3, .page_shift = N(24), .size = GiB(1),
				      .err = TCE_ERR_MODEL),
			       CHECK_DT(DDW, G0, 1), REMOVE(W1), BOTH_AGAIN),
	},
	{
		.name = "works-on-after-refusal",
		.about = "the dynamic window works on after the default one "
			 "was refused beside it",
		.clauses = "ORD-03",
		.validates = "f431a8cde7f1",
		.needs = PSERIES_DDW | NEED(TWO_WINDOWS),
		.steps = STEPS(OPEN_BOTH, MEMORY, MAP(B0, WIN(W1)), REMOVE(W2),
			       CREATE(W3, .page_shift = N(12), .size = MiB(1),
				      .err = EPERM, OR(SUCCESS)),
			       UNMAP(WIN(W1), PAGES(1)),
			       MAP(B0, WIN_PAGE(W1, 32)), REMOVE(W1),
			       UNREGISTER(B0), BOTH_AGAIN),
	},
	/* all gone, and again */
	{
		.name = "default-then-dynamic-removed",
		.about = "with the default window removed, then the dynamic "
			 "one, the default one can be made again",
		.clauses = "ORD-05",
		.validates = "f431a8cde7f1",
		.needs = PSERIES_DDW | NEED(TWO_WINDOWS),
		.steps = STEPS(OPEN_V2, SMALL(W1), REMOVE_AT(DEFAULT_START),
			       REMOVE(W1), DEFAULT(W3),
			       CHECK_START(W3, DEFAULT_START),
			       CHECK_DT(WINDOW, G0, 1), CHECK_DT(DDW, G0, 0)),
	},
	{
		.name = "dynamic-then-default-removed",
		.about = "with the dynamic window removed, then the default "
			 "one, both can be made again at their starts",
		.clauses = "ORD-06",
		.validates = "f431a8cde7f1",
		.needs = PSERIES_64K | NEED(TWO_WINDOWS),
		.steps = STEPS(OPEN_V2, DYNAMIC(W1), REMOVE(W1),
			       REMOVE_AT(DEFAULT_START), DEFAULT(W3),
			       CHECK_START(W3, DEFAULT_START), DYNAMIC(W4),
			       CHECK_SAME_START(W4, W1),
			       CHECK_DT(WINDOW, G0, 1), CHECK_DT(DDW, G0, 1)),
	},
	{
		.name = "dynamic-replaced",
		.about = "a dynamic window makes way for the next one while "
			 "the default one stays, page size after page size",
		.clauses = "ORD-06",
		.validates = "f431a8cde7f1",
		.needs = PSERIES_DDW | NEED(PGSIZES) | NEED(TWO_WINDOWS),
		.steps = STEPS(OPEN_BARE, MEMORY, SMALL(W2), MAP(B0, WIN(W2)),
			       FOR_OFFERED,
			       CREATE(W1, .page_shift = X, .size = TCES(256)),
			       CHECK_DT(WINDOW, G0, 1), REMOVE(W1), DONE,
			       UNMAP(WIN(W2), PAGES(1)), UNREGISTER(B0)),
	},
	{
		.name = "dynamic-first",
		.about = "a dynamic window in the first place makes way for "
			 "the default one once removed",
		.clauses = "ORD-07",
		.validates = "f431a8cde7f1",
		.needs = PSERIES_64K | NEED(TWO_WINDOWS),
		.steps = STEPS(OPEN_BARE, DYNAMIC(W1), REMOVE(W1), DEFAULT(W2),
			       CHECK_START(W2, DEFAULT_START),
			       CHECK_DT(DDW, G0, 0), REMOVE(W2), BOTH_AGAIN),
	},
	{
		.name = "taking-turns",
		.about = "the first place can be dynamic and default in turns, "
			 "at the same starts each time",
		.clauses = "ORD-07",
		.validates = "f431a8cde7f1",
		.needs = PSERIES_64K,
		.steps = STEPS(OPEN_BARE, DYNAMIC(W1), REMOVE(W1),
			       FOR_RANGE(1, 4), SMALL(W2),
			       CHECK_START(W2, DEFAULT_START), REMOVE(W2),
			       DYNAMIC(W3), CHECK_SAME_START(W3, W1),
			       REMOVE(W3), DONE, CHECK_LOCKED(N(0))),
	},
	{
		.name = "both-in-turns",
		.about = "both windows can be made and removed, in either "
			 "order, over and over",
		.clauses = "ORD-05 ORD-06",
		.validates = "f431a8cde7f1",
		.needs = PSERIES_DDW | NEED(TWO_WINDOWS),
		.steps = STEPS(OPEN_BOTH, REMOVE(W1), REMOVE(W2),
			       FOR_RANGE(1, 4), SMALL(W2), SMALL(W3),
			       CHECK_SAME_START(W3, W1), REMOVE(W2), REMOVE(W3),
			       SMALL(W2), CHECK_START(W2, DEFAULT_START),
			       SMALL(W3), REMOVE(W3), REMOVE(W2), DONE,
			       CHECK_LOCKED(N(0))),
	},
	/* a second dynamic window */
	{
		.name = "two-dynamic",
		.about = "a second dynamic window is refused cleanly: the "
			 "first stays, and others are possible after it",
		.clauses = "ORD-08",
		.validates = "f431a8cde7f1",
		.needs = PSERIES_64K | NEED(TWO_WINDOWS),
		.risk = TCE_RISK_DAMAGE,
		.steps = STEPS(
			OPEN_BARE, DYNAMIC(W1),
			CREATE(W2, .page_shift = N(12), .size = MiB(4),
			       .err = TCE_ERR_ANY, OR(SUCCESS)),
			CHECK_DT(DDW, G0, 1), REMOVE(W1),
			CREATE(W1, .page_shift = N(16), .size = TCES(4096)),
			REMOVE(W1), BOTH_AGAIN),
	},
	{
		.name = "two-dynamic-then-another-process",
		.about = "another process has the default window as usual "
			 "after a second dynamic one was refused",
		.clauses = "ORD-09",
		.validates = "f431a8cde7f1",
		.needs = PSERIES_64K | NEED(TWO_WINDOWS),
		.risk = TCE_RISK_DAMAGE,
		.steps = STEPS(
			FORK(P1), OPEN_BARE, DYNAMIC(W1),
			CREATE(W2, .page_shift = N(16), .size = MiB(4),
			       .err = TCE_ERR_ANY, OR(SUCCESS)),
			CLOSE_GROUP(G0), CLOSE_CONTAINER(C0),
			OPEN_CONTAINER(C0, .by = P1), OPEN_GROUP(G0, .by = P1),
			ATTACH(G0, C0, .by = P1), SET_V2(.by = P1),
			BUFFER(B1, PAGES(1), .by = P1), REGISTER(B1, .by = P1),
			MAP(B1, DEFAULT_START, .by = P1)),
	},
	/* PEs of one window */
	{
		.name = "dynamic-as-the-only-window",
		.about = "where a PE has one window, a dynamic one can be it "
			 "once the default one is removed, and makes way for "
			 "that again",
		.clauses = "ORD-15",
		.validates = "f431a8cde7f1",
		.needs = PSERIES_DDW | NEED(ONE_WINDOW),
		.risk = TCE_RISK_DAMAGE,
		.steps = STEPS(
			OPEN_V2, MEMORY, MAP(B0, DEFAULT_START),
			UNMAP(DEFAULT_START, PAGES(1)),
			REMOVE_AT(DEFAULT_START), LARGE(W1),
			CHECK_DT(DDW, G0, 1), CHECK_DT(WINDOW, G0, 0),
			MAP(B0, WIN(W1)), MAP(B0, DEFAULT_START, .err = ENXIO),
			UNMAP(WIN(W1), PAGES(1)), REMOVE(W1), DEFAULT(W2),
			CHECK_START(W2, DEFAULT_START), MAP(B0, WIN(W2))),
	},
	{
		.name = "second-where-one-is-all",
		.about = "a second window, where a PE has one, is refused "
			 "cleanly, or made in place of the first",
		.clauses = "ORD-16",
		.validates = "f431a8cde7f1",
		.needs = PSERIES_DDW | NEED(ONE_WINDOW),
		.risk = TCE_RISK_DAMAGE,
		.steps = STEPS(OPEN_V2, MEMORY, MAP(B0, DEFAULT_START),
			       SMALL(W1, .err = ENODEV, OR(SUCCESS)),
			       UNMAP(DEFAULT_START, PAGES(1)),
			       MAP(B0, DEFAULT_START), REMOVE_AT(DEFAULT_START),
			       DEFAULT(W2), CHECK_START(W2, DEFAULT_START),
			       MAP(B0, WIN(W2))),
	},
	/* what is mapped meanwhile */
	{
		.name = "dynamic-beside-mappings",
		.about = "a dynamic window can be made beside a default one in "
			 "use; both map and unmap after that",
		.clauses = "ORD-10",
		.validates = "f431a8cde7f1",
		.needs = NEED(TWO_WINDOWS),
		.steps = STEPS(OPEN_BARE, MEMORY, SMALL(W2), MAP(B0, WIN(W2)),
			       SMALL(W1), MAP(B0, WIN(W1)),
			       MAP(B0, WIN_PAGE(W2, 16)),
			       UNMAP(WIN(W2), WIN_SIZE(W2)),
			       UNMAP(WIN(W1), WIN_SIZE(W1)), UNREGISTER(B0)),
	},
	{
		.name = "dynamic-beside-mappings-is-held",
		.about = "what was mapped in the default window is mapped "
			 "after a dynamic one was made and removed",
		.clauses = "ORD-10",
		.needs = NEED(TWO_WINDOWS),
		.steps = STEPS(OPEN_BARE, MEMORY, SMALL(W2), MAP(B0, WIN(W2)),
			       SMALL(W1), REMOVE(W1),
			       UNREGISTER(B0, .err = EBUSY),
			       UNMAP(WIN(W2), PAGES(1)), UNREGISTER(B0)),
	},
	{
		.name = "default-used-after-dynamic",
		.about = "the default window can be used for the first time "
			 "after the dynamic one is in use",
		.clauses = "ORD-11",
		.validates = "f431a8cde7f1",
		.needs = NEED(TWO_WINDOWS),
		.steps =
			STEPS(OPEN_V2, MEMORY, SMALL(W1), MAP(B0, WIN(W1)),
			      MAP(B0, DEFAULT_START), CHECK_DT(DDW, G0, 1),
			      CHECK_DT(WINDOW, G0, 1), UNMAP(WIN(W1), PAGES(1)),
			      UNMAP(DEFAULT_START, PAGES(1)), UNREGISTER(B0)),
	},
	{
		.name = "default-used-after-dynamic-is-held",
		.about = "what is mapped in the dynamic window stays mapped "
			 "when the default one is used, and when it goes",
		.clauses = "ORD-11",
		.needs = NEED(TWO_WINDOWS),
		.steps = STEPS(OPEN_BOTH, MEMORY, MAP(B0, WIN(W1)),
			       MAP(B0, WIN(W2)), REMOVE(W2),
			       UNREGISTER(B0, .err = EBUSY), REMOVE(W1),
			       UNREGISTER(B0)),
	},
	/* the second place */
	{
		.name = "second-of-4k-pages",
		.about = "a second window of the default's pages and size is a "
			 "64-bit one",
		.clauses = "ORD-12",
		.validates = "f431a8cde7f1",
		.needs = PSERIES_DDW | NEED(START64) | NEED(TWO_WINDOWS),
		.steps = STEPS(OPEN_V2, MEMORY, DEFAULT(W1), CHECK_START64(W1),
			       CHECK_DT(DDW, G0, 1), MAP(B0, WIN(W1)),
			       MAP(B0, DEFAULT_START)),
	},
	{
		.name = "second-larger-than-the-default",
		.about = "a second window of 4 KiB pages may be larger than "
			 "the default one",
		.clauses = "ORD-12",
		.validates = "f431a8cde7f1",
		.needs = PSERIES_DDW | NEED(TWO_WINDOWS),
		.steps = STEPS(
			OPEN_BARE, MEMORY, SMALL(W2),
			CREATE(W1, .page_shift = N(12),
			       .size = NUM(SIZE, 0, 4, QUARTER, 0)),
			CHECK_DT(DDW, G0, 1),
			MAP(B0, WIN_END_PAGE(W1, -1), .size = IOPAGES(W1, 1)),
			UNMAP(WIN_END_PAGE(W1, -1), IOPAGES(W1, 1))),
	},
	/* the next cycle */
	{
		.name = "after-close",
		.about = "windows end with the last close, and the next cycle "
			 "has them at the same starts",
		.clauses = "ORD-13",
		.validates = "f431a8cde7f1",
		.needs = PSERIES_DDW | NEED(TWO_WINDOWS),
		.steps = STEPS(OPEN_BOTH, MEMORY, MAP(B0, WIN(W1)),
			       CLOSE_GROUP(G0), CLOSE_CONTAINER(C0),
			       CHECK_DT(DDW, G0, 0), CHECK_DT(WINDOW, G0, 1),
			       OPEN_BARE, REGISTER(B0),
			       MAP(B0, WIN(W1), .err = ENXIO), BOTH_AGAIN),
	},
	{
		.name = "after-close-of-a-first-dynamic",
		.about = "a dynamic window that is the only one ends with the "
			 "last close, and can be made again at the same start",
		.clauses = "ORD-13",
		.validates = "f431a8cde7f1",
		.needs = PSERIES_64K | NEED(TWO_WINDOWS),
		.steps =
			STEPS(OPEN_BARE, DYNAMIC(W1), CLOSE_GROUP(G0),
			      CLOSE_CONTAINER(C0), CHECK_DT(DDW, G0, 0),
			      CHECK_DT(WINDOW, G0, 1), OPEN_BARE, DYNAMIC(W2),
			      CHECK_SAME_START(W2, W1), REMOVE(W2), BOTH_AGAIN),
	},
};

const struct tce_suite ordering_suite = {
	.name = "ordering",
	.about = "the order in which windows are made and removed",
	.cases = cases,
	.n = ARRAY_SIZE(cases),
};
