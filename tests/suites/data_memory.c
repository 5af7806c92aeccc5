// SPDX-License-Identifier: GPL-2.0-only
/*
 * Data: directions of transfers, and kinds of memory. data.c has the sources.
 */
#include "data.h"

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

/* Other memory at the address of b0; it is registered, and is reached. */
#define RENEWED(seed) \
	RENEW(B0, N(0), KiB(128)), PATTERN(B0, seed, .size = KiB(32))
#define REREGISTERED                                                      \
	REGISTER(B0), MAP(B0, SMALL(0), .size = KiB(32)), READ(SMALL(0)), \
		DMA_WRITE(SMALL(1)), READ(SMALL(1))

/* A bus behind a port takes its time. */
#define RESET_OF_THE_PE(kind)                                           \
	.clauses = "EEH-10", .needs = NEED(EEH), .risk = TCE_RISK_HANG, \
	.timeout_s = 30,                                                \
	.steps = STEPS(MAPPED, DMA_WRITE(SMALL(0)),                     \
		       EEH(.value = N(VFIO_EEH_PE_RESET_##kind)),       \
		       EEH(.value = N(VFIO_EEH_PE_RESET_DEACTIVATE)),   \
		       EEH(.value = N(VFIO_EEH_PE_CONFIGURE)),          \
		       ENGINE(G0, B6, WORK_AT), DMA_WRITE(SMALL(1)),    \
		       WRITE(SMALL(8), BLOCKED))

static const struct tce_case cases[] = {
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
		.needs = NEED(PSERIES) | NEEDS_WIDE | NEED(DMA_READS) |
			 NEED(TWO_WINDOWS),
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
		.about = "a MAP over a mapping decides on the directions again",
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
		.name = "renewed-while-registered",
		.about = "a range that stays registered is the memory that was "
			 "there, whatever is at its address now",
		.clauses = "REG-21 REG-02",
		.needs = NEED(DMA_READS),
		.steps = STEPS(MAPPED, RENEWED(2), REGISTER(B0, .err = EBUSY),
			       READ(SMALL(0)), DMA_WRITE(SMALL(1)),
			       MAP(B0, SMALL(8), .size = KiB(32)),
			       READ(SMALL(9)), DMA_WRITE(SMALL(10))),
	},
	{
		.name = "registered-anew",
		.about = "memory at the address of what was registered before "
			 "is what the device reaches once it is registered",
		.clauses = "REG-27",
		.needs = NEED(DMA_READS),
		.steps = STEPS(MAPPED, DMA_WRITE(SMALL(0)), FOR_RANGE(1, 3),
			       UNMAP(SMALL(0), KiB(32)), UNREGISTER(B0),
			       RENEWED(2), REREGISTERED, DONE),
	},
	{
		.name = "registered-anew-after-munmap",
		.about = "the same if the process unmaps the memory before it "
			 "unregisters it",
		.clauses = "REG-27",
		.needs = NEED(DMA_READS),
		.steps = STEPS(MAPPED, DMA_WRITE(SMALL(0)), RENEWED(2),
			       DMA_WRITE(SMALL(1)), UNMAP(SMALL(0), KiB(32)),
			       UNREGISTER(B0), REREGISTERED),
	},
	{
		.name = "registered-anew-after-a-refusal",
		.about = "the same if it could not be unregistered at first, "
			 "because it was mapped",
		.clauses = "REG-27 REG-15 REG-17",
		.needs = NEED(DMA_READS),
		.steps = STEPS(MAPPED, UNREGISTER(B0, .err = EBUSY), RENEWED(2),
			       UNMAP(SMALL(0), KiB(32)), UNREGISTER(B0),
			       REREGISTERED),
	},
	{
		.name = "registered-anew-with-another",
		.about = "a range that another container still holds is the "
			 "memory that was there when that registered it",
		.clauses = "REG-28",
		.needs = NEED(PE2) | NEED(DMA_READS),
		.steps = STEPS(OPEN_ENGINE, MEMORY(B0, 1), OPEN_CONTAINER(C1),
			       OPEN_GROUP(G1), ATTACH(G1, C1),
			       SET_V2(ON_CONTAINER(C1)),
			       REGISTER(B0, ON_CONTAINER(C1)), UNREGISTER(B0),
			       RENEWED(2), REGISTER(B0),
			       MAP(B0, SMALL(0), .size = KiB(32)),
			       READ(SMALL(0)), DMA_WRITE(SMALL(1)),
			       READ(SMALL(1)), UNMAP(SMALL(0), KiB(32)),
			       UNREGISTER(B0), UNREGISTER(B0, ON_CONTAINER(C1)),
			       REREGISTERED),
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
		.name = "fork-closes-everything",
		.about = "a device works on when a fork closes all its copies "
			 "of the descriptors",
		.clauses = "OWN-31",
		.steps = STEPS(
			MAPPED, WRITE(SMALL(0)), FORK(P1),
			CLOSE_DEVICE(G0, .by = P1), CLOSE_GROUP(G0, .by = P1),
			CLOSE_CONTAINER(C0, .by = P1), WRITE(SMALL(1)),
			EXIT(P1), WRITE(SMALL(2)), WRITE(SMALL(8), BLOCKED)),
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
		RESET_OF_THE_PE(HOT),
	},
	{
		.name = "fundamental-reset-of-the-pe",
		.about = "so does one after a fundamental reset",
		RESET_OF_THE_PE(FUNDAMENTAL),
	},
};

const struct tce_table data_memory = {
	.cases = cases,
	.n = ARRAY_SIZE(cases),
};
