// SPDX-License-Identifier: GPL-2.0-only
/*
 * REMOVE: which windows it ends, and what goes with them.
 *
 * REMOVE takes the start of a window, clears what is mapped there, gives the
 * table's charge back and takes the window out of the device tree. At the
 * default start it cancels the default window while that is still to be made.
 * Every other address is refused, those inside of a window too.
 *
 * Sources: <linux/vfio.h> (VFIO_IOMMU_SPAPR_TCE_REMOVE), PAPR on removing DMA
 * windows, Documentation/driver-api/vfio.rst on sPAPR TCE v2.
 */
#include "suites.h"

#define IO_64K (NEED(DDW) | NEED(IO_64K))

/* The default window, made small: each of its pages costs firmware calls. */
#define DEFAULT CREATE(W0, .page_shift = N(12), .size = MiB(4))
/* A dynamic window by being the second one, whatever its pages are. */
#define DYNAMIC CREATE(W1, .page_shift = N(12), .size = TCES(1024))
#define OPEN_BOTH \
	OPEN_BARE, BUFFER(B0, PAGES(1)), REGISTER(B0), DEFAULT, DYNAMIC
#define OPEN_MAPPED OPEN_BOTH, MAP(B0, WIN(W0)), MAP(B0, WIN(W1))

/* The only window, of 64 KiB pages and dynamic. */
#define OPEN_ONLY OPEN_BARE, CREATE(W1, .page_shift = N(16), .size = TCES(64))

/* A window's start plus 2^x. */
#define WIN_BIT(w) NUM(WIN, w, 1, SHIFT, 0)

static const struct tce_case cases[] = {
	/* the default window before it is made */
	{
		.name = "pending",
		.about = "REMOVE cancels the default window before it is made: "
			 "nothing is charged and none appears",
		.clauses = "REM-01 REM-12",
		.steps = STEPS(OPEN_V2, REMOVE_AT(DEFAULT_START),
			       CHECK_LOCKED(N(0)), CHECK_DT(WINDOW, G0, 0)),
	},
	{
		.name = "pending-twice",
		.about = "a default window that was cancelled is not there to "
			 "be removed",
		.clauses = "REM-02",
		.steps = STEPS(OPEN_V2, REMOVE_AT(DEFAULT_START),
			       REMOVE_AT(DEFAULT_START, .err = EINVAL),
			       REMOVE_AT(DEFAULT_START, .err = EINVAL)),
	},
	{
		.name = "pending-then-map",
		.about = "MAP and UNMAP find no window once the default one "
			 "was cancelled, and make none",
		.clauses = "REM-03",
		.steps = STEPS(OPEN_BARE, BUFFER(B0, PAGES(1)), REGISTER(B0),
			       MAP(B0, DEFAULT_START, .err = ENXIO),
			       UNMAP(DEFAULT_START, PAGES(1), .err = ENXIO),
			       CHECK_DT(WINDOW, G0, 0), CHECK_LOCKED(PAGES(1))),
	},
	{
		.name = "pending-elsewhere",
		.about = "any other address does not cancel the default "
			 "window, though it lies where that will be",
		.clauses = "REM-07",
		.steps = STEPS(
			OPEN_V2, FOR_RANGE(0, 63),
			REMOVE_AT(NUM(START, 0, 1, SHIFT, 0), .err = EINVAL),
			DONE, REMOVE_AT(DEFAULT_AT(-1), .err = EINVAL),
			REMOVE_AT(DEFAULT_START)),
	},
	{
		.name = "pending-and-bad-structure",
		.about = "REMOVE with a bad structure leaves the default "
			 "window pending",
		.clauses = "REM-09",
		.steps = STEPS(
			OPEN_V2,
			REMOVE_AT(DEFAULT_START, .argsz = N(15), .err = EINVAL),
			REMOVE_AT(DEFAULT_START, .flags = N(1), .err = EINVAL),
			REMOVE_AT(DEFAULT_START, .ptr = TCE_PTR_NULL,
				  .err = EFAULT),
			REMOVE_AT(DEFAULT_START, .ptr = TCE_PTR_NONE,
				  .err = EFAULT),
			CHECK_DT(WINDOW, G0, 0), REMOVE_AT(DEFAULT_START),
			REMOVE_AT(DEFAULT_START, .err = EINVAL)),
	},
	{
		.name = "pending-after-a-new-start",
		.about = "a container that starts over has its default window "
			 "pending again",
		.clauses = "REM-01",
		.steps = STEPS(OPEN_BARE, DETACH(G0), ATTACH(G0, C0), SET_V2(),
			       REMOVE_AT(DEFAULT_START),
			       REMOVE_AT(DEFAULT_START, .err = EINVAL)),
	},
	/* windows that are there */
	{
		.name = "dynamic-window",
		.about = "a dynamic window that is removed is gone from the "
			 "device tree and out of reach",
		.clauses = "REM-04",
		.validates = "f431a8cde7f1",
		.needs = NEED(TWO_WINDOWS),
		.steps = STEPS(OPEN_BOTH, REMOVE(W1), CHECK_DT(DDW, G0, 0),
			       CHECK_DT(WINDOW, G0, 1),
			       MAP(B0, WIN(W1), .err = ENXIO),
			       UNMAP(WIN(W1), PAGES(1), .err = ENXIO)),
	},
	{
		.name = "dynamic-window-alone",
		.about = "a dynamic window that is the only one can be "
			 "removed, and is gone then",
		.clauses = "REM-04",
		.validates = "f431a8cde7f1",
		.needs = NEED(PSERIES) | IO_64K,
		.steps = STEPS(OPEN_ONLY, REMOVE(W1), CHECK_DT(DDW, G0, 0),
			       CHECK_DT(WINDOW, G0, 0), CHECK_LOCKED(N(0))),
	},
	{
		.name = "default-window",
		.about = "a default window that is removed is out of reach, "
			 "and the dynamic one beside it works on",
		.clauses = "REM-05",
		.validates = "f431a8cde7f1",
		.needs = NEED(TWO_WINDOWS),
		.steps = STEPS(OPEN_V2, BUFFER(B0, PAGES(1)), REGISTER(B0),
			       DYNAMIC, REMOVE_AT(DEFAULT_START),
			       MAP(B0, DEFAULT_START, .err = ENXIO),
			       CHECK_DT(DDW, G0, 1), MAP(B0, WIN(W1)),
			       UNMAP(WIN(W1), PAGES(1)), UNREGISTER(B0)),
	},
	{
		.name = "read-only-structure",
		.about = "REMOVE has nothing to write: its structure may be "
			 "read-only",
		.clauses = "REM-04",
		.needs = NEED(TWO_WINDOWS),
		.steps = STEPS(OPEN_BOTH, REMOVE(W1, .ptr = TCE_PTR_RO),
			       CHECK_DT(DDW, G0, 0),
			       REMOVE_AT(DEFAULT_START, .ptr = TCE_PTR_RO)),
	},
	/* addresses that start no window */
	{
		.name = "inside-a-dynamic-window",
		.about = "an address inside of a dynamic window does not "
			 "remove it",
		.clauses = "REM-06",
		.needs = IO_64K,
		.steps = STEPS(OPEN_ONLY,
			       REMOVE_AT(WIN_AT(W1, 0x100000), .err = EINVAL),
			       CHECK_DT(DDW, G0, 1), FOR_RANGE(0, 23),
			       REMOVE_AT(WIN_BIT(W1), .err = EINVAL), DONE,
			       REMOVE_AT(WIN_END(W1, -1), .err = EINVAL),
			       REMOVE(W1)),
	},
	{
		.name = "inside-the-default-window",
		.about = "an address inside of the default window does not "
			 "remove it",
		.clauses = "REM-06",
		.steps = STEPS(OPEN_BARE, BUFFER(B0, PAGES(1)), REGISTER(B0),
			       CREATE(W1, .page_shift = N(12), .size = MiB(4)),
			       REMOVE_AT(WIN_PAGE(W1, 1), .err = EINVAL),
			       MAP(B0, WIN(W1)),
			       REMOVE_AT(WIN_END(W1, -1), .err = EINVAL),
			       REMOVE(W1)),
	},
	{
		.name = "outside-of-all-windows",
		.about = "addresses outside of all windows remove none of the "
			 "two",
		.clauses = "REM-07",
		.needs = NEED(TWO_WINDOWS),
		.steps = STEPS(
			OPEN_BOTH, REMOVE_AT(N(0x123456789000), .err = EINVAL),
			REMOVE_AT(DEFAULT_AT(-1), .err = EINVAL),
			REMOVE_AT(DEFAULT_END(0), .err = EINVAL),
			REMOVE_AT(DEFAULT_END_PAGE(1), .err = EINVAL),
			REMOVE_AT(WIN_AT(W1, -1), .err = EINVAL),
			REMOVE_AT(WIN_END(W1, 0), .err = EINVAL),
			REMOVE_AT(WIN_END_PAGE(W1, 1), .err = EINVAL),
			REMOVE_AT(MAX64_MINUS(0xfff), .err = EINVAL),
			REMOVE_AT(MAX64, .err = EINVAL), MAP(B0, WIN(W0)),
			MAP(B0, WIN(W1)), REMOVE(W1), REMOVE(W0)),
	},
	{
		.name = "no-window-at-all",
		.about = "where no window is every address is refused",
		.clauses = "REM-07",
		.steps = STEPS(OPEN_BARE, FOR_EXTREMES,
			       REMOVE_AT(X, .err = EINVAL), DONE,
			       REMOVE_AT(DEFAULT_START, .err = EINVAL)),
	},
	{
		.name = "twice",
		.about = "a window is removed once, be it a dynamic or the "
			 "default one",
		.clauses = "REM-08",
		.needs = NEED(TWO_WINDOWS),
		.steps = STEPS(OPEN_BOTH, REMOVE(W1), REMOVE(W1, .err = EINVAL),
			       REMOVE(W0), REMOVE(W0, .err = EINVAL),
			       REMOVE(W1, .err = EINVAL)),
	},
	{
		.name = "bad-structure",
		.about = "REMOVE with a bad structure keeps the windows and "
			 "what is mapped in them",
		.clauses = "REM-09",
		.needs = NEED(TWO_WINDOWS),
		.steps = STEPS(OPEN_MAPPED,
			       REMOVE(W1, .argsz = N(15), .err = EINVAL),
			       REMOVE(W1, .flags = N(1), .err = EINVAL),
			       REMOVE(W1, .ptr = TCE_PTR_NULL, .err = EFAULT),
			       REMOVE(W0, .argsz = N(0), .err = EINVAL),
			       CHECK_DT(DDW, G0, 1), UNMAP(WIN(W1), PAGES(1)),
			       REMOVE(W1), REMOVE(W0)),
	},
	/* what is mapped */
	{
		.name = "with-mappings",
		.about = "a window can be removed with memory mapped in it, "
			 "which is free to go then, and its charge with it",
		.clauses = "REM-10",
		.validates = "4ba2fdff2eb1",
		.needs = NEED(TWO_WINDOWS),
		.steps = STEPS(OPEN_BOTH, FOR_RANGE(0, 3),
			       MAP(B0, NUM(WIN, W1, 0x40000, SHIFT, 0)), DONE,
			       REMOVE(W1), UNREGISTER(B0), REMOVE(W0),
			       CHECK_LOCKED(N(0))),
	},
	{
		.name = "with-the-same-memory-in-both",
		.about = "memory that is mapped in two windows is free to go "
			 "when both are removed",
		.clauses = "REM-10",
		.validates = "4ba2fdff2eb1",
		.needs = NEED(TWO_WINDOWS),
		.steps = STEPS(OPEN_MAPPED, REMOVE(W0), REMOVE(W1),
			       UNREGISTER(B0), CHECK_LOCKED(N(0))),
	},
	{
		.name = "with-mappings-again",
		.about = "a window that is made again at the same place holds "
			 "none of the mappings of the one before",
		.clauses = "REM-10",
		.validates = "4ba2fdff2eb1",
		.steps = STEPS(OPEN_BARE, BUFFER(B0, PAGES(2)), REGISTER(B0),
			       FOR_RANGE(1, 3),
			       CREATE(W1, .page_shift = N(12), .size = MiB(4)),
			       MAP(B0, WIN(W1)), REMOVE(W1), DONE,
			       CREATE(W1, .page_shift = N(12), .size = MiB(4)),
			       UNREGISTER(B0)),
	},
	/* where there are none */
	{
		.name = "v1-enabled",
		.about = "a v1 container removes no window on request, and "
			 "keeps the default one pending",
		.clauses = "REM-11",
		.steps = STEPS(OPEN_V1, ENABLE(),
			       REMOVE_AT(DEFAULT_START, .err = ENOTTY),
			       UNMAP(DEFAULT_START, PAGES(1)),
			       CHECK_DT(WINDOW, G0, 1),
			       REMOVE_AT(DEFAULT_START, .err = ENOTTY),
			       UNMAP(DEFAULT_START, PAGES(1)), DISABLE()),
	},
};

const struct tce_suite remove_suite = {
	.name = "remove",
	.about = "REMOVE: which windows it ends and what goes with them",
	.cases = cases,
	.n = ARRAY_SIZE(cases),
};
