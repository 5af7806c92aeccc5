// SPDX-License-Identifier: GPL-2.0-only
/*
 * Windows that the devices of two groups use, where the kernel has the tables.
 *
 * What is mapped once is reached by both; a group that joins reaches what was
 * mapped before, one that leaves takes nothing along.
 *
 * Sources: <linux/vfio.h> (VFIO_GROUP_SET_CONTAINER),
 * Documentation/driver-api/vfio.rst on sPAPR TCE v2.
 */
#include "data.h"

#define NEEDS (NEED(POWERNV) | NEED(PE2))
/* The second device's own memory. */
#define WORK1_AT NUM(START, 0, 3, QUARTER, 0)
#define WORK1                                                                  \
	BUFFER(B7, KiB(64)), REGISTER(B7), MAP(B7, WORK1_AT), OPEN_DEVICE(G1), \
		ENGINE(G1, B7, WORK1_AT)
#define TWO OPEN_V2, OPEN_GROUP(G1), ATTACH(G1, C0), WORK, WORK1
#define WRITE1(a, ...) WRITE(a, ON_DEVICE(G1), __VA_ARGS__)

static const struct tce_case cases[] = {
	{
		.name = "mapped-once",
		.about =
			"what is mapped once is reached by the devices of both "
			"groups, and no longer by either after UNMAP",
		.clauses = "MG-07",
		.needs = NEEDS,
		.steps = STEPS(
			TWO, MEMORY(B0, 1), MAP(B0, SMALL(0), .size = KiB(32)),
			WRITE(SMALL(0)), WRITE1(SMALL(1)),
			UNMAP(SMALL(2), KiB(4)), WRITE(SMALL(2), BLOCKED),
			WRITE1(SMALL(2), BLOCKED)),
	},
	{
		.name = "dynamic-window",
		.about = "what is mapped once in a window that was made for "
			 "both groups is reached by the devices of both",
		.clauses = "MG-07",
		.needs = NEEDS | NEEDS_WIDE,
		.steps = STEPS(TWO, OPEN_WIDE(W1), WIDE_MEMORY(B0, 1, 2),
			       MAP(B0, WIN(W1), .size = KiB(64)),
			       WRITE(WIN(W1)), WRITE1(WIN_AT(W1, 4096))),
	},
	{
		.name = "joins-a-window",
		.about = "a device whose group joins reaches what was mapped "
			 "before, in both windows",
		.clauses = "MG-11",
		.needs = NEEDS | NEEDS_WIDE,
		.steps =
			STEPS(OPEN_ENGINE, OPEN_WIDE(W1), WIDE_MEMORY(B0, 1, 2),
			      MAP(B0, WIN(W1), .size = KiB(64)),
			      MAP(B0, SMALL(0), .size = KiB(8)), WRITE(WIN(W1)),
			      OPEN_GROUP(G1), ATTACH(G1, C0), WORK1,
			      WRITE1(WIN_AT(W1, 1024)), WRITE1(SMALL(1)),
			      WRITE(WIN_AT(W1, 2048))),
	},
	{
		.name = "one-leaves",
		.about = "a group that leaves takes none of the other's "
			 "mappings "
			 "along",
		.clauses = "MG-08",
		.validates = "4ba2fdff2eb1",
		.needs = NEEDS,
		.steps = STEPS(TWO, MEMORY(B0, 1),
			       MAP(B0, SMALL(0), .size = KiB(32)),
			       WRITE(SMALL(0)), WRITE1(SMALL(1)),
			       CLOSE_DEVICE(G1), DETACH(G1), WRITE(SMALL(2))),
	},
	{
		.name = "first-leaves",
		.about = "the group that was first in the container takes none "
			 "of the other's mappings along when it leaves",
		.clauses = "MG-08",
		.validates = "4ba2fdff2eb1",
		.needs = NEEDS,
		.steps = STEPS(TWO, MEMORY(B0, 1),
			       MAP(B0, SMALL(0), .size = KiB(32)),
			       WRITE(SMALL(0)), CLOSE_DEVICE(G0), DETACH(G0),
			       WRITE1(SMALL(2))),
	},
	{
		.name = "one-is-unbound",
		.about = "a device that leaves its driver takes none of the "
			 "other's mappings along",
		.clauses = "MG-13",
		.needs = NEEDS,
		.steps = STEPS(TWO, MEMORY(B0, 1),
			       MAP(B0, SMALL(0), .size = KiB(32)),
			       WRITE(SMALL(0)), CLOSE_DEVICE(G1), REBIND(G1),
			       WRITE(SMALL(2))),
	},
};

DATA_SUITES(shared, "windows that two groups share")
