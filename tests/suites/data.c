// SPDX-License-Identifier: GPL-2.0-only
/*
 * The data path: which memory a device gets to through the windows.
 *
 * A bus address is translated by the entry of its window that it falls in, and
 * by no other: the entry's page, the offset in it kept, in the directions that
 * were mapped. Pages that follow one another on the bus need not do so in
 * memory. What is not mapped is nothing: writes are dropped, reads see nothing
 * of memory. What was registered is what the device gets to, whatever the
 * process does with its addresses afterwards.
 *
 * Sources: <linux/vfio.h> (VFIO_IOMMU_MAP_DMA, VFIO_IOMMU_SPAPR_TCE_CREATE),
 * Documentation/driver-api/vfio.rst on sPAPR TCE, PAPR on TCEs and their access
 * bits.
 */
#include <linux/vfio.h>

#include "data.h"

#define PAGE_OF(shift) ((int64_t)1 << (shift))
/* for n pages, of which CPUs have 64 KiB at most that are not huge */
#define ROOM(shift, n) N(PAGE_OF(shift) < 65536 ? 65536 : (n)*PAGE_OF(shift))
#define WHOLE_PAGES(b, shift, n)                         \
	BUFFER(b, ROOM(shift, n), .kind = TCE_BUFFER_IO, \
	       .page_shift = N(shift)),                  \
		REGISTER(b, .size = ROOM(shift, n))

/*
 * b0: two pages, the other way round, at a window's beginning; b1: one at its
 * very end.
 */
#define FILL(w, shift)                                          \
	WHOLE_PAGES(B0, shift, 2),                              \
		MAP(B0, WIN(w), .vaddr = BUF_IOPAGE(B0, w, 1),  \
		    .size = IOPAGES(w, 1)),                     \
		MAP(B0, WIN_PAGE(w, 1), .size = IOPAGES(w, 1)), \
		WHOLE_PAGES(B1, shift, 1),                      \
		MAP(B1, WIN_END_PAGE(w, -1), .size = IOPAGES(w, 1))

/* First and last bytes, the border of two pages, and what is behind them. */
#define TRANSFERS(w, shift)                                                 \
	DMA_WRITE(WIN(w)), WRITE(WIN_AT(w, PAGE_OF(shift) - 128)),          \
		WRITE(WIN_AT(w, 2 * PAGE_OF(shift) - 256)),                 \
		DMA_WRITE(WIN_AT(w, PAGE_OF(shift) + PAGE_OF(shift) / 2),   \
			  .size = N(4)),                                    \
		WRITE(WIN_END(w, -256)), WRITE(WIN_END_PAGE(w, -1)),        \
		WRITE(WIN_AT(w, 2 * PAGE_OF(shift)), BLOCKED),              \
		WRITE(WIN_AT(w, 3 * PAGE_OF(shift) - 256), BLOCKED),        \
		PATTERN(B0, 11, .start = N(PAGE_OF(shift)), .size = N(64)), \
		READ(WIN(w)),                                               \
		PATTERN(B0, 12, .start = N(2 * PAGE_OF(shift) - 64),        \
			.size = N(64)),                                     \
		PATTERN(B0, 13, .size = N(64)),                             \
		READ(WIN_AT(w, PAGE_OF(shift) - 4)),                        \
		PATTERN(B1, 14, .start = N(PAGE_OF(shift) - 64),            \
			.size = N(64)),                                     \
		READ(WIN_END(w, -8)),                                       \
		READ(WIN_AT(w, 2 * PAGE_OF(shift)), BLOCKED)

#define LANDS(text, shift, need, length)                                     \
	{                                                                    \
		.name = "alone-" text,                                       \
		.about = "with " text " pages in the only window transfers " \
			 "reach the right bytes and no others",              \
		.clauses = "DMA-01 DMA-06 DMA-07 DMA-14 CRE-30",             \
		.validates = "f431a8cde7f1",                                 \
		.needs = (need),                                             \
		.steps = STEPS(                                              \
			OPEN_BARE,                                           \
			CREATE(W1, .page_shift = N(shift), .size = length),  \
			WHOLE_PAGES(B6, shift, 1),                           \
			MAP(B6, WIN_PAGE(W1, 24), .size = ROOM(shift, 1)),   \
			OPEN_DEVICE(G0), ENGINE(G0, B6, WIN_PAGE(W1, 24)),   \
			FILL(W1, shift), TRANSFERS(W1, shift)),              \
	},                                                                   \
	{                                                                    \
		.name = "both-" text,                                        \
		.about = "with " text " pages in the window beside the "     \
			 "default one each leads to its own memory",         \
		.clauses = "DMA-06 DMA-07 DMA-15 ORD-12",                    \
		.validates = "f431a8cde7f1", .needs = (need),                \
		.steps = STEPS(OPEN_V2,                                      \
			       CREATE(W1, .page_shift = N(shift),            \
				      .size = N(64 * PAGE_OF(shift))),       \
			       WORK, FILL(W1, shift), MEMORY(B2, 2),         \
			       MAP(B2, SMALL(1), .size = KiB(4)),            \
			       TRANSFERS(W1, shift), DMA_WRITE(SMALL(1)),    \
			       READ(SMALL(1)), WRITE(SMALL(0), BLOCKED)),    \
	}

/* What lies at the same place modulo 2^32, if that were all of an address. */
#define OTHERWISE                                                          \
	OPEN_V2, OPEN_WIDE(W1), WORK, MEMORY(B0, 1),                       \
		MAP(B0, SMALL(0), .size = KiB(32)), WIDE_MEMORY(B1, 2, 2), \
		MAP(B1, WIN(W1), .size = KiB(64))

#define KIND(text, k, need)                                               \
	{                                                                 \
		.name = "memory-" text,                                   \
		.about = "a device gets to memory of this kind: " text,   \
		.clauses = "REG-26", .needs = NEED(DMA_READS) | (need),   \
		.steps = STEPS(                                           \
			OPEN_ENGINE,                                      \
			BUFFER(B0, KiB(128), .kind = TCE_BUFFER_##k),     \
			REGISTER(B0),                                     \
			MAP(B0, SMALL(3), .vaddr = BUF_AT(B0, 4096),      \
			    .size = KiB(64)),                             \
			DMA_WRITE(SMALL(3)), WRITE(SMALL(10)),            \
			PATTERN(B0, 7, .start = KiB(64), .size = KiB(4)), \
			READ(SMALL(18)), WRITE(SMALL(19), BLOCKED)),      \
	}

static const struct tce_case cases[] = {
	{
		.name = "default-window",
		.about = "in the default window transfers reach the right "
			 "bytes and no others",
		.clauses = "DMA-01 DMA-02 DMA-07 MAP-11 MAP-29",
		.validates = "f431a8cde7f1",
		.needs = NEED(DMA_READS),
		.steps = STEPS(OPEN_ENGINE, FILL(W0, 12), TRANSFERS(W0, 12)),
	},
	LANDS("4k", 12, NEED(PSERIES) | NEED(DDW) | NEED(DMA_READS),
	      QUARTERS(8)),
	LANDS("4k-by-number", 12, NEED(POWERNV) | NEED(DMA_READS), MiB(64)),
	LANDS("64k", 16, NEEDS_WIDE | NEED(DMA_READS), MiB(4)),
	LANDS("2m", 21,
	      NEED(DDW) | NEED(IO_2M) | NEED(HOLD_2M) | NEED(DMA_READS),
	      MiB(128)),
	LANDS("16m", 24,
	      NEED(DDW) | NEED(IO_16M) | NEED(HOLD_16M) | NEED(DMA_READS),
	      GiB(1)),
	{
		.name = "every-byte",
		.about = "transfers of a few bytes, at odd places too, change "
			 "those and no others",
		.clauses = "DMA-08",
		.needs = NEED(DMA_BYTES),
		.steps = STEPS(
			MAPPED, DMA_WRITE(SMALL(0), .size = N(1)),
			DMA_WRITE(WIN_AT(W0, 0x7f9), .size = N(7)),
			DMA_WRITE(WIN_AT(W0, 4095), .size = N(1)),
			DMA_WRITE(WIN_AT(W0, 4095), .size = N(2)),
			DMA_WRITE(WIN_AT(W0, 8191), .size = N(3)),
			DMA_WRITE(WIN_AT(W0, 32767), .size = N(1)),
			DMA_WRITE(WIN_AT(W0, 32768), .size = N(1), BLOCKED),
			DMA_READ(WIN_AT(W0, 4093), .size = N(5)),
			DMA_READ(WIN_AT(W0, 1), .size = N(4087))),
	},
	{
		.name = "pieces-of-a-page",
		.about = "IOMMU pages of 4 KiB lead to any 4 KiB of memory, in "
			 "any order",
		.clauses = "MAP-20 DMA-07 DMA-08",
		.needs = NEED(DMA_READS),
		.steps = STEPS(
			OPEN_ENGINE, MEMORY(B0, 1),
			MAP(B0, SMALL(0), .vaddr = BUF_AT(B0, 0x5000),
			    .size = KiB(4)),
			MAP(B0, SMALL(1), .vaddr = BUF_AT(B0, 0x2000),
			    .size = KiB(8)),
			MAP(B0, SMALL(3), .vaddr = BUF_AT(B0, 0x1f000),
			    .size = KiB(4)),
			PATTERN(B0, 2, .start = N(0x1f000), .size = KiB(4)),
			READ(WIN_AT(W0, 0x1000 - 4)), READ(SMALL(2)),
			READ(SMALL(3)), DMA_WRITE(SMALL(0)),
			WRITE(WIN_AT(W0, 0x1000 - 128)),
			WRITE(WIN_AT(W0, 0x2000 - 128)),
			WRITE(WIN_AT(W0, 0x3000 - 128)), WRITE(SMALL(3))),
	},
	{
		.name = "table-of-many-pages",
		.about = "entries past the first page of a table lead where "
			 "they say",
		.clauses = "DMA-01 MAP-27",
		.needs = NEED(DMA_READS),
		.steps = STEPS(OPEN_ENGINE, MEMORY(B0, 1),
			       MAP(B0, SMALL(511), .size = KiB(8)),
			       MAP(B0, SMALL(1024), .vaddr = BUF_AT(B0, 0x2000),
				   .size = KiB(4)),
			       READ(SMALL(512)), DMA_WRITE(SMALL(511)),
			       DMA_WRITE(SMALL(512)),
			       WRITE(WIN_AT(W0, 0x200000 - 128)),
			       DMA_WRITE(SMALL(1024)), WRITE(SMALL(0), BLOCKED),
			       WRITE(SMALL(1), BLOCKED),
			       WRITE(SMALL(513), BLOCKED)),
	},
	{
		.name = "wide-table-of-many-pages",
		.about = "entries past the first page of the table of a window "
			 "of 64 KiB pages lead where they say",
		.clauses = "DMA-01 DMA-06",
		.needs = NEEDS_WIDE | NEED(DMA_READS),
		.steps = STEPS(
			OPEN_V2, OPEN_WIDE(W1), WORK, WIDE_MEMORY(B0, 1, 3),
			MAP(B0, WIN_PAGE(W1, 511), .size = KiB(128)),
			MAP(B0, WIN_PAGE(W1, 1536),
			    .vaddr = BUF_AT(B0, 0x20000), .size = KiB(64)),
			READ(WIN_PAGE(W1, 511)), WRITE(WIN_PAGE(W1, 511)),
			WRITE(WIN_PAGE(W1, 512)), WRITE(WIN_PAGE(W1, 1536)),
			WRITE(WIN(W1), BLOCKED),
			WRITE(WIN_PAGE(W1, 513), BLOCKED)),
	},
	{
		.name = "twice-in-a-window",
		.about = "a page that is mapped at two places is the same at "
			 "both",
		.clauses = "MAP-28",
		.needs = NEED(DMA_READS),
		.steps = STEPS(MAPPED, MAP(B0, SMALL(100), .size = KiB(8)),
			       DMA_WRITE(SMALL(0)), READ(SMALL(100)),
			       DMA_WRITE(SMALL(101)), READ(SMALL(1)),
			       UNMAP(SMALL(0), KiB(4)),
			       PATTERN(B0, 3, .size = KiB(4)),
			       WRITE(SMALL(0), BLOCKED), WRITE(SMALL(100))),
	},
	{
		.name = "in-both-windows",
		.about = "a page that is mapped in both windows is the same in "
			 "both",
		.clauses = "DMA-15",
		.needs = NEEDS_WIDE | NEED(DMA_READS),
		.steps = STEPS(
			OPEN_V2, OPEN_WIDE(W1), WORK, WIDE_MEMORY(B0, 1, 1),
			MAP(B0, SMALL(0), .size = KiB(64)),
			MAP(B0, WIN_PAGE(W1, 1), .size = KiB(64)),
			DMA_WRITE(SMALL(2)), READ(WIN_AT(W1, 0x12000)),
			DMA_WRITE(WIN_AT(W1, 0x14000)), READ(SMALL(4)),
			UNMAP(SMALL(0), KiB(64)),
			PATTERN(B0, 3, .size = KiB(16)),
			WRITE(SMALL(2), BLOCKED), WRITE(WIN_AT(W1, 0x12000))),
	},
	{
		.name = "windows-apart",
		.about = "an entry of one window is none of the other's",
		.clauses = "DMA-06 DMA-10",
		.needs = NEED(DDW),
		.steps = STEPS(OPEN_V2,
			       CREATE(W1, .page_shift = N(12), .size = MiB(4)),
			       WORK, MEMORY(B0, 1),
			       MAP(B0, WIN(W1), .size = KiB(4)),
			       MAP(B0, SMALL(1), .vaddr = BUF_AT(B0, 0x1000),
				   .size = KiB(4)),
			       WRITE(SMALL(0), BLOCKED),
			       WRITE(WIN_PAGE(W1, 1), BLOCKED), WRITE(WIN(W1)),
			       WRITE(SMALL(1))),
	},
	{
		.name = "all-of-an-address",
		.about = "addresses of 64 bits are not taken for those that "
			 "share their lower half",
		.clauses = "DMA-06 DMA-12",
		.needs = NEED(BOUNDS) | NEEDS_WIDE | NEED(START64),
		.steps = STEPS(OTHERWISE, DMA_WRITE(WIN(W1)),
			       DMA_WRITE(SMALL(0)),
			       WRITE(NUM(START, 0, (int64_t)1 << 32, BYTE, 0),
				     BLOCKED),
			       WRITE(WIN_AT(W1, (int64_t)1 << 32), BLOCKED)),
	},
	{
		.name = "outside",
		.about = "outside of all windows nothing arrives",
		.clauses = "DMA-10",
		.needs = NEED(BOUNDS) | NEED(START64) | NEED(DMA_READS),
		.steps = STEPS(
			MAPPED, MAP(B0, WIN_END_PAGE(W0, -1), .size = KiB(4)),
			WRITE(DEFAULT_END(0), BLOCKED),
			READ(DEFAULT_END(0), BLOCKED),
			WRITE(NUM(END, 0, 1, QUARTER, 0), BLOCKED),
			WRITE(START64, BLOCKED), READ(START64, BLOCKED),
			WRITE(MAX64_MINUS(4095), BLOCKED), WRITE(SMALL(0))),
	},
	{
		.name = "past-the-windows",
		.about = "where no 64-bit window is there is no way to memory, "
			 "also where the host had all of it",
		.clauses = "DMA-10",
		.validates = "46d3e1e16294",
		.needs = NEED(START64) | NEED(DMA_READS),
		.steps = STEPS(MAPPED, READ(START64, BLOCKED),
			       READ(START64_AT(1 << 20), BLOCKED),
			       READ(START64_AT(1 << 28), BLOCKED),
			       WRITE(SMALL(0))),
	},
	{
		.name = "outside-of-a-small-window",
		.about = "a small dynamic window ends where it was asked to",
		.clauses = "CRE-29 DMA-10",
		.needs = NEED(BOUNDS) | NEED(DDW),
		.steps = STEPS(OPEN_V2,
			       CREATE(W1, .page_shift = N(12), .size = KiB(64)),
			       WORK, MEMORY(B0, 1),
			       MAP(B0, WIN(W1), .size = KiB(64)),
			       DMA_WRITE(WIN_END(W1, -4096)),
			       WRITE(WIN_END(W1, 0), BLOCKED),
			       WRITE(WIN_END(W1, 65536), BLOCKED)),
	},
	/* directions */
	{
		.name = "read-only",
		.about = "what is mapped for the device to read it cannot "
			 "write",
		.clauses = "DMA-04 MAP-05",
		.needs = NEED(DMA_READS),
		.steps = STEPS(OPEN_ENGINE, MEMORY(B0, 1),
			       MAP(B0, SMALL(0), .size = KiB(8), .flags = N(1)),
			       READ(SMALL(0)), DMA_WRITE(SMALL(0), BLOCKED),
			       WRITE(SMALL(1), BLOCKED), READ(SMALL(1))),
	},
	{
		.name = "write-only",
		.about = "what is mapped for the device to write it cannot "
			 "read",
		.clauses = "DMA-05 MAP-05",
		.needs = NEED(PSERIES) | NEED(DMA_READS),
		.steps = STEPS(OPEN_ENGINE, MEMORY(B0, 1),
			       MAP(B0, SMALL(0), .size = KiB(8), .flags = N(2)),
			       DMA_WRITE(SMALL(0)), READ(SMALL(0), BLOCKED),
			       READ(SMALL(1), BLOCKED), WRITE(SMALL(1))),
	},
	{
		.name = "write-only-on-powernv",
		.about = "where the kernel has the tables, what is mapped for "
			 "the device to write it can read as well",
		.clauses = "DMA-05 MAP-05",
		.needs = NEED(POWERNV) | NEED(DMA_READS),
		.steps = STEPS(OPEN_ENGINE, MEMORY(B0, 1),
			       MAP(B0, SMALL(0), .size = KiB(8), .flags = N(2)),
			       READ(SMALL(0)), WRITE(SMALL(1))),
	},
	{
		.name = "directions-of-a-dynamic-window",
		.about = "in a dynamic window of 64 KiB pages, the device "
			 "cannot write what is mapped for reading, side by "
			 "side with what it can",
		.clauses = "DMA-04 DMA-05",
		.needs = NEED(PSERIES) | NEEDS_WIDE | NEED(DMA_READS),
		.steps = STEPS(
			OPEN_V2, OPEN_WIDE(W1), WORK, WIDE_MEMORY(B0, 1, 3),
			PATTERN(B0, 2, .start = KiB(64), .size = KiB(4)),
			PATTERN(B0, 3, .start = KiB(128), .size = KiB(4)),
			MAP(B0, WIN(W1), .size = KiB(64), .flags = N(1)),
			MAP(B0, WIN_PAGE(W1, 1), .vaddr = BUF_AT(B0, 0x10000),
			    .size = KiB(64), .flags = N(2)),
			MAP(B0, WIN_PAGE(W1, 2), .vaddr = BUF_AT(B0, 0x20000),
			    .size = KiB(64)),
			WRITE(WIN(W1), BLOCKED), READ(WIN(W1)),
			WRITE(WIN_PAGE(W1, 1)), READ(WIN_PAGE(W1, 1), BLOCKED),
			WRITE(WIN_PAGE(W1, 2)), READ(WIN_AT(W1, 0x20200))),
	},
	{
		.name = "same-page-both-directions",
		.about = "directions belong to the entry, not to the memory",
		.clauses = "DMA-04 DMA-05",
		.needs = NEED(PSERIES) | NEED(DMA_READS),
		.steps =
			STEPS(OPEN_ENGINE, MEMORY(B0, 1),
			      MAP(B0, SMALL(0), .size = KiB(4), .flags = N(1)),
			      MAP(B0, SMALL(1), .size = KiB(4), .flags = N(2)),
			      WRITE(SMALL(0), BLOCKED), READ(SMALL(1), BLOCKED),
			      DMA_WRITE(SMALL(1)), READ(SMALL(0))),
	},
	{
		.name = "direction-turned",
		.about = "a MAP over a mapping decides on the directions anew",
		.clauses = "DMA-04 MAP-18",
		.needs = NEED(PSERIES) | NEED(DMA_READS),
		.steps = STEPS(OPEN_ENGINE, MEMORY(B0, 1),
			       MAP(B0, SMALL(0), .size = KiB(4), .flags = N(1)),
			       WRITE(SMALL(0), BLOCKED),
			       MAP(B0, SMALL(0), .size = KiB(4), .flags = N(2)),
			       WRITE(SMALL(0)), READ(SMALL(0), BLOCKED),
			       MAP(B0, SMALL(0), .size = KiB(4), .flags = N(1)),
			       PATTERN(B0, 2, .size = KiB(4)),
			       WRITE(SMALL(0), BLOCKED), READ(SMALL(0)),
			       MAP(B0, SMALL(0), .size = KiB(4)),
			       WRITE(SMALL(0)), READ(WIN_AT(W0, 0x200))),
	},
	{
		.name = "without-bus-mastering",
		.about = "a device that may not master the bus moves nothing",
		.clauses = "DMA-13",
		.needs = NEED(DMA_READS),
		.steps =
			STEPS(MAPPED, WRITE(SMALL(0)), MASTER(G0, 0),
			      WRITE(SMALL(1), BLOCKED), READ(SMALL(0), BLOCKED),
			      MASTER(G0, 1), WRITE(SMALL(2)), READ(SMALL(1))),
	},
	/* which memory */
	KIND("anonymous", ANON, 0),
	KIND("shared", SHARED, 0),
	KIND("memfd", MEMFD, 0),
	KIND("huge", HUGE, NEED(HUGE)),
	KIND("huge-shared", HUGE_SHARED, NEED(HUGE)),
	{
		.name = "memory-huge-whole",
		.about = "a device gets to the first and the last bytes of a "
			 "huge page",
		.clauses = "REG-26 DMA-14",
		.needs = NEED(HUGE) | NEED(DMA_READS),
		.steps = STEPS(
			OPEN_ENGINE,
			BUFFER(B0, HUGE_PAGES(1), .kind = TCE_BUFFER_HUGE),
			REGISTER(B0), PATTERN(B0, 1, .size = KiB(4)),
			MAP(B0, SMALL(0), .size = MiB(2)), READ(SMALL(0)),
			WRITE(SMALL(0)), WRITE(SMALL(511)),
			WRITE(SMALL(512), BLOCKED)),
	},
	{
		.name = "many-pieces",
		.about = "a range over memory registered in pieces is one to "
			 "the device",
		.clauses = "MAP-17 REG-25",
		.needs = NEED(DMA_READS),
		.steps = STEPS(OPEN_ENGINE, BUFFER(B0, KiB(256)),
			       PATTERN(B0, 1), REGISTER(B0, .size = KiB(64)),
			       REGISTER(B0, .vaddr = BUF_AT(B0, 0x10000),
					.size = KiB(128)),
			       REGISTER(B0, .vaddr = BUF_AT(B0, 0x30000),
					.size = KiB(64)),
			       MAP(B0, SMALL(5)),
			       READ(WIN_AT(W0, 0x5000 + 0x30000 - 4)),
			       WRITE(WIN_AT(W0, 0x5000 + 0x10000 - 128)),
			       WRITE(WIN_AT(W0, 0x5000 + 0x30000 - 128)),
			       WRITE(WIN_AT(W0, 0x5000 + 0x40000 - 256)),
			       WRITE(WIN_AT(W0, 0x5000 + 0x40000), BLOCKED)),
	},
	{
		.name = "unmapped-from-the-process",
		.about = "registered memory is the device's still when the "
			 "process has unmapped it",
		.clauses = "REG-21",
		.needs = NEED(DMA_READS),
		.steps = STEPS(MAPPED, PUNCH(B0, N(0), KiB(64)), READ(SMALL(1)),
			       DMA_WRITE(SMALL(1)), READ(SMALL(1)),
			       MEMORY(B1, 2), DMA_WRITE(SMALL(2)),
			       READ(SMALL(2))),
	},
	{
		.name = "address-used-again",
		.about = "memory that comes to lie at a registered address is "
			 "not what the device gets to",
		.clauses = "REG-21",
		.needs = NEED(DMA_READS),
		.steps = STEPS(
			OPEN_ENGINE, MEMORY(B0, 1), PUNCH(B0, N(0), KiB(64)),
			MEMORY(B1, 2), MAP(B0, SMALL(0), .size = KiB(32)),
			READ(SMALL(0)), DMA_WRITE(SMALL(0)), READ(SMALL(0))),
	},
	{
		.name = "after-fork",
		.about = "after a fork the device still gets to the parent's "
			 "memory, though the parent writes to it",
		.clauses = "REG-24",
		.needs = NEED(DMA_READS),
		.steps = STEPS(MAPPED, FORK(P1), PATTERN(B0, 2, .size = KiB(8)),
			       WRITE(SMALL(0)), READ(SMALL(1)),
			       PATTERN(B0, 3, .size = KiB(8), .by = P1),
			       READ(SMALL(1)), DMA_WRITE(SMALL(3)), EXIT(P1),
			       WRITE(SMALL(4)), READ(SMALL(3))),
	},
	{
		.name = "shared-with-a-fork",
		.about = "memory shared with a fork is one, for the device too",
		.clauses = "REG-24 REG-26",
		.needs = NEED(DMA_READS),
		.steps = STEPS(OPEN_ENGINE,
			       BUFFER(B0, KiB(64), .kind = TCE_BUFFER_SHARED),
			       PATTERN(B0, 1), REGISTER(B0), FORK(P1),
			       MAP(B0, SMALL(0)), WRITE(SMALL(0)),
			       PATTERN(B0, 2, .size = KiB(4), .by = P1),
			       READ(SMALL(0)), WRITE(SMALL(1))),
	},
	{
		.name = "own-container",
		.about = "a device uses its own container's windows, not those "
			 "of another PE",
		.clauses = "DMA-10 CON-08",
		.needs = NEED(PE2) | NEED(DMA_READS),
		.steps = STEPS(
			OPEN_ENGINE, MEMORY(B0, 1), OPEN_CONTAINER(C1),
			OPEN_GROUP(G1), ATTACH(G1, C1),
			SET_V2(ON_CONTAINER(C1)), MEMORY(B1, 2),
			REGISTER(B1, ON_CONTAINER(C1)),
			MAP(B1, SMALL(0), .size = KiB(4), ON_CONTAINER(C1)),
			WRITE(SMALL(0), BLOCKED), READ(SMALL(0), BLOCKED),
			MAP(B0, SMALL(0), .size = KiB(4)), DMA_WRITE(SMALL(0)),
			READ(SMALL(0))),
	},
	{
		.name = "new-mapping-at-once",
		.about = "a MAP over a mapping leads to the new memory at "
			 "once, and the old can be unregistered",
		.clauses = "MAP-18 DMA-09",
		.needs = NEED(DMA_READS),
		.steps = STEPS(MAPPED, WRITE(SMALL(0)), MEMORY(B1, 2),
			       MAP(B1, SMALL(0), .size = KiB(32)),
			       WRITE(SMALL(0)), READ(SMALL(1)), UNREGISTER(B0),
			       WRITE(SMALL(2))),
	},
	{
		.name = "reset",
		.about = "a reset of the device leaves what is mapped",
		.clauses = "OWN-24",
		.needs = NEED(RESET) | NEED(DMA_READS),
		.steps = STEPS(MAPPED, WRITE(SMALL(0)), RESET(G0),
			       ENGINE(G0, B6, WORK_AT), WRITE(SMALL(1)),
			       READ(WIN_AT(W0, 0x200)),
			       WRITE(SMALL(8), BLOCKED)),
	},
	{
		.name = "reset-of-the-pe",
		.about = "a PE that EEH resets reaches what was mapped before, "
			 "once its device is set up again",
		.clauses = "EEH-10",
		.needs = NEED(EEH),
		.risk = TCE_RISK_HANG,
		/* a bus behind a port takes its time */
		.timeout_s = 30,
		.steps = STEPS(MAPPED, DMA_WRITE(SMALL(0)),
			       EEH(.value = N(VFIO_EEH_PE_RESET_HOT)),
			       EEH(.value = N(VFIO_EEH_PE_RESET_DEACTIVATE)),
			       EEH(.value = N(VFIO_EEH_PE_CONFIGURE)),
			       ENGINE(G0, B6, WORK_AT), DMA_WRITE(SMALL(1)),
			       WRITE(SMALL(8), BLOCKED)),
	},
};

#define ABOUT "which memory a device gets to through the windows"
DATA_SUITES(data, ABOUT)
