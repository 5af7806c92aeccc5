// SPDX-License-Identifier: GPL-2.0-only
/*
 * UNMAP, and what else takes mappings out of a window.
 *
 * UNMAP takes whole IOMMU pages of one window and clears those of them that
 * are mapped; neither how they were mapped nor whether they were matters. It
 * writes nothing back. Removing a window, leaving the container and closing
 * everything clear what is mapped, too, and do so before the window goes, so
 * that all memory is free afterwards.
 *
 * Sources: <linux/vfio.h> (VFIO_IOMMU_UNMAP_DMA), PAPR on H_PUT_TCE and on
 * removing DMA windows.
 *
 * Memory that is not mapped any more is memory that UNREGISTER lets go, with
 * its charge. Rows whose names end in -is-held show what is still mapped:
 * there it refuses.
 */
#include "case.h"

/* A window's start plus 2^x. */
#define WIN_BIT(w) NUM(WIN, w, 1, SHIFT, 0)

/* The highest address that is aligned to 4 KiB. */
#define TOP MAX64_MINUS(0xfff)

/*
 * w1, a dynamic window though its pages are small: the second one is. The
 * first, w0, is made small: each of its pages costs firmware calls.
 */
#define MAKE_DYNAMIC                                             \
	REMOVE_AT(DEFAULT_START),                                \
		CREATE(W0, .page_shift = N(12), .size = MiB(4)), \
		CREATE(W1, .page_shift = N(12), .size = TCES(1024))
#define ONE_PAGE OPEN_V2, BUFFER(B0, PAGES(1)), REGISTER(B0)
#define THREE_BUFFERS                                                       \
	ONE_PAGE, BUFFER(B1, PAGES(1)), REGISTER(B1), BUFFER(B2, PAGES(1)), \
		REGISTER(B2)
/* Neighbours in the window, an IOMMU page each. */
#define THREE_MAPPED                                                     \
	THREE_BUFFERS, MAP(B0, WIN_PAGE(W0, 4), .size = IOPAGES(W0, 1)), \
		MAP(B1, WIN_PAGE(W0, 5), .size = IOPAGES(W0, 1)),        \
		MAP(B2, WIN_PAGE(W0, 6), .size = IOPAGES(W0, 1))

static const struct tce_case cases[] = {
	{
		.name = "before-register",
		.about = "UNMAP before any memory was registered is refused",
		.clauses = "UNM-01",
		.steps = STEPS(OPEN_V2,
			       UNMAP(WIN(W0), IOPAGES(W0, 1), .err = EPERM),
			       CHECK_DT(WINDOW, G0, 0)),
	},
	{
		.name = "makes-the-default-window",
		.about = "an UNMAP before any MAP makes the default window",
		.clauses = "UNM-17",
		.validates = "f431a8cde7f1",
		.steps = STEPS(ONE_PAGE, CHECK_DT(WINDOW, G0, 0),
			       UNMAP(WIN(W0), IOPAGES(W0, 1)),
			       CHECK_DT(WINDOW, G0, 1)),
	},
	{
		.name = "what-is-mapped",
		.about = "UNMAP of a mapping releases its memory",
		.clauses = "UNM-02",
		.steps = STEPS(ONE_PAGE, MAP(B0, WIN(W0)),
			       UNMAP(WIN(W0), PAGES(1)), UNREGISTER(B0)),
	},
	{
		.name = "never-mapped",
		.about = "UNMAP of what was never mapped succeeds",
		.clauses = "UNM-03",
		.steps = STEPS(ONE_PAGE, UNMAP(WIN(W0), PAGES(1)),
			       UNMAP(WIN_END_PAGE(W0, -1), IOPAGES(W0, 1))),
	},
	{
		.name = "twice",
		.about = "UNMAP of a mapping succeeds a second time, too",
		.clauses = "UNM-04",
		.steps = STEPS(ONE_PAGE, MAP(B0, WIN(W0)),
			       UNMAP(WIN(W0), PAGES(1)),
			       UNMAP(WIN(W0), PAGES(1)), UNREGISTER(B0)),
	},
	{
		.name = "in-two-pieces",
		.about = "what one MAP mapped can be unmapped in pieces",
		.clauses = "UNM-02",
		.steps = STEPS(OPEN_V2, BUFFER(B0, PAGES(4)), REGISTER(B0),
			       MAP(B0, DEFAULT_START),
			       UNMAP(DEFAULT_PAGE(1), PAGES(3)),
			       UNMAP(DEFAULT_START, PAGES(1)), UNREGISTER(B0)),
	},
	{
		.name = "several-mappings",
		.about =
			"what several MAPs mapped can be unmapped by one call, "
			"with what is around",
		.clauses = "UNM-02 UNM-03",
		.steps = STEPS(THREE_MAPPED, UNMAP(WIN(W0), IOPAGES(W0, 16)),
			       UNREGISTER(B0), UNREGISTER(B1), UNREGISTER(B2)),
	},
	{
		.name = "middle-of-three",
		.about = "UNMAP of the middle one of three neighbours lets go "
			 "of its memory",
		.clauses = "UNM-13",
		.steps = STEPS(THREE_MAPPED,
			       UNMAP(WIN_PAGE(W0, 5), IOPAGES(W0, 1)),
			       UNREGISTER(B1)),
	},
	{
		.name = "neighbour-before-is-held",
		.about = "UNMAP does not touch the page before its range",
		.clauses = "UNM-13",
		.steps = STEPS(THREE_MAPPED,
			       UNMAP(WIN_PAGE(W0, 5), IOPAGES(W0, 1)),
			       UNREGISTER(B1), UNREGISTER(B0, .err = EBUSY)),
	},
	{
		.name = "neighbour-behind-is-held",
		.about = "UNMAP does not touch the page after its range",
		.clauses = "UNM-13",
		.steps = STEPS(THREE_MAPPED,
			       UNMAP(WIN_PAGE(W0, 5), IOPAGES(W0, 1)),
			       UNREGISTER(B1), UNREGISTER(B2, .err = EBUSY)),
	},
	{
		.name = "whole-window",
		.about = "UNMAP of a whole window releases all that is mapped "
			 "at its start, in its midst and at its end",
		.clauses = "UNM-14",
		.needs = NEED(DDW),
		/* Made small: each of its pages costs firmware calls. */
		.steps = STEPS(
			THREE_BUFFERS, REMOVE_AT(DEFAULT_START),
			CREATE(W0, .page_shift = N(12), .size = MiB(4)),
			MAP(B0, WIN(W0)), MAP(B1, WIN_AT(W0, 2 << 20)),
			MAP(B2, WIN_END_PAGE(W0, -1), .size = IOPAGES(W0, 1)),
			UNMAP(WIN(W0), MiB(4)), UNREGISTER(B0), UNREGISTER(B1),
			UNREGISTER(B2)),
	},
	{
		.name = "size-zero",
		.about = "UNMAP of nothing succeeds",
		.clauses = "UNM-15",
		.steps = STEPS(ONE_PAGE, UNMAP(WIN(W0), N(0), OR(EINVAL)),
			       MAP(B0, WIN(W0)),
			       UNMAP(WIN(W0), N(0), OR(EINVAL)),
			       UNMAP(WIN_AT(W0, 65536), N(0), OR(EINVAL))),
	},
	{
		.name = "size-zero-is-held",
		.about = "UNMAP of nothing clears nothing",
		.clauses = "UNM-15",
		.steps = STEPS(ONE_PAGE,
			       MAP(B0, WIN(W0), .size = IOPAGES(W0, 1)),
			       UNMAP(WIN(W0), N(0), OR(EINVAL)),
			       UNREGISTER(B0, .err = EBUSY)),
	},
	{
		.name = "argument-kept",
		.about = "UNMAP writes nothing to its argument, which can be "
			 "read-only",
		.clauses = "UNM-16",
		.steps = STEPS(
			ONE_PAGE, MAP(B0, WIN(W0)), UNMAP(WIN(W0), PAGES(1)),
			CHECK(WRITTEN, 0, N(0), NOT_JUDGED), MAP(B0, WIN(W0)),
			UNMAP(WIN(W0), PAGES(1), .ptr = TCE_PTR_RO),
			UNREGISTER(B0)),
	},
	{
		.name = "iova-misaligned",
		.about = "UNMAP at an address with any bit below the window's "
			 "page set is refused",
		.clauses = "UNM-05 BAD-11",
		.steps =
			STEPS(ONE_PAGE, FOR_RANGE(0, 11),
			      UNMAP(WIN_BIT(W0), IOPAGES(W0, 1), .err = EINVAL),
			      DONE),
	},
	{
		.name = "size-misaligned",
		.about = "UNMAP of a size with any bit below the window's page "
			 "set is refused",
		.clauses = "UNM-06",
		.steps = STEPS(ONE_PAGE, FOR_BITS(0, 11),
			       UNMAP(WIN(W0), X, .err = EINVAL),
			       UNMAP(WIN(W0), X_PLUS(4096), .err = EINVAL),
			       UNMAP(WIN(W0), X_PLUS(65536), .err = EINVAL),
			       DONE),
	},
	{
		.name = "size-misaligned-extremes",
		.about = "UNMAP of a size next to any power of two that is not "
			 "whole pages is refused",
		.clauses = "UNM-06",
		.steps = STEPS(ONE_PAGE, FOR_BITS(12, 63),
			       UNMAP(WIN(W0), X_PLUS(1), .err = EINVAL),
			       UNMAP(WIN(W0), X_PLUS(-1), .err = EINVAL), DONE,
			       UNMAP(WIN(W0), MAX64, .err = EINVAL)),
	},
	{
		.name = "window-of-64k-pages-size-misaligned",
		.about =
			"UNMAP in a window of 64 KiB pages is refused when the "
			"size is aligned to 4 KiB only",
		.clauses = "UNM-06",
		.needs = NEED(DDW) | NEED(IO_64K),
		.steps = STEPS(
			ONE_PAGE, REMOVE_AT(DEFAULT_START),
			CREATE(W1, .page_shift = N(16), .size = TCES(1024)),
			FOR_BITS(12, 15), UNMAP(WIN(W1), X, .err = EINVAL),
			UNMAP(WIN(W1), X_PLUS(65536), .err = EINVAL), DONE,
			UNMAP(WIN(W1), WIN_SIZE(W1))),
	},
	{
		.name = "window-of-64k-pages-iova-misaligned",
		.about =
			"UNMAP in a window of 64 KiB pages is refused when the "
			"address is aligned to 4 KiB only",
		.clauses = "UNM-05 BAD-11",
		.needs = NEED(DDW) | NEED(IO_64K),
		.steps = STEPS(
			ONE_PAGE, REMOVE_AT(DEFAULT_START),
			CREATE(W1, .page_shift = N(16), .size = TCES(1024)),
			FOR_RANGE(12, 15),
			UNMAP(WIN_BIT(W1), KiB(64), .err = EINVAL), DONE),
	},
	{
		.name = "past-the-end",
		.about = "UNMAP that begins in the default window's last page "
			 "and ends after it is refused",
		.clauses = "UNM-07 BAD-11",
		.validates = "0b271f7d7f5e",
		.needs = NEED(PSERIES),
		.steps = STEPS(ONE_PAGE, UNMAP(WIN_END_PAGE(W0, -1),
					       IOPAGES(W0, 2), .err = EINVAL)),
	},
	{
		.name = "past-the-end-of-a-dynamic-window",
		.about =
			"UNMAP that begins in a dynamic window's last page and "
			"ends after it is refused",
		.clauses = "UNM-07 BAD-11",
		.validates = "0b271f7d7f5e",
		.needs = NEED(PSERIES) | NEED(START64) | NEED(TWO_WINDOWS),
		.steps = STEPS(ONE_PAGE, MAKE_DYNAMIC,
			       UNMAP(WIN_END_PAGE(W1, -1), IOPAGES(W1, 2),
				     .err = EINVAL)),
	},
	{
		.name = "size-extremes",
		.about =
			"UNMAP of any size above the window's, up to the whole "
			"address space, is refused at once",
		.clauses = "UNM-08 BAD-11",
		.validates = "0b271f7d7f5e",
		.needs = NEED(PSERIES),
		/*
		 * A kernel that does not look at the size fails in the first
		 * call: it would take years over the others.
		 */
		.steps = STEPS(
			ONE_PAGE,
			UNMAP(WIN_END_PAGE(W0, -1), IOPAGES(W0, 2),
			      .err = EINVAL),
			UNMAP(WIN(W0), DEFAULT_SIZE_PLUS(4096), .err = EINVAL),
			FOR_BITS(33, 63), UNMAP(WIN(W0), X, .err = EINVAL),
			DONE, UNMAP(WIN(W0), TOP, .err = EINVAL),
			UNMAP(WIN_END_PAGE(W0, -1), TOP, .err = EINVAL)),
	},
	{
		.name = "range-that-wraps",
		.about = "UNMAP from a dynamic window to the end of the "
			 "address space, or past it, is refused at once",
		.clauses = "UNM-18",
		.validates = "0b271f7d7f5e",
		.needs = NEED(PSERIES) | NEED(START64) | NEED(TWO_WINDOWS),
		/* As above: a kernel that checks no size fails in the first. */
		.steps = STEPS(
			ONE_PAGE, MAKE_DYNAMIC,
			UNMAP(WIN_END_PAGE(W1, -1), IOPAGES(W1, 2),
			      .err = EINVAL),
			UNMAP(WIN(W1), N(-(INT64_C(1) << 59)), .err = EINVAL),
			UNMAP(WIN_PAGE(W1, 1), N(-(INT64_C(1) << 59)),
			      .err = EINVAL),
			UNMAP(WIN(W1), TOP, .err = EINVAL)),
	},
	{
		.name = "outside-the-windows",
		.about = "UNMAP at any address outside of the default window, "
			 "the only one, finds no window",
		.clauses = "UNM-10",
		.needs = NEED(LOW),
		.steps = STEPS(
			ONE_PAGE, UNMAP(DEFAULT_END(0), KiB(4), .err = ENXIO),
			UNMAP(DEFAULT_AT(-4096), KiB(4), .err = ENXIO),
			UNMAP(TOP, KiB(4), .err = ENXIO), FOR_BITS(33, 63),
			UNMAP(X, KiB(4), .err = ENXIO),
			UNMAP(X_PLUS(-4096), KiB(4), .err = ENXIO), DONE),
	},
	{
		.name = "beside-a-dynamic-window",
		.about = "UNMAP right before or after a dynamic window finds "
			 "no window, even if it reaches into it",
		.clauses = "UNM-10",
		.needs = NEED(PSERIES) | NEED(START64) | NEED(TWO_WINDOWS),
		.steps = STEPS(ONE_PAGE, MAKE_DYNAMIC,
			       UNMAP(WIN_PAGE(W1, -1), KiB(4), .err = ENXIO),
			       UNMAP(WIN_PAGE(W1, -1), KiB(8), .err = ENXIO),
			       UNMAP(WIN_END(W1, 0), KiB(4), .err = ENXIO)),
	},
	{
		.name = "flags",
		.about = "UNMAP with any flag is refused",
		.clauses = "UNM-11 BAD-04",
		.steps = STEPS(
			ONE_PAGE, FOR_BITS(0, 31),
			UNMAP(WIN(W0), PAGES(1), .flags = X, .err = EINVAL),
			DONE, CHECK_DT(WINDOW, G0, 0)),
	},
	{
		.name = "argsz",
		.about = "UNMAP with any argsz below its structure is refused",
		.clauses = "UNM-12 BAD-03",
		.steps = STEPS(
			ONE_PAGE, FOR_RANGE(0, 23),
			UNMAP(WIN(W0), PAGES(1), .argsz = X, .err = EINVAL),
			DONE, CHECK_DT(WINDOW, G0, 0),
			UNMAP(WIN(W0), PAGES(1), .argsz = N(25)),
			UNMAP(WIN(W0), PAGES(1), .argsz = N(0xffffffff))),
	},
	{
		.name = "bad-pointer",
		.about = "UNMAP with a bad pointer is refused",
		.clauses = "UNM-12",
		.steps = STEPS(ONE_PAGE,
			       UNMAP(WIN(W0), PAGES(1), .ptr = TCE_PTR_NULL,
				     .err = EFAULT),
			       UNMAP(WIN(W0), PAGES(1), .ptr = TCE_PTR_NONE,
				     .err = EFAULT),
			       CHECK_DT(WINDOW, G0, 0)),
	},
	{
		.name = "remove-dynamic-window",
		.about = "removing a dynamic window releases what is mapped "
			 "in it",
		.clauses = "CLR-01",
		.validates = "4ba2fdff2eb1",
		.needs = NEED(TWO_WINDOWS),
		.steps = STEPS(OPEN_V2, BUFFER(B0, PAGES(64)), REGISTER(B0),
			       MAKE_DYNAMIC, MAP(B0, WIN(W1)), REMOVE(W1),
			       UNREGISTER(B0)),
	},
	{
		.name = "remove-default-window",
		.about = "removing the default window releases what is mapped "
			 "in it",
		.clauses = "CLR-02",
		.validates = "4ba2fdff2eb1",
		.steps = STEPS(OPEN_V2, BUFFER(B0, PAGES(64)), REGISTER(B0),
			       MAP(B0, WIN(W0)), REMOVE_AT(DEFAULT_START),
			       UNREGISTER(B0), CHECK_LOCKED(N(0))),
	},
};

const struct tce_suite unmap_suite = {
	.name = "unmap",
	.about = "UNMAP, and what else takes mappings out of a window",
	.cases = cases,
	.n = ARRAY_SIZE(cases),
};
