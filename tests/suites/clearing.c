// SPDX-License-Identifier: GPL-2.0-only
/*
 * Clearing: what ends a mapping ends the device's access, there and then.
 *
 * UNMAP, REMOVE, DETACH, the last close and the end of the last process that
 * holds the group each clear entries before they return: from then on nothing
 * arrives, in memory or in the device, be it a transfer that was started
 * before. What they do not name stays as it was. A window that is made, or made
 * again, is empty, and a MAP that fails leaves nothing. PAPR demands that the
 * entries are cleared before a window is unset; afterwards the hypervisor
 * refuses access to them.
 *
 * Sources: <linux/vfio.h>, Documentation/driver-api/vfio.rst on sPAPR TCE, PAPR
 * on H_PUT_TCE and on dynamic DMA windows.
 */
#include "clearing.h"

static const struct tce_case cases[] = {
	{
		.name = "unmap",
		.about = "after UNMAP nothing arrives",
		.clauses = "UNM-02 DMA-02 DMA-03",
		.needs = NEED(DMA_READS),
		.steps = STEPS(MAPPED, WRITE(SMALL(0)), WRITE(SMALL(7)),
			       UNMAP(SMALL(0), KiB(32)), NOTHING_AT(REST(0)),
			       NOTHING_AT(REST(7))),
	},
	{
		.name = "unmap-the-first",
		.about = "after UNMAP of the first pages the others work on",
		.clauses = "UNM-13",
		.needs = NEED(DMA_READS),
		.steps = STEPS(MAPPED, UNMAP(SMALL(0), KiB(8)),
			       NOTHING_AT(REST(0)), NOTHING_AT(REST(1)),
			       WRITE(SMALL(2)), READ(SMALL(7))),
	},
	{
		.name = "unmap-the-middle",
		.about = "after UNMAP in the middle the pages on both sides "
			 "work on",
		.clauses = "UNM-13",
		.needs = NEED(DMA_READS),
		.steps = STEPS(
			MAPPED, UNMAP(SMALL(3), KiB(8)), NOTHING_AT(REST(3)),
			NOTHING_AT(REST(4)), WRITE(SMALL(2)), WRITE(SMALL(5)),
			READ(WIN_AT(W0, 0x2200)), READ(WIN_AT(W0, 0x5200))),
	},
	{
		.name = "unmap-the-last",
		.about = "after UNMAP of the last pages the others work on",
		.clauses = "UNM-13",
		.needs = NEED(DMA_READS),
		.steps = STEPS(MAPPED, UNMAP(SMALL(6), KiB(8)),
			       NOTHING_AT(REST(6)), NOTHING_AT(REST(7)),
			       WRITE(SMALL(5)), READ(SMALL(0))),
	},
	{
		.name = "unmap-page-by-page",
		.about = "pages of one MAP can go one after the other",
		.clauses = "UNM-13 MAP-27",
		.steps = STEPS(
			MAPPED, UNMAP(SMALL(1), KiB(4)),
			WRITE(REST(1), BLOCKED), WRITE(SMALL(0)),
			UNMAP(SMALL(0), KiB(4)), WRITE(REST(0), BLOCKED),
			WRITE(SMALL(2)), UNMAP(SMALL(3), KiB(20)),
			WRITE(REST(7), BLOCKED), WRITE(WIN_AT(W0, 0x2400)),
			UNMAP(SMALL(2), KiB(4)), WRITE(REST(2), BLOCKED)),
	},
	{
		.name = "unmap-several-at-once",
		.about = "one UNMAP ends what several MAPs made, and what is "
			 "beyond it stays",
		.clauses = "UNM-14 UNM-02",
		.steps = STEPS(OPEN_ENGINE, MEMORY(B0, 1), MEMORY(B1, 2),
			       MAP(B0, SMALL(0), .size = KiB(4)),
			       MAP(B1, SMALL(2), .size = KiB(8)),
			       MAP(B0, SMALL(6), .size = KiB(4)),
			       MAP(B0, SMALL(7), .size = KiB(4)),
			       UNMAP(SMALL(0), KiB(28)),
			       WRITE(REST(0), BLOCKED), WRITE(REST(2), BLOCKED),
			       WRITE(REST(3), BLOCKED), WRITE(REST(6), BLOCKED),
			       WRITE(SMALL(7)), UNREGISTER(B1)),
	},
	{
		.name = "unmap-one-of-two-places",
		.about = "memory that is mapped twice can still be reached at "
			 "the place that stays",
		.clauses = "MAP-28",
		.needs = NEED(DMA_READS),
		.steps = STEPS(MAPPED, MAP(B0, SMALL(64), .size = KiB(32)),
			       UNMAP(SMALL(0), KiB(32)), NOTHING_AT(REST(0)),
			       WRITE(SMALL(64)), READ(SMALL(71))),
	},
	{
		.name = "unmap-64k-pages",
		.about = "after UNMAP in a dynamic window of 64 KiB pages "
			 "nothing arrives in all of the page",
		.clauses = "UNM-02 UNM-13",
		.needs = NEEDS_WIDE | NEED(DMA_READS) | NEED(TWO_WINDOWS),
		.steps = STEPS(OPEN_V2, OPEN_WIDE(W1), WORK,
			       WIDE_MEMORY(B0, 1, 3),
			       MAP(B0, WIN(W1), .size = KiB(192)),
			       UNMAP(WIN_PAGE(W1, 1), KiB(64)),
			       NOTHING_AT(REST_OF_WIDE(W1, 1)),
			       WRITE(WIN_AT(W1, 0x20000 - 256), BLOCKED),
			       WRITE(WIN_AT(W1, 0x10000 - 256)),
			       WRITE(WIN_PAGE(W1, 2)), READ(WIN(W1))),
	},
	{
		.name = "unmap-and-map-again",
		.about = "MAP after UNMAP leads to the new memory, and the old "
			 "can go to others",
		.clauses = "DMA-09 UNM-02",
		.needs = NEED(DMA_READS),
		.steps = STEPS(MAPPED, UNMAP(SMALL(0), KiB(32)), UNREGISTER(B0),
			       PUNCH(B0, N(0), KiB(128)), MEMORY(B1, 2),
			       WRITE(REST(1), BLOCKED),
			       MAP(B1, SMALL(0), .size = KiB(4)),
			       WRITE(SMALL(0)), READ(WIN_AT(W0, 0x200)),
			       NOTHING_AT(REST(1))),
	},
	{
		.name = "memory-of-others",
		.about =
			"memory that was unmapped, unregistered and freed is "
			"out of the device's reach when another process has it",
		.clauses = "UNM-02 CLR-07",
		.needs = NEED(HUGE),
		.steps = STEPS(
			OPEN_ENGINE, FORK(P1),
			BUFFER(B0, HUGE_PAGES(1), .kind = TCE_BUFFER_HUGE),
			REGISTER(B0, .size = KiB(64)),
			MAP(B0, SMALL(0), .size = KiB(64)), WRITE(SMALL(1)),
			UNMAP(SMALL(0), KiB(64)),
			UNREGISTER(B0, .size = KiB(64)),
			PUNCH(B0, N(0), HUGE_PAGES(1)),
			/* the kernel releases it a while later: some work */
			BUFFER(B2, MiB(4)), PATTERN(B2, 3),
			BUFFER(B1, HUGE_PAGES(1), .kind = TCE_BUFFER_HUGE,
			       .by = P1),
			PATTERN(B1, 5, .size = KiB(64), .by = P1),
			WRITE(REST(1), BLOCKED), WRITE(REST(0), BLOCKED)),
	},
	/* windows */
	{
		.name = "remove-the-default-window",
		.about = "after REMOVE of the default window nothing arrives "
			 "there, and the dynamic one works on",
		.clauses = "CLR-02 CLR-11 DMA-11 REM-05",
		.validates = "4ba2fdff2eb1",
		.needs =
			NEED(TWO_WINDOWS) | NEED(DMA_READS) | NEED(DMA_DYNAMIC),
		.steps = STEPS(MAPPED_APART, WRITE(SMALL(0)),
			       MAP(B0, WIN_PAGE(W1, 16), .size = KiB(4)),
			       REMOVE(W0), NOTHING_LEFT,
			       WRITE(WIN_AT(W1, 0x10400))),
	},
	{
		.name = "remove-a-dynamic-window",
		.about = "after REMOVE of a dynamic window nothing arrives "
			 "there, and the default one works on",
		.clauses = "CLR-01 REM-04 REM-10",
		.validates = "4ba2fdff2eb1",
		.needs =
			NEED(TWO_WINDOWS) | NEED(DMA_READS) | NEED(DMA_DYNAMIC),
		.steps = STEPS(MAPPED_DDW, WRITE(WIN_PAGE(W1, 16)),
			       MAP(B0, SMALL(0), .size = KiB(4)), REMOVE(W1),
			       NOTHING_AT(REST_OF(W1, 16)),
			       NOTHING_AT(REST_OF(W1, 0)),
			       WRITE(WIN_AT(W0, 0x400)),
			       UNMAP(SMALL(0), KiB(4)), UNREGISTER(B0)),
	},
	{
		.name = "dynamic-window-made-again",
		.about = "a dynamic window that is made again is empty",
		.clauses = "CLR-01 CLR-07 CRE-27 CRE-28",
		.validates = "4ba2fdff2eb1",
		.needs =
			NEED(TWO_WINDOWS) | NEED(DMA_READS) | NEED(DMA_DYNAMIC),
		.steps = STEPS(MAPPED_DDW, WRITE(WIN_PAGE(W1, 16)), REMOVE(W1),
			       SMALL_DDW(W1), NOTHING_AT(REST_OF(W1, 16)),
			       NOTHING_AT(REST_OF(W1, 23)),
			       MAP(B0, WIN(W1), .size = KiB(4)),
			       WRITE(WIN_AT(W1, 0x400)),
			       WRITE(REST_OF(W1, 16), BLOCKED)),
	},
	{
		.name = "default-window-made-again",
		.about = "the default window that is made again is empty",
		.clauses = "CLR-02 CLR-07 CRE-02",
		.validates = "4ba2fdff2eb1",
		.needs = NEED(DMA_READS),
		.steps = STEPS(
			MAPPED, WRITE(SMALL(0)), REMOVE(W0),
			CREATE(W0, .page_shift = N(12), .size = DEFAULT_SIZE),
			MAP(B6, WORK_AT), NOTHING_LEFT,
			MAP(B0, SMALL(1), .size = KiB(4)),
			WRITE(WIN_AT(W0, 0x1400)), NOTHING_AT(REST(0))),
	},
	{
		.name = "smaller-default-window",
		.about = "where a smaller default window ends nothing arrives, "
			 "nor when it has its size again",
		.clauses = "CLR-09 CRE-24",
		.validates = "f431a8cde7f1",
		.needs = NEED(BOUNDS) | NEED(DMA_READS),
		.steps = STEPS(
			OPEN_V2, BUFFER(B6, KiB(64)), REGISTER(B6),
			MAP(B6, DEFAULT_START), OPEN_DEVICE(G0),
			ENGINE(G0, B6, DEFAULT_START), MEMORY(B0, 1),
			MAP(B0, DEFAULT_QUARTER(3), .size = KiB(32)),
			WRITE(DEFAULT_QUARTER(3)), REMOVE(W0),
			CREATE(W0, .page_shift = N(12), .size = QUARTERS(1)),
			MAP(B6, DEFAULT_START),
			MAP(B0, WIN_END(W0, -4096), .vaddr = BUF_AT(B0, 0x1000),
			    .size = KiB(4)),
			WRITE(WIN_END(W0, -4096)),
			PATTERN(B0, 2, .size = KiB(32)),
			WRITE(WIN_END(W0, 0), BLOCKED),
			NOTHING_AT(DEFAULT_QUARTER(3)), REMOVE(W0),
			CREATE(W0, .page_shift = N(12), .size = QUARTERS(4)),
			MAP(B6, DEFAULT_START), NOTHING_AT(DEFAULT_QUARTER(3)),
			WRITE(DEFAULT_QUARTER(1), BLOCKED)),
	},
	{
		.name = "other-page-size",
		.about = "a dynamic window of another page size at the same "
			 "place is empty as well",
		.clauses = "CRE-27 CLR-07",
		.needs = NEEDS_WIDE | NEED(DMA_READS) | NEED(TWO_WINDOWS),
		.steps = STEPS(MAPPED_DDW, MAP(B0, WIN(W1), .size = KiB(32)),
			       REMOVE(W1), OPEN_WIDE(W1),
			       NOTHING_AT(REST_OF_WIDE(W1, 0)),
			       WRITE(REST_OF_WIDE(W1, 1), BLOCKED),
			       WRITE(REST_OF_WIDE(W1, 16), BLOCKED)),
	},
	{
		.name = "new-windows",
		.about = "windows just made show the device nothing, from one "
			 "end to the other",
		.clauses = "CRE-27",
		.needs = NEEDS_WIDE | NEED(DMA_READS) | NEED(TWO_WINDOWS),
		.steps = STEPS(OPEN_V2, OPEN_WIDE(W1), WORK, MEMORY(B0, 1),
			       MAP(B0, SMALL(9), .size = KiB(4)),
			       NOTHING_AT(REST_OF_WIDE(W1, 0)),
			       READ(WIN_PAGE(W1, 1024), BLOCKED),
			       READ(WIN_END(W1, -8), BLOCKED),
			       READ(SMALL(0), BLOCKED),
			       READ(SMALL(1024), BLOCKED),
			       READ(WIN_END(W0, -8), BLOCKED)),
	},
	{
		.name = "default-survives-create",
		.about = "what is mapped in the default window stays when a "
			 "dynamic one comes and goes",
		.clauses = "ORD-10",
		.needs = NEED(TWO_WINDOWS),
		.steps = STEPS(MAPPED, WRITE(SMALL(0)), SMALL_DDW(W1),
			       WRITE(SMALL(1)), REMOVE(W1), WRITE(SMALL(2)),
			       SMALL_DDW(W1), WRITE(SMALL(3))),
	},
	{
		.name = "dynamic-survives-default",
		.about = "what is mapped in a dynamic window stays when the "
			 "default one is refused beside it",
		.clauses = "ORD-01 ORD-03 ORD-11",
		.needs = NEED(PSERIES) | NEED(TWO_WINDOWS) | NEED(DMA_DYNAMIC),
		.steps =
			STEPS(MAPPED_APART,
			      MAP(B0, WIN_PAGE(W1, 16), .size = KiB(32)),
			      WRITE(WIN_PAGE(W1, 16)), REMOVE(W0),
			      WRITE(WIN_PAGE(W1, 17)),
			      CREATE(W0, .page_shift = N(12), .size = MiB(1),
				     .err = EPERM, OR(SUCCESS)),
			      WRITE(WIN_PAGE(W1, 18)), WRITE(REST(0), BLOCKED)),
	},
	/* failures */
	{
		.name = "failed-map",
		.about = "a MAP that fails half-way lets nothing arrive",
		.clauses = "CLR-08 MAP-12",
		.needs = NEED(DMA_READS),
		.steps = STEPS(OPEN_ENGINE, BUFFER(B0, KiB(128)),
			       PATTERN(B0, 1), REGISTER(B0, .size = KiB(64)),
			       MAP(B0, SMALL(0), .err = EINVAL),
			       NOTHING_AT(REST(0)), NOTHING_AT(REST(15)),
			       WRITE(REST(16), BLOCKED),
			       MAP(B0, SMALL(1), .size = KiB(4)),
			       WRITE(SMALL(1)), NOTHING_AT(REST(0))),
	},
	{
		.name = "failed-map-of-64k-pages",
		.about = "a MAP that fails half-way in a dynamic window of 64 "
			 "KiB pages lets nothing arrive",
		.clauses = "CLR-08 MAP-12",
		.needs = NEEDS_WIDE | NEED(DMA_READS) | NEED(TWO_WINDOWS),
		.steps = STEPS(OPEN_V2, OPEN_WIDE(W1), WORK,
			       BUFFER(B0, N(4 << 16), .kind = TCE_BUFFER_IO,
				      .page_shift = N(16)),
			       REGISTER(B0, .size = N(3 << 16)),
			       MAP(B0, WIN_PAGE(W1, 5), .size = N(4 << 16),
				   .err = EINVAL),
			       NOTHING_AT(REST_OF_WIDE(W1, 5)),
			       NOTHING_AT(REST_OF_WIDE(W1, 7)),
			       WRITE(REST_OF_WIDE(W1, 8), BLOCKED)),
	},
	{
		.name = "failed-map-over-a-mapping",
		.about = "a MAP that fails half-way leaves nothing new, and "
			 "what was mapped there before, or not",
		.clauses = "MAP-19 CLR-08",
		.needs = NEED(DMA_READS),
		.steps = STEPS(MAPPED, BUFFER(B1, KiB(128)),
			       REGISTER(B1, .size = KiB(64)),
			       MAP(B1, SMALL(0), .err = EINVAL),
			       READ(SMALL(7), BLOCKED),
			       WRITE(SMALL(0), BLOCKED), NOTHING_AT(REST(8))),
	},
	{
		.name = "refused-unmap",
		.about = "an UNMAP that is refused leaves what is mapped",
		.clauses = "UNM-06 UNM-11",
		.steps = STEPS(
			MAPPED,
			UNMAP(SMALL(0), KiB(32), .flags = N(1), .err = EINVAL),
			WRITE(SMALL(0)),
			UNMAP(SMALL(0), N(6144), .err = EINVAL),
			WRITE(WIN_AT(W0, 0x400)), WRITE(SMALL(1))),
	},
	{
		.name = "unregister-refused",
		.about = "memory that UNREGISTER refuses to release stays "
			 "within the device's reach and is not freed",
		.clauses = "REG-16",
		.needs = NEED(DMA_READS),
		.steps = STEPS(MAPPED, UNREGISTER(B0, .err = EBUSY),
			       WRITE(SMALL(0)), PUNCH(B0, N(0), KiB(64)),
			       MEMORY(B1, 2), WRITE(SMALL(1)), READ(SMALL(2))),
	},
	/* the group leaves */
};

#define ABOUT "what ends a device's access to memory"
DATA_SUITES(clearing, ABOUT, .more = &clearing_owner)
