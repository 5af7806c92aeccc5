// SPDX-License-Identifier: GPL-2.0-only
/*
 * MAP: which requests put memory into a window.
 *
 * MAP takes whole IOMMU pages of one window, and memory that is registered in
 * ranges whose pages are no smaller than the window's. It replaces what was
 * mapped there. One that fails leaves the window as it was. The first MAP
 * makes the default window, unless that was made or removed before.
 *
 * Sources: <linux/vfio.h> (VFIO_IOMMU_MAP_DMA, VFIO_IOMMU_SPAPR_*),
 * Documentation/driver-api/vfio.rst on sPAPR TCE v2, PAPR on H_PUT_TCE.
 *
 * Rows whose names end in -is-held show that memory is still mapped: the only
 * sign of that, short of a device that writes to it, is that UNREGISTER
 * refuses.
 */
#include "map.h"

static const struct tce_case cases[] = {
	{
		.name = "before-register",
		.about = "MAP before any memory was registered is refused",
		.clauses = "MAP-01",
		.steps = STEPS(OPEN_V2, BUFFER(B0, PAGES(1)),
			       MAP(B0, DEFAULT_START, .err = EPERM),
			       CHECK_DT(WINDOW, G0, 0)),
	},
	{
		.name = "before-register-into-a-window",
		.about = "MAP into a window that was made is refused, too, "
			 "before any memory was registered",
		.clauses = "MAP-01",
		.needs = NEED(DDW),
		.steps = STEPS(OPEN_BARE,
			       CREATE(W0, .page_shift = N(12), .size = MiB(4)),
			       BUFFER(B0, PAGES(1)),
			       MAP(B0, WIN(W0), .err = EPERM)),
	},
	{
		.name = "makes-the-default-window",
		.about = "the first MAP makes the default window",
		.clauses = "MAP-02",
		.validates = "f431a8cde7f1",
		.steps = STEPS(ONE_PAGE, CHECK_DT(WINDOW, G0, 0),
			       MAP(B0, DEFAULT_AT(65536)),
			       CHECK_DT(WINDOW, G0, 1)),
	},
	{
		.name = "first-page",
		.about = "the first page of the default window can be mapped, "
			 "bus address 0 too",
		.clauses = "MAP-29",
		.validates = "f431a8cde7f1",
		.steps = STEPS(ONE_PAGE, MAP(B0, DEFAULT_START),
			       UNMAP(DEFAULT_START, PAGES(1)), UNREGISTER(B0)),
	},
	{
		.name = "last-page",
		.about = "the last page of the default window can be mapped",
		.clauses = "MAP-11 INFO-15",
		.steps = STEPS(
			ONE_PAGE,
			MAP(B0, WIN_END_PAGE(W0, -1), .size = IOPAGES(W0, 1)),
			UNMAP(WIN_END_PAGE(W0, -1), IOPAGES(W0, 1)),
			UNREGISTER(B0)),
	},
	{
		.name = "dynamic-window",
		.about = "the first and the last page of a dynamic window can "
			 "be mapped",
		.clauses = "MAP-11",
		.validates = "f431a8cde7f1",
		.needs = NEED(TWO_WINDOWS),
		.steps = STEPS(
			ONE_PAGE, MAKE_DYNAMIC, MAP(B0, WIN(W1)),
			MAP(B0, WIN_END_PAGE(W1, -1), .size = IOPAGES(W1, 1)),
			UNMAP(WIN(W1), WIN_SIZE(W1)), UNREGISTER(B0)),
	},
	{
		.name = "both-windows",
		.about =
			"the same memory can be mapped in the default and in a "
			"dynamic window",
		.clauses = "MAP-28",
		.validates = "f431a8cde7f1",
		.needs = NEED(TWO_WINDOWS),
		.steps = STEPS(ONE_PAGE, MAKE_DYNAMIC, MAP(B0, WIN(W0)),
			       MAP(B0, WIN(W1)), UNMAP(WIN(W0), PAGES(1)),
			       UNMAP(WIN(W1), PAGES(1)), UNREGISTER(B0)),
	},
	{
		.name = "no-access",
		.about = "MAP for neither reading nor writing is refused",
		.clauses = "MAP-03",
		.steps = STEPS(ONE_PAGE,
			       MAP(B0, WIN(W0), .flags = N(0), .err = EINVAL)),
	},
	{
		.name = "one-way-access",
		.about = "MAP for reading alone and for writing alone is "
			 "accepted",
		.clauses = "MAP-05",
		.steps = STEPS(ONE_PAGE, MAP(B0, WIN(W0), .flags = N(1)),
			       MAP(B0, WIN_AT(W0, 65536), .flags = N(2)),
			       UNMAP(WIN(W0), KiB(128)), UNREGISTER(B0)),
	},
	{
		.name = "flags",
		.about = "MAP with any flag beside READ and WRITE is refused",
		.clauses = "MAP-04 BAD-04",
		.steps = STEPS(
			ONE_PAGE, FOR_BITS(2, 31),
			MAP(B0, WIN(W0), .flags = X, .err = EINVAL),
			MAP(B0, WIN(W0), .flags = X_PLUS(3), .err = EINVAL),
			DONE),
	},
	{
		.name = "argsz",
		.about = "MAP with any argsz below its structure is refused",
		.clauses = "MAP-25 BAD-03",
		.steps = STEPS(ONE_PAGE, FOR_RANGE(0, 31),
			       MAP(B0, WIN(W0), .argsz = X, .err = EINVAL),
			       DONE, MAP(B0, WIN(W0), .argsz = N(33)),
			       MAP(B0, WIN(W0), .argsz = N(0xffffffff))),
	},
	{
		.name = "bad-pointer",
		.about = "MAP with a bad pointer is refused",
		.clauses = "MAP-25",
		.steps = STEPS(
			ONE_PAGE,
			MAP(B0, WIN(W0), .ptr = TCE_PTR_NULL, .err = EFAULT),
			MAP(B0, WIN(W0), .ptr = TCE_PTR_NONE, .err = EFAULT)),
	},
	{
		.name = "argument-only-read",
		.about = "MAP takes an argument that cannot be written",
		.clauses = "MAP-02",
		.steps = STEPS(ONE_PAGE, MAP(B0, WIN(W0), .ptr = TCE_PTR_RO)),
	},
	{
		.name = "bad-structure-makes-no-window",
		.about = "a MAP whose structure is bad makes no default window",
		.clauses = "MAP-26",
		.steps = STEPS(
			ONE_PAGE,
			MAP(B0, WIN(W0), .argsz = N(31), .err = EINVAL),
			MAP(B0, WIN(W0), .flags = N(4), .err = EINVAL),
			MAP(B0, WIN(W0), .ptr = TCE_PTR_NULL, .err = EFAULT),
			CHECK_DT(WINDOW, G0, 0), CHECK_LOCKED(PAGES(1))),
	},
	{
		.name = "iova-misaligned",
		.about = "MAP at an address with any bit below the window's "
			 "page set is refused",
		.clauses = "MAP-06 BAD-11",
		.steps = STEPS(ONE_PAGE, FOR_RANGE(0, 11),
			       MAP(B0, WIN_BIT(W0), .size = IOPAGES(W0, 1),
				   .err = EINVAL),
			       DONE, UNREGISTER(B0)),
	},
	{
		.name = "vaddr-misaligned",
		.about = "MAP of memory at an address with any bit below the "
			 "window's page set is refused",
		.clauses = "MAP-07",
		.steps = STEPS(OPEN_V2, BUFFER(B0, PAGES(2)), REGISTER(B0),
			       FOR_RANGE(0, 11),
			       MAP(B0, WIN(W0), .vaddr = BUF_BIT(B0),
				   .size = IOPAGES(W0, 1), .err = EINVAL),
			       DONE, UNREGISTER(B0)),
	},
	{
		.name = "size-misaligned",
		.about = "MAP of a size with any bit below the window's page "
			 "set is refused",
		.clauses = "MAP-08",
		.steps = STEPS(
			OPEN_V2, BUFFER(B0, KiB(128)), REGISTER(B0),
			FOR_BITS(0, 11),
			MAP(B0, WIN(W0), .size = X, .err = EINVAL),
			MAP(B0, WIN(W0), .size = X_PLUS(4096), .err = EINVAL),
			MAP(B0, WIN(W0), .size = X_PLUS(65536), .err = EINVAL),
			DONE, UNREGISTER(B0)),
	},
	{
		.name = "size-zero",
		.about =
			"MAP of nothing succeeds, makes the default window and "
			"maps nothing",
		.clauses = "MAP-09",
		.steps = STEPS(ONE_PAGE,
			       MAP(B0, WIN(W0), .size = N(0), OR(EINVAL)),
			       CHECK_DT(WINDOW, G0, 1), UNREGISTER(B0)),
	},
	{
		.name = "size-extremes",
		.about = "MAP of any size above what is registered, up to the "
			 "whole address space, is refused and leaves nothing "
			 "mapped",
		.clauses = "MAP-12 CLR-08",
		.steps = STEPS(
			ONE_PAGE, FOR_BITS(17, 63),
			MAP(B0, WIN(W0), .size = X, .err = EINVAL),
			MAP(B0, WIN(W0), .size = X_PLUS(4096), .err = EINVAL),
			MAP(B0, WIN(W0), .size = X_PLUS(-4096), .err = EINVAL),
			DONE, MAP(B0, WIN(W0), .size = TOP, .err = EINVAL),
			UNREGISTER(B0)),
	},
	{
		.name = "size-extremes-at-the-end",
		.about = "MAP from a window's last page of any size above it, "
			 "the memory after it not registered, is refused and "
			 "leaves nothing mapped",
		.clauses = "MAP-12 CLR-08",
		/*
		 * The piece is the last one that is registered, so that a
		 * kernel that does not look at the window's end stops there.
		 */
		.steps = STEPS(OPEN_V2, BUFFER(B0, KiB(64)), REGISTER(B0),
			       FOR_BITS(13, 63),
			       MAP(B0, WIN_END_PAGE(W0, -1),
				   .vaddr = BUF_AT(B0, 0xf000), .size = X,
				   .err = EINVAL),
			       DONE,
			       MAP(B0, WIN_END_PAGE(W0, -1),
				   .vaddr = BUF_AT(B0, 0xf000), .size = TOP,
				   .err = EINVAL),
			       UNREGISTER(B0)),
	},
	{
		.name = "memory-at-the-top",
		.about = "MAP of memory at the end of the address space, or "
			 "that wraps there, is refused and maps nothing",
		.clauses = "MAP-31",
		.steps = STEPS(ONE_PAGE,
			       MAP(B0, WIN(W0), .vaddr = TOP, .size = KiB(4),
				   .err = EINVAL),
			       FOR_BITS(13, 63),
			       MAP(B0, WIN(W0), .vaddr = TOP, .size = X,
				   .err = EINVAL),
			       DONE,
			       MAP(B0, WIN(W0), .vaddr = TOP, .size = TOP,
				   .err = EINVAL),
			       MAP(B0, WIN(W0), .vaddr = MAX64_MINUS(0xffff),
				   .size = KiB(64), .err = EINVAL),
			       UNREGISTER(B0)),
	},
	{
		.name = "window-of-64k-pages-memory-at-the-top",
		.about = "the same in a window of 64 KiB pages",
		.clauses = "MAP-31",
		.needs = NEED(DDW) | NEED(IO_64K),
		.steps = STEPS(OPEN_ONLY(16, 1024), BUFFER(B0, PAGES(1)),
			       REGISTER(B0),
			       MAP(B0, WIN(W1), .vaddr = MAX64_MINUS(0xffff),
				   .size = KiB(64), .err = EINVAL),
			       MAP(B0, WIN(W1), .vaddr = MAX64_MINUS(0xffff),
				   .size = KiB(128), .err = EINVAL),
			       UNREGISTER(B0)),
	},
	{
		.name = "range-that-wraps",
		.about = "MAP from a dynamic window to the end of the address "
			 "space, or past it, is refused and maps nothing",
		.clauses = "MAP-32",
		.needs = NEED(START64) | NEED(TWO_WINDOWS),
		/* The first one ends there exactly. */
		.steps = STEPS(ONE_PAGE, MAKE_DYNAMIC, CHECK_START(W1, START64),
			       MAP(B0, WIN(W1), .size = N(-(INT64_C(1) << 59)),
				   .err = EINVAL),
			       MAP(B0, WIN_PAGE(W1, 1),
				   .size = N(-(INT64_C(1) << 59)),
				   .err = EINVAL),
			       MAP(B0, WIN(W1), .size = TOP, .err = EINVAL),
			       UNREGISTER(B0)),
	},
	{
		.name = "outside-the-windows",
		.about =
			"MAP at any address outside of the default window, the "
			"only one, finds no window",
		.clauses = "MAP-10",
		.needs = NEED(LOW),
		.steps = STEPS(ONE_PAGE, MAP(B0, DEFAULT_END(0), .err = ENXIO),
			       MAP(B0, DEFAULT_AT(-4096), .err = ENXIO),
			       MAP(B0, TOP, .err = ENXIO), FOR_BITS(33, 63),
			       MAP(B0, X, .err = ENXIO),
			       MAP(B0, X_PLUS(-4096), .err = ENXIO), DONE),
	},
	{
		.name = "beside-a-dynamic-window",
		.about = "MAP right before or after a dynamic window finds no "
			 "window, even if it reaches into it",
		.clauses = "MAP-10",
		.needs = NEED(PSERIES) | NEED(START64) | NEED(TWO_WINDOWS),
		.steps = STEPS(
			OPEN_V2, BUFFER(B0, KiB(128)), REGISTER(B0),
			MAKE_DYNAMIC,
			MAP(B0, WIN_PAGE(W1, -1), .size = KiB(4), .err = ENXIO),
			MAP(B0, WIN_PAGE(W1, -1), .size = KiB(8), .err = ENXIO),
			MAP(B0, WIN_END(W1, 0), .size = KiB(4), .err = ENXIO),
			UNREGISTER(B0)),
	},
	{
		.name = "past-the-end",
		.about =
			"MAP that begins in the default window's last page and "
			"ends after it is refused",
		.clauses = "MAP-13 MAP-15",
		.risk = TCE_RISK_CRASH,
		.steps = STEPS(OPEN_V2, BUFFER(B0, KiB(128)), REGISTER(B0),
			       MAP(B0, WIN_END_PAGE(W0, -1),
				   .size = IOPAGES(W0, 2), .err = EINVAL),
			       UNREGISTER(B0)),
	},
	{
		.name = "past-a-truncated-end",
		.about = "MAP across the end of a default window that was made "
			 "smaller is refused",
		.clauses = "MAP-14",
		.needs = NEED(PSERIES) | NEED(DDW),
		.risk = TCE_RISK_CRASH,
		.steps = STEPS(OPEN_BARE,
			       CREATE(W0, .page_shift = N(12), .size = MiB(4)),
			       BUFFER(B0, KiB(128)), REGISTER(B0),
			       MAP(B0, WIN_END_PAGE(W0, -1),
				   .size = IOPAGES(W0, 2), .err = EINVAL),
			       UNREGISTER(B0)),
	},
};

const struct tce_suite map_suite = {
	.name = "map",
	.about = "MAP: which requests put memory into a window",
	.cases = cases,
	.n = ARRAY_SIZE(cases),
	.more = &map_memory,
};
