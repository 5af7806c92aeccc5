// SPDX-License-Identifier: GPL-2.0-only
/*
 * MAP: which memory it takes, what a MAP over a mapping does, and pages of the
 * CPU in pages of the window. map.c has the sources.
 */
#include "map.h"

static const struct tce_case cases[] = {
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
		.name = "failed-map-old-mapping",
		.about = "a MAP that fails half-way removes an older mapping "
			 "that it came across, or keeps it",
		.clauses = "MAP-19",
		.steps =
			STEPS(ONE_PAGE, MAP(B0, WIN(W0)), BUFFER(B1, PAGES(2)),
			      REGISTER(B1, .size = PAGES(1)),
			      MAP(B1, WIN(W0), .err = EINVAL),
			      UNREGISTER(B1, .size = PAGES(1)), UNREGISTER(B0)),
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
		.needs = NEED(START64) | NEED(TWO_WINDOWS),
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
		.steps = STEPS(OPEN_ONLY(16, 1024), BUFFER(B0, PAGES(2)),
			       REGISTER(B0), MAP(B0, WIN(W1)),
			       MAP(B0, WIN_END_PAGE(W1, -1), .size = PAGES(1)),
			       UNMAP(WIN(W1), WIN_SIZE(W1)), UNREGISTER(B0)),
	},
	{
		.name = "window-of-64k-pages-misaligned",
		.about = "MAP in a window of 64 KiB pages is refused when "
			 "memory "
			 "or size are aligned to 4 KiB only",
		.clauses = "MAP-07 MAP-08",
		.needs = NEED(DDW) | NEED(PAGE_64K) | NEED(IO_64K),
		.steps = STEPS(
			OPEN_ONLY(16, 1024), BUFFER(B0, PAGES(2)), REGISTER(B0),
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
		.steps = STEPS(OPEN_ONLY(16, 1024), BUFFER(B0, PAGES(1)),
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
		.steps = STEPS(OPEN_ONLY(16, 1024), BUFFER(B0, KiB(64)),
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
			OPEN_ONLY(16, 1024),
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
		.steps = STEPS(OPEN_ONLY(21, 512), BUFFER(B0, MiB(2)),
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
			OPEN_ONLY(21, 512),
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
			OPEN_ONLY(21, 512),
			BUFFER(B0, HUGE_PAGES(2), .kind = TCE_BUFFER_HUGE),
			REGISTER(B0, .vaddr = BUF_AT(B0, 65536),
				 .size = KiB(4032)),
			MAP(B0, WIN(W1), .vaddr = BUF_AT(B0, 2 << 20),
			    .size = MiB(2), .err = EINVAL, OR(SUCCESS))),
	},
};

const struct tce_table map_memory = {
	.cases = cases,
	.n = ARRAY_SIZE(cases),
	.more = &map_refused,
};
