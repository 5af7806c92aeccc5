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

/* First and last bytes, the border of two pages, and what is after them. */
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

#define LANDS(text, shift, need, length)                                      \
	{                                                                     \
		.name = "alone-" text,                                        \
		.about = "with " text " pages in the only window transfers "  \
			 "reach the right bytes and no others",               \
		.clauses = "DMA-01 DMA-06 DMA-07 DMA-14 CRE-30",              \
		.validates = "f431a8cde7f1",                                  \
		.needs = (need) | NEED(DMA_ONLY),                             \
		.steps = STEPS(                                               \
			OPEN_BARE,                                            \
			CREATE(W1, .page_shift = N(shift), .size = length),   \
			WHOLE_PAGES(B6, shift, 1),                            \
			MAP(B6, WIN_PAGE(W1, 24), .size = ROOM(shift, 1)),    \
			OPEN_DEVICE(G0), ENGINE(G0, B6, WIN_PAGE(W1, 24)),    \
			FILL(W1, shift), TRANSFERS(W1, shift)),               \
	},                                                                    \
	{                                                                     \
		.name = "both-" text,                                         \
		.about = "with " text " pages in the window beside the "      \
			 "default one each leads to its own memory",          \
		.clauses = "DMA-06 DMA-07 DMA-15 ORD-12",                     \
		.validates = "f431a8cde7f1",                                  \
		.needs = (need) | NEED(DMA_DYNAMIC) | NEED(TWO_WINDOWS),      \
		.steps = STEPS(                                               \
			OPEN_V2,                                              \
			CREATE(W1, .page_shift = N(shift), .size = TCES(64)), \
			WORK, FILL(W1, shift), MEMORY(B2, 2),                 \
			MAP(B2, SMALL(1), .size = KiB(4)),                    \
			TRANSFERS(W1, shift), DMA_WRITE(SMALL(1)),            \
			READ(SMALL(1)), WRITE(SMALL(0), BLOCKED)),            \
	}

/* What lies at the same place modulo 2^32, if that were all of an address. */
#define OTHERWISE                                                          \
	OPEN_V2, OPEN_WIDE(W1), WORK, MEMORY(B0, 1),                       \
		MAP(B0, SMALL(0), .size = KiB(32)), WIDE_MEMORY(B1, 2, 2), \
		MAP(B1, WIN(W1), .size = KiB(64))

/*
 * A window whose table has levels: entries of several of its lower tables, the
 * n-th leading to the n-th page of b0. A page of 64 KiB has 8192 entries.
 */
#define PIECE(n, shift, offset)                                       \
	MAP(B0, WIN_AT(W1, offset), .vaddr = BUF_IOPAGE(B0, W1, n),   \
	    .size = N(PAGE_OF(shift))),                               \
		PATTERN(B0, 20 + (n), .start = N((n)*PAGE_OF(shift)), \
			.size = N(64))
#define REACHED(offset) READ(WIN_AT(W1, offset)), WRITE(WIN_AT(W1, offset))
#define MISSED(offset) WRITE(WIN_AT(W1, offset), BLOCKED)
#define LEVELS(text, n, shift, length, middle, far)                            \
	{                                                                      \
		.name = text "-levels",                                        \
		.about = "in a window whose table has " text " levels each "   \
			 "address is reached through its own entry",           \
		.clauses = "DMA-19",                                           \
		.needs = NEED(POWERNV) | NEEDS_WIDE | NEED(DMA_READS),         \
		.steps = STEPS(OPEN_V2,                                        \
			       CREATE(W1, .page_shift = N(shift),              \
				      .size = length, .levels = N(n)),         \
			       WORK, WHOLE_PAGES(B0, shift, 4),                \
			       PIECE(0, shift, 0), PIECE(1, shift, middle),    \
			       PIECE(2, shift, far),                           \
			       PIECE(3, shift,                                 \
				     (far) + (middle) + 5 * PAGE_OF(shift)),   \
			       REACHED(0), REACHED(middle), REACHED(far),      \
			       REACHED((far) + (middle) + 5 * PAGE_OF(shift)), \
			       MISSED(5 * PAGE_OF(shift)),                     \
			       MISSED((middle) + 5 * PAGE_OF(shift)),          \
			       MISSED((far) + (middle)),                       \
			       UNMAP(WIN_AT(W1, middle), N(PAGE_OF(shift))),   \
			       MISSED((middle) + 512), WRITE(WIN_AT(W1, 512)), \
			       WRITE(WIN_AT(W1, (far) + 512))),                \
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
	LANDS("64k", 16, NEEDS_64K | NEED(DMA_READS), TCES(64)),
	LEVELS("two", 2, 16, GiB(64), INT64_C(1) << 29, INT64_C(33) << 30),
	LEVELS("three", 3, 12, GiB(512), 1 << 25, INT64_C(1) << 38),
	LANDS("2m", 21,
	      NEED(DDW) | NEED(IO_2M) | NEED(HOLD_2M) | NEED(DMA_READS),
	      TCES(64)),
	LANDS("16m", 24,
	      NEED(DDW) | NEED(IO_16M) | NEED(HOLD_16M) | NEED(DMA_READS),
	      TCES(64)),
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
		.needs = NEEDS_WIDE | NEED(DMA_READS) | NEED(TWO_WINDOWS),
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
		.needs = NEEDS_WIDE | NEED(DMA_READS) | NEED(TWO_WINDOWS),
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
		.needs = NEED(TWO_WINDOWS) | NEED(DMA_DYNAMIC),
		.steps = STEPS(
			OPEN_V2,
			CREATE(W1, .page_shift = N(12), .size = TCES(1024)),
			WORK, MEMORY(B0, 1), MAP(B0, WIN(W1), .size = KiB(4)),
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
		.needs = NEED(BOUNDS) | NEEDS_WIDE | NEED(START64) |
			 NEED(TWO_WINDOWS),
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
		.needs = NEED(BOUNDS) | NEED(START64) | NEED(DMA_READS) |
			 NEED(DMA_64),
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
		.needs = NEED(START64) | NEED(DMA_READS) | NEED(DMA_DYNAMIC),
		.steps = STEPS(MAPPED, READ(START64, BLOCKED),
			       READ(START64_AT(1 << 20), BLOCKED),
			       READ(START64_AT(1 << 28), BLOCKED),
			       WRITE(SMALL(0))),
	},
	{
		.name = "outside-of-a-small-window",
		.about = "a dynamic window ends where it was asked to",
		.clauses = "CRE-29 DMA-10",
		.needs = NEED(BOUNDS) | NEED(TWO_WINDOWS) | NEED(DMA_DYNAMIC),
		.steps =
			STEPS(OPEN_V2,
			      CREATE(W1, .page_shift = N(12), .size = TCES(16)),
			      WORK, MEMORY(B0, 1),
			      MAP(B0, WIN_END_PAGE(W1, -16), .size = KiB(64)),
			      DMA_WRITE(WIN_END(W1, -4096)),
			      WRITE(WIN_END(W1, 0), BLOCKED),
			      WRITE(WIN_END(W1, 65536), BLOCKED)),
	},
};

#define ABOUT "which memory a device gets to through the windows"
DATA_SUITES(data, ABOUT, .more = &data_memory)
