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
#include "case.h"

/* An address plus 2^x; buffers and windows are aligned by nature. */
#define BUF_BIT(b) NUM(BUF, b, 1, SHIFT, 0)
#define WIN_BIT(w) NUM(WIN, w, 1, SHIFT, 0)

/* The highest address that is aligned to 4 KiB. */
#define TOP MAX64_MINUS(0xfff)

#define ONE_PAGE OPEN_V2, BUFFER(B0, PAGES(1)), REGISTER(B0)
#define TWO_BUFFERS ONE_PAGE, BUFFER(B1, PAGES(1)), REGISTER(B1)
/*
 * w1, a dynamic window though its pages are small: the second one is. The
 * first, w0, is made small: each of its pages costs firmware calls.
 */
#define MAKE_DYNAMIC                                             \
	REMOVE_AT(DEFAULT_START),                                \
		CREATE(W0, .page_shift = N(12), .size = MiB(4)), \
		CREATE(W1, .page_shift = N(12), .size = MiB(4))
/* w1 as the only window, dynamic unless its pages are 4 KiB. */
#define OPEN_ONLY(shift, mib) \
	OPEN_BARE, CREATE(W1, .page_shift = N(shift), .size = MiB(mib))

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
		.needs = NEED(DDW),
		.steps = STEPS(
			ONE_PAGE, MAKE_DYNAMIC, MAP(B0, WIN(W1)),
			MAP(B0, WIN_END_PAGE(W1, -1), .size = IOPAGES(W1, 1)),
			UNMAP(WIN(W1), MiB(4)), UNREGISTER(B0)),
	},
	{
		.name = "both-windows",
		.about =
			"the same memory can be mapped in the default and in a "
			"dynamic window",
		.clauses = "MAP-28",
		.validates = "f431a8cde7f1",
		.needs = NEED(DDW),
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
		.steps = STEPS(ONE_PAGE, MAP(B0, WIN(W0), .size = N(0)),
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
			 "the memory behind not registered, is refused and "
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
		.name = "outside-the-windows",
		.about =
			"MAP at any address outside of the default window, the "
			"only one, finds no window",
		.clauses = "MAP-10",
		.steps = STEPS(ONE_PAGE, MAP(B0, DEFAULT_END(0), .err = ENXIO),
			       MAP(B0, DEFAULT_AT(-4096), .err = ENXIO),
			       MAP(B0, TOP, .err = ENXIO), FOR_BITS(33, 63),
			       MAP(B0, X, .err = ENXIO),
			       MAP(B0, X_PLUS(-4096), .err = ENXIO), DONE),
	},
	{
		.name = "beside-a-dynamic-window",
		.about = "MAP right before or behind a dynamic window finds no "
			 "window, even if it reaches into it",
		.clauses = "MAP-10",
		.needs = NEED(DDW) | NEED(PSERIES) | NEED(START64),
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
			"ends behind it is refused",
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
	{
		.name = "not-registered",
		.about = "MAP of memory that is not registered is refused",
		.clauses = "MAP-16",
		.steps = STEPS(ONE_PAGE, BUFFER(B1, PAGES(1)),
			       MAP(B1, WIN(W0), .err = EINVAL)),
	},
	{
		.name = "vaddr-extremes",
		.about =
			"MAP of memory next to any power of two, where none is "
			"registered, is refused",
		.clauses = "MAP-16",
		.steps = STEPS(ONE_PAGE,
			       MAP(B0, WIN(W0), .vaddr = N(0), .err = EINVAL),
			       FOR_BITS(13, 63),
			       MAP(B0, WIN(W0), .vaddr = X_PLUS(-4096),
				   .size = IOPAGES(W0, 1), .err = EINVAL),
			       DONE,
			       MAP(B0, WIN(W0), .vaddr = TOP,
				   .size = IOPAGES(W0, 1), .err = EINVAL),
			       MAP(B0, WIN(W0), .vaddr = TOP,
				   .size = IOPAGES(W0, 2), .err = EINVAL)),
	},
	{
		.name = "off-the-end-of-a-range",
		.about = "MAP that runs off the end of what is registered is "
			 "refused and leaves nothing mapped",
		.clauses = "MAP-12 CLR-08",
		.steps = STEPS(OPEN_V2, BUFFER(B0, PAGES(2)),
			       REGISTER(B0, .size = PAGES(1)),
			       MAP(B0, WIN(W0), .err = EINVAL),
			       UNREGISTER(B0, .size = PAGES(1))),
	},
	{
		.name = "before-the-start-of-a-range",
		.about = "MAP that begins before what is registered is refused "
			 "and leaves nothing mapped",
		.clauses = "MAP-12",
		.steps = STEPS(OPEN_V2, BUFFER(B0, PAGES(2)),
			       REGISTER(B0, .vaddr = BUF_PAGE(B0, 1),
					.size = PAGES(1)),
			       MAP(B0, WIN(W0), .err = EINVAL),
			       UNREGISTER(B0, .vaddr = BUF_PAGE(B0, 1),
					  .size = PAGES(1))),
	},
	{
		.name = "gap-between-ranges",
		.about = "MAP over two ranges with a page between them that is "
			 "not registered is refused and leaves nothing mapped",
		.clauses = "MAP-12 CLR-08",
		.steps = STEPS(OPEN_V2, BUFFER(B0, PAGES(3)),
			       REGISTER(B0, .size = PAGES(1)),
			       REGISTER(B0, .vaddr = BUF_PAGE(B0, 2),
					.size = PAGES(1)),
			       MAP(B0, WIN(W0), .err = EINVAL),
			       UNREGISTER(B0, .size = PAGES(1)),
			       UNREGISTER(B0, .vaddr = BUF_PAGE(B0, 2),
					  .size = PAGES(1))),
	},
	{
		.name = "adjacent-ranges",
		.about = "one MAP reaches over three adjacent ranges",
		.clauses = "MAP-17",
		.steps = STEPS(OPEN_V2, BUFFER(B0, PAGES(4)),
			       REGISTER(B0, .size = PAGES(1)),
			       REGISTER(B0, .vaddr = BUF_PAGE(B0, 1),
					.size = PAGES(1)),
			       REGISTER(B0, .vaddr = BUF_PAGE(B0, 2),
					.size = PAGES(2)),
			       MAP(B0, WIN(W0)), UNMAP(WIN(W0), PAGES(4)),
			       UNREGISTER(B0, .size = PAGES(1)),
			       UNREGISTER(B0, .vaddr = BUF_PAGE(B0, 1),
					  .size = PAGES(1)),
			       UNREGISTER(B0, .vaddr = BUF_PAGE(B0, 2),
					  .size = PAGES(2))),
	},
	{
		.name = "large-area",
		.about = "an area of 1 MiB is mapped, and unmapped whole",
		.clauses = "MAP-27",
		.steps = STEPS(OPEN_V2, BUFFER(B0, MiB(1)), REGISTER(B0),
			       MAP(B0, WIN(W0)), UNMAP(WIN(W0), MiB(1)),
			       UNREGISTER(B0)),
	},
	{
		.name = "over-a-mapping",
		.about = "MAP over a mapping replaces it: the memory that was "
			 "mapped before can be unregistered",
		.clauses = "MAP-18",
		.steps = STEPS(TWO_BUFFERS, MAP(B0, WIN(W0)), MAP(B1, WIN(W0)),
			       UNREGISTER(B0), UNMAP(WIN(W0), PAGES(1)),
			       UNREGISTER(B1)),
	},
	{
		.name = "over-the-same-mapping",
		.about = "MAP of what is mapped there already does not count "
			 "twice",
		.clauses = "MAP-18",
		.steps = STEPS(ONE_PAGE, MAP(B0, WIN(W0)), MAP(B0, WIN(W0)),
			       UNMAP(WIN(W0), PAGES(1)), UNREGISTER(B0)),
	},
	{
		.name = "new-mapping-is-held",
		.about = "MAP over a mapping holds the new memory, not the old",
		.clauses = "MAP-18",
		.steps = STEPS(TWO_BUFFERS, MAP(B0, WIN(W0)), MAP(B1, WIN(W0)),
			       UNREGISTER(B0), UNREGISTER(B1, .err = EBUSY)),
	},
	{
		.name = "failed-map-old-mapping-is-held",
		.about = "a MAP that fails half-way leaves an older mapping "
			 "that it came across as it was",
		.clauses = "MAP-19",
		.steps = STEPS(ONE_PAGE, MAP(B0, WIN(W0)), BUFFER(B1, PAGES(2)),
			       REGISTER(B1, .size = PAGES(1)),
			       MAP(B1, WIN(W0), .err = EINVAL),
			       UNREGISTER(B1, .size = PAGES(1)),
			       UNREGISTER(B0, .err = EBUSY)),
	},
	{
		.name = "same-memory-thrice",
		.about = "memory mapped at three addresses can be unregistered "
			 "once it is unmapped from all of them",
		.clauses = "MAP-28",
		.steps = STEPS(
			ONE_PAGE, MAP(B0, WIN(W0)),
			MAP(B0, WIN_AT(W0, 0x10000)),
			MAP(B0, WIN_AT(W0, 0x100000)), UNMAP(WIN(W0), PAGES(1)),
			UNMAP(WIN_AT(W0, 0x100000), PAGES(1)),
			UNMAP(WIN_AT(W0, 0x10000), PAGES(1)), UNREGISTER(B0)),
	},
	{
		.name = "third-of-three-is-held",
		.about = "memory mapped at three addresses and unmapped from "
			 "two is still mapped at the third",
		.clauses = "MAP-28",
		.steps = STEPS(ONE_PAGE, MAP(B0, WIN(W0)),
			       MAP(B0, WIN_AT(W0, 0x10000)),
			       MAP(B0, WIN_AT(W0, 0x100000)),
			       UNMAP(WIN(W0), PAGES(1)),
			       UNMAP(WIN_AT(W0, 0x100000), PAGES(1)),
			       UNREGISTER(B0, .err = EBUSY)),
	},
	{
		.name = "other-window-is-held",
		.about = "memory mapped in both windows and unmapped from the "
			 "default one is still mapped in the other",
		.clauses = "MAP-28",
		.needs = NEED(DDW) | NEED(START64),
		.steps = STEPS(ONE_PAGE, MAKE_DYNAMIC, MAP(B0, WIN(W0)),
			       MAP(B0, WIN(W1)), UNMAP(WIN(W0), PAGES(1)),
			       UNREGISTER(B0, .err = EBUSY)),
	},
	{
		.name = "piece-of-a-large-page",
		.about = "pieces of 4 KiB of a page of 64 KiB can be mapped, "
			 "each by itself",
		.clauses = "MAP-20",
		.needs = NEED(PAGE_64K),
		.steps = STEPS(ONE_PAGE, FOR_RANGE(12, 15),
			       MAP(B0, WIN_BIT(W0), .vaddr = BUF_BIT(B0),
				   .size = IOPAGES(W0, 1)),
			       MAP(B0, WIN(W0), .vaddr = BUF_BIT(B0),
				   .size = IOPAGES(W0, 1)),
			       DONE, UNMAP(WIN(W0), KiB(64)), UNREGISTER(B0)),
	},
	{
		.name = "window-of-64k-pages",
		.about = "memory in pages of 64 KiB can be mapped in a window "
			 "of such pages",
		.clauses = "MAP-20",
		.needs = NEED(DDW) | NEED(PAGE_64K) | NEED(IO_64K),
		.steps = STEPS(OPEN_ONLY(16, 64), BUFFER(B0, PAGES(2)),
			       REGISTER(B0), MAP(B0, WIN(W1)),
			       MAP(B0, WIN_END_PAGE(W1, -1), .size = PAGES(1)),
			       UNMAP(WIN(W1), MiB(64)), UNREGISTER(B0)),
	},
	{
		.name = "window-of-64k-pages-misaligned",
		.about = "MAP in a window of 64 KiB pages is refused when "
			 "memory "
			 "or size are aligned to 4 KiB only",
		.clauses = "MAP-07 MAP-08",
		.needs = NEED(DDW) | NEED(PAGE_64K) | NEED(IO_64K),
		.steps = STEPS(
			OPEN_ONLY(16, 64), BUFFER(B0, PAGES(2)), REGISTER(B0),
			FOR_BITS(12, 15),
			MAP(B0, WIN(W1), .size = X, .err = EINVAL),
			MAP(B0, WIN(W1), .size = X_PLUS(65536), .err = EINVAL),
			DONE, FOR_RANGE(12, 15),
			MAP(B0, WIN(W1), .vaddr = BUF_BIT(B0), .size = PAGES(1),
			    .err = EINVAL),
			DONE, UNREGISTER(B0)),
	},
	{
		.name = "window-of-64k-pages-iova-misaligned",
		.about = "MAP in a window of 64 KiB pages is refused when the "
			 "address there is aligned to 4 KiB only",
		.clauses = "MAP-06 BAD-11",
		.needs = NEED(DDW) | NEED(PAGE_64K) | NEED(IO_64K),
		.steps = STEPS(OPEN_ONLY(16, 64), BUFFER(B0, PAGES(1)),
			       REGISTER(B0), FOR_RANGE(12, 15),
			       MAP(B0, WIN_BIT(W1), .err = EINVAL), DONE,
			       UNREGISTER(B0)),
	},
	{
		.name = "small-pages-in-64k-pages",
		.about =
			"memory in pages of 4 KiB cannot be mapped in a window "
			"of 64 KiB pages, however it is aligned",
		.clauses = "MAP-21",
		.needs = NEED(DDW) | NEED(PAGE_4K) | NEED(IO_64K),
		.steps = STEPS(OPEN_ONLY(16, 64), BUFFER(B0, KiB(64)),
			       REGISTER(B0), MAP(B0, WIN(W1), .err = EINVAL),
			       UNREGISTER(B0)),
	},
	{
		.name = "huge-pages-in-64k-pages",
		.about = "memory in huge pages can be mapped in a window of 64 "
			 "KiB pages, whatever the CPU's page",
		.clauses = "MAP-21",
		.needs = NEED(DDW) | NEED(HUGE) | NEED(IO_64K),
		.steps = STEPS(
			OPEN_ONLY(16, 64),
			BUFFER(B0, HUGE_PAGES(1), .kind = TCE_BUFFER_HUGE),
			REGISTER(B0), MAP(B0, WIN(W1)),
			UNMAP(WIN(W1), HUGE_PAGES(1)), UNREGISTER(B0)),
	},
	{
		.name = "small-pages-in-2m-pages",
		.about = "memory that is not in huge pages cannot be mapped in "
			 "a window of 2 MiB pages, however it is aligned",
		.clauses = "MAP-22",
		.needs = NEED(DDW) | NEED(IO_2M),
		.steps = STEPS(OPEN_ONLY(21, 1024), BUFFER(B0, MiB(2)),
			       REGISTER(B0), MAP(B0, WIN(W1), .err = EINVAL),
			       UNREGISTER(B0)),
	},
	{
		.name = "huge-pages-in-2m-pages",
		.about = "memory in huge pages can be mapped in a window of 2 "
			 "MiB pages",
		.clauses = "MAP-23",
		.needs = NEED(DDW) | NEED(IO_2M) | NEED(HUGE),
		.steps = STEPS(
			OPEN_ONLY(21, 1024),
			BUFFER(B0, HUGE_PAGES(1), .kind = TCE_BUFFER_HUGE),
			REGISTER(B0), MAP(B0, WIN(W1)),
			UNMAP(WIN(W1), HUGE_PAGES(1)), UNREGISTER(B0)),
	},
	{
		.name = "shifted-range-in-2m-pages",
		.about = "huge pages of a range that does not begin at one "
			 "cannot be mapped in a window of 2 MiB pages",
		.clauses = "MAP-24",
		.needs = NEED(DDW) | NEED(IO_2M) | NEED(HUGE),
		/* The second huge page lies whole in the range. */
		.steps = STEPS(
			OPEN_ONLY(21, 1024),
			BUFFER(B0, HUGE_PAGES(2), .kind = TCE_BUFFER_HUGE),
			REGISTER(B0, .vaddr = BUF_AT(B0, 65536),
				 .size = KiB(4032)),
			MAP(B0, WIN(W1), .vaddr = BUF_AT(B0, 2 << 20),
			    .size = MiB(2), .err = EINVAL)),
	},
};

const struct tce_suite map_suite = {
	.name = "map",
	.about = "MAP: which requests put memory into a window",
	.cases = cases,
	.n = ARRAY_SIZE(cases),
};
