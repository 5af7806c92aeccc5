// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which memory a device gets to through a window of the first version.
 *
 * MAP pins what is there when it is called; what the process does with its
 * memory afterwards is no matter of the device.
 *
 * Sources: <linux/vfio.h> (VFIO_IOMMU_MAP_DMA, VFIO_IOMMU_DISABLE).
 */
#include "data.h"

#define WORK_V1                                                 \
	BUFFER(B6, KiB(64)), MAP(B6, WORK_AT), OPEN_DEVICE(G0), \
		ENGINE(G0, B6, WORK_AT)
#define READY OPEN_V1, ENABLE(), WORK_V1
#define MEMORY_V1(b, seed) \
	BUFFER(b, KiB(128)), PATTERN(b, seed, .size = KiB(32))

static const struct tce_case cases[] = {
	{
		.name = "mapped",
		.about = "what a device writes is in memory, what it reads is "
			 "what memory holds, page by page",
		.clauses = "V1-05 DMA-01",
		.needs = NEED(DMA_READS),
		.steps = STEPS(READY, MEMORY_V1(B0, 1),
			       MAP(B0, SMALL(0), .size = KiB(32)),
			       WRITE(SMALL(0)), READ(SMALL(3)), WRITE(SMALL(5)),
			       READ(SMALL(7))),
	},
	{
		.name = "unmap",
		.about = "after UNMAP nothing arrives where it was, and beside "
			 "it all does",
		.clauses = "V1-06 UNM-02",
		.steps = STEPS(READY, MEMORY_V1(B0, 1),
			       MAP(B0, SMALL(0), .size = KiB(32)),
			       WRITE(SMALL(4)), UNMAP(SMALL(1), KiB(4)),
			       WRITE(SMALL(1), BLOCKED), WRITE(SMALL(0)),
			       WRITE(SMALL(2))),
	},
	{
		.name = "disable",
		.about = "after DISABLE nothing arrives",
		.clauses = "V1-07",
		.steps = STEPS(READY, MEMORY_V1(B0, 1),
			       MAP(B0, SMALL(0), .size = KiB(32)),
			       WRITE(SMALL(1)), DISABLE(),
			       WRITE(SMALL(2), BLOCKED)),
	},
	{
		.name = "replaced",
		.about = "MAP over a mapping leads to the new memory",
		.clauses = "V1-13 DMA-09",
		.steps = STEPS(READY, MEMORY_V1(B0, 1), MEMORY_V1(B1, 2),
			       MAP(B0, SMALL(0), .size = KiB(8)),
			       WRITE(SMALL(0)),
			       MAP(B1, SMALL(0), .size = KiB(8)),
			       WRITE(SMALL(1)), WRITE(SMALL(0))),
	},
	{
		.name = "directions",
		.about = "what is mapped for reading refuses writes",
		.clauses = "V1-05 DMA-04",
		.needs = NEED(DMA_READS),
		.steps = STEPS(READY, MEMORY_V1(B0, 1),
			       MAP(B0, SMALL(0), .size = KiB(8), .flags = N(1)),
			       READ(SMALL(0)), WRITE(SMALL(1), BLOCKED)),
	},
	{
		.name = "pins",
		.about = "memory that is mapped stays with the device when the "
			 "process unmaps it",
		.clauses = "V1-05 V1-06",
		.needs = NEED(DMA_READS),
		.steps = STEPS(READY, MEMORY_V1(B0, 1),
			       MAP(B0, SMALL(0), .size = KiB(32)),
			       PUNCH(B0, KiB(0), KiB(128)), READ(SMALL(3)),
			       WRITE(SMALL(3)), READ(SMALL(4))),
	},
	{
		.name = "close",
		.about = "after the last close nothing arrives, and the next "
			 "owner's window is empty",
		.clauses = "V1-15 CLR-07",
		.steps = STEPS(READY, MEMORY_V1(B0, 1),
			       MAP(B0, SMALL(0), .size = KiB(32)),
			       WRITE(SMALL(1)), CLOSE_DEVICE(G0),
			       CLOSE_GROUP(G0), CLOSE_CONTAINER(C0), READY,
			       WRITE(SMALL(2), BLOCKED)),
	},
};

DATA_SUITES(v1, "which memory a device gets to on v1")
