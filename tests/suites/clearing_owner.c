// SPDX-License-Identifier: GPL-2.0-only
/*
 * Clearing at the end of an owner: DETACH, closes, deaths, and transfers that
 * are under way then. clearing.c has the sources.
 */
#include "clearing.h"

#define CLOSED_IN_ORDER(a, b, c, first, second, third)                       \
	{                                                                    \
		.name = "close-" a "-" b "-" c,                              \
		.about = "the last close of group and device ends what is "  \
			 "mapped, in the order " a ", " b ", " c,            \
		.clauses = "CLR-05 CLR-06 CLR-07",                           \
		.validates = "4ba2fdff2eb1", .needs = NEED(DMA_READS),       \
		.steps = STEPS(MAPPED, WRITE(SMALL(0)), first(0), second(0), \
			       third(0), PATTERN(B0, 2, .size = KiB(32)),    \
			       AGAIN, NOTHING_LEFT),                         \
	}

/* By a child, in memory that is the parent's as well. */
#define OURS                                                            \
	BUFFER(B0, KiB(64), .kind = TCE_BUFFER_SHARED), PATTERN(B0, 1), \
		BUFFER(B6, KiB(64), .kind = TCE_BUFFER_SHARED), FORK(P1)
#define OPEN_BY(p)                                            \
	OPEN_CONTAINER(C0, .by = p), OPEN_GROUP(G0, .by = p), \
		ATTACH(G0, C0, .by = p), SET_V2(.by = p)
#define MAP_BY(p) REGISTER(B0, .by = p), MAP(B0, SMALL(0), .by = p)
#define BY_CHILD OURS, OPEN_BY(P1), WORK_ON(.by = P1), MAP_BY(P1)
/* the group is both's, the child maps, the parent has the device */
#define BY_BOTH                                              \
	OPEN_V2, OURS, MAP_BY(P1), REGISTER(B6, .by = P1),   \
		MAP(B6, WORK_AT, .by = P1), OPEN_DEVICE(G0), \
		ENGINE(G0, B6, WORK_AT)

static const struct tce_case cases[] = {
	{
		.name = "detach",
		.about = "after DETACH nothing arrives, when the group is back",
		.clauses = "CLR-03 CLR-07",
		.validates = "4ba2fdff2eb1",
		.needs = NEED(DMA_READS),
		.steps = STEPS(MAPPED, WRITE(SMALL(0)), CLOSE_DEVICE(G0),
			       DETACH(G0), ATTACH(G0, C0), SET_V2(), WORK,
			       NOTHING_LEFT),
	},
	{
		.name = "detach-both-windows",
		.about = "after DETACH nothing arrives in either window, also "
			 "when the next owner makes the dynamic one again",
		.clauses = "CLR-03 CLR-07 ORD-13",
		.validates = "4ba2fdff2eb1",
		.needs =
			NEED(TWO_WINDOWS) | NEED(DMA_READS) | NEED(DMA_DYNAMIC),
		.steps = STEPS(MAPPED_DDW, WRITE(WIN_PAGE(W1, 16)),
			       MAP(B0, SMALL(0), .size = KiB(32)),
			       CLOSE_DEVICE(G0), DETACH(G0), ATTACH(G0, C0),
			       SET_V2(), SMALL_DDW(W1), WORK,
			       NOTHING_AT(REST_OF(W1, 16)), NOTHING_LEFT),
	},
	{
		.name = "detach-with-a-dynamic-window-alone",
		.about = "after DETACH of a group whose only window was a "
			 "dynamic one nothing arrives",
		.clauses = "CLR-03 CLR-07",
		.validates = "f431a8cde7f1",
		.needs =
			NEED(TWO_WINDOWS) | NEED(DMA_READS) | NEED(DMA_DYNAMIC),
		.steps = STEPS(MAPPED_APART, REMOVE(W0), CLOSE_DEVICE(G0),
			       DETACH(G0), ATTACH(G0, C0), SET_V2(), WORK,
			       NOTHING_LEFT),
	},
	CLOSED_IN_ORDER("container", "group", "device", CLOSE_CONTAINER,
			CLOSE_GROUP, CLOSE_DEVICE),
	CLOSED_IN_ORDER("container", "device", "group", CLOSE_CONTAINER,
			CLOSE_DEVICE, CLOSE_GROUP),
	CLOSED_IN_ORDER("group", "container", "device", CLOSE_GROUP,
			CLOSE_CONTAINER, CLOSE_DEVICE),
	CLOSED_IN_ORDER("group", "device", "container", CLOSE_GROUP,
			CLOSE_DEVICE, CLOSE_CONTAINER),
	CLOSED_IN_ORDER("device", "container", "group", CLOSE_DEVICE,
			CLOSE_CONTAINER, CLOSE_GROUP),
	CLOSED_IN_ORDER("device", "group", "container", CLOSE_DEVICE,
			CLOSE_GROUP, CLOSE_CONTAINER),
	{
		.name = "open-device-keeps",
		.about = "what is mapped works until the last close: with the "
			 "device alone, too",
		.clauses = "OWN-13",
		.needs = NEED(DMA_READS),
		.steps = STEPS(MAPPED, CLOSE_CONTAINER(C0), WRITE(SMALL(0)),
			       CLOSE_GROUP(G0), WRITE(SMALL(1)),
			       READ(WIN_AT(W0, 0x200))),
	},
	{
		.name = "rebind",
		.about = "when the device was taken from its driver and given "
			 "back nothing arrives",
		.clauses = "OWN-19 CLR-07",
		.needs = NEED(ROOT) | NEED(ALONE) | NEED(DMA_READS),
		.steps = STEPS(MAPPED, WRITE(SMALL(0)), CLOSE_DEVICE(G0),
			       REBIND(G0), GET_INFO(.err = EINVAL),
			       CLOSE_GROUP(G0), CLOSE_CONTAINER(C0), AGAIN,
			       NOTHING_LEFT),
	},
	/* processes */
	{
		.name = "exit",
		.about = "after the exit of the process that had mapped "
			 "nothing arrives",
		.clauses = "CLR-06 CLR-07",
		.validates = "4ba2fdff2eb1",
		.needs = NEED(DMA_READS),
		.steps = STEPS(BY_CHILD, WRITE(SMALL(0), .by = P1), EXIT(P1),
			       OPEN_V2, WORK_ON(), NOTHING_LEFT),
	},
	{
		.name = "kill",
		.about = "after the kill of the process that had mapped "
			 "nothing arrives",
		.clauses = "CLR-06 CLR-07",
		.validates = "4ba2fdff2eb1",
		.needs = NEED(DMA_READS),
		.steps = STEPS(BY_CHILD, WRITE(SMALL(0), .by = P1), KILL(P1),
			       OPEN_V2, WORK_ON(), NOTHING_LEFT),
	},
	{
		.name = "exec-that-closes",
		.about = "after an exec that closes the descriptors of the "
			 "process that had mapped nothing arrives",
		.clauses = "CLR-06 CLR-07",
		.validates = "4ba2fdff2eb1",
		.needs = NEED(DMA_READS),
		.steps = STEPS(BY_CHILD, WRITE(SMALL(0), .by = P1),
			       EXEC_CLOSING(P1), OPEN_V2, WORK_ON(),
			       NOTHING_LEFT),
	},
	{
		.name = "death-of-one-of-two",
		.about = "while another process holds the group what is mapped "
			 "outlives the one that mapped it",
		.clauses = "OWN-13",
		.needs = NEED(DMA_READS),
		.steps = STEPS(BY_BOTH, WRITE(SMALL(0)), KILL(P1),
			       WRITE(SMALL(1)), READ(WIN_AT(W0, 0x200)),
			       WRITE(REST(16), BLOCKED)),
	},
	{
		.name = "exec-of-one-of-two",
		.about =
			"while another process holds the group, what is mapped "
			"outlives the exec of the process that mapped it",
		.clauses = "OWN-13",
		.needs = NEED(DMA_READS),
		.steps = STEPS(BY_BOTH, WRITE(SMALL(0)), EXEC(P1),
			       WRITE(SMALL(1)), READ(WIN_AT(W0, 0x200)),
			       WRITE(REST(16), BLOCKED)),
	},
	/* what is under way */
	{
		.name = "unmap-under-way",
		.about = "UNMAP ends a transfer that has been started",
		.clauses = "CON-09",
		.needs = NEED(DMA_SLOW),
		.steps = STEPS(MAPPED, DMA_START(SMALL(0)),
			       UNMAP(SMALL(0), KiB(32)), DMA_WAIT(BLOCKED),
			       MAP(B0, SMALL(0), .size = KiB(4)),
			       WRITE(SMALL(0))),
	},
	{
		.name = "unmap-elsewhere-under-way",
		.about = "UNMAP of other pages does not end a transfer that "
			 "has been started",
		.clauses = "CON-09",
		.needs = NEED(DMA_SLOW),
		.steps = STEPS(MAPPED, DMA_START(SMALL(0)),
			       UNMAP(SMALL(1), KiB(28)), DMA_WAIT()),
	},
	{
		.name = "map-over-under-way",
		.about = "MAP over a mapping turns a transfer that has been "
			 "started to the new memory",
		.clauses = "CON-09 DMA-09",
		.needs = NEED(DMA_SLOW),
		.steps = STEPS(MAPPED, MEMORY(B1, 2), DMA_START(SMALL(0)),
			       MAP(B1, SMALL(0), .size = KiB(4)), DMA_WAIT(),
			       DMA_START(SMALL(1)),
			       MAP(B1, SMALL(1), .vaddr = BUF_AT(B1, 0x1000),
				   .size = KiB(4), .flags = N(1)),
			       DMA_WAIT(BLOCKED)),
	},
	{
		.name = "remove-under-way",
		.about = "REMOVE of the default window ends a transfer into it "
			 "that has been started",
		.clauses = "CON-09 CLR-02",
		.validates = "4ba2fdff2eb1",
		.needs = NEED(TWO_WINDOWS) | NEED(DMA_SLOW) | NEED(DMA_DYNAMIC),
		.steps = STEPS(MAPPED_APART, DMA_START(SMALL(0)), REMOVE(W0),
			       DMA_WAIT(BLOCKED)),
	},
	{
		.name = "remove-dynamic-under-way",
		.about = "REMOVE of a dynamic window ends a transfer into it "
			 "that has been started",
		.clauses = "CON-09 CLR-01",
		.needs = NEED(TWO_WINDOWS) | NEED(DMA_SLOW) | NEED(DMA_DYNAMIC),
		.steps = STEPS(MAPPED_DDW, DMA_START(WIN_PAGE(W1, 16)),
			       REMOVE(W1), DMA_WAIT(BLOCKED)),
	},
	{
		.name = "close-under-way",
		.about = "a transfer ends with the device's last descriptor, "
			 "though its mapping stays; another device's transfer "
			 "shows when",
		.clauses = "CON-09 CLR-05",
		.needs = NEED(DMA_SLOW) | NEED(PE2),
		.steps = STEPS(MAPPED, OPEN_CONTAINER(C1), OPEN_GROUP(G1),
			       ATTACH(G1, C1), SET_V2(ON_CONTAINER(C1)),
			       MEMORY(B5, 5), REGISTER(B5, ON_CONTAINER(C1)),
			       MAP(B5, SMALL(0), ON_CONTAINER(C1)),
			       OPEN_DEVICE(G1), ENGINE(G1, B5, SMALL(0)),
			       DMA_START(SMALL(0)), CLOSE_DEVICE(G0),
			       WRITE(SMALL(16), ON_DEVICE(G1))),
	},
	{
		.name = "kill-under-way",
		.about = "a transfer ends with its process",
		.clauses = "CON-09 CLR-06",
		.needs = NEED(DMA_SLOW),
		.steps = STEPS(BY_CHILD, DMA_START(SMALL(0), .by = P1),
			       KILL(P1), OPEN_V2, WORK_ON(), NOTHING_LEFT),
	},
};

const struct tce_table clearing_owner = {
	.cases = cases,
	.n = ARRAY_SIZE(cases),
};
