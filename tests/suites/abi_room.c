// SPDX-License-Identifier: GPL-2.0-only
/*
 * Arguments: how much of a structure is accessed, and CREATE's numbers. abi.c
 * has the sources.
 */
#include "abi.h"

static const struct tce_case cases[] = {
	{
		.name = "room-get-info",
		.about = "GET_INFO needs 16 bytes, or 32 when argsz says that "
			 "they are there",
		.clauses = "BAD-02",
		.steps = STEPS(
			OPEN_BARE, FOR_RANGE(0, 15),
			GET_INFO(.argsz = N(16), .room = X, .err = EFAULT),
			DONE, FOR_RANGE(16, 31),
			GET_INFO(.argsz = N(16), .room = X),
			GET_INFO(.argsz = N(31), .room = X),
			GET_INFO(.argsz = N(32), .room = X, .err = EFAULT),
			DONE, GET_INFO(.argsz = N(32), .room = N(32)),
			GET_INFO(.argsz = N(4096), .room = N(32))),
	},
	{
		.name = "room-map",
		.about = "MAP needs 32 bytes and no more",
		.clauses = "BAD-02",
		.needs = NEED(DDW),
		.steps = STEPS(OPEN_SMALL, FOR_RANGE(0, 31),
			       MAP_1(.room = X, .err = EFAULT), DONE,
			       MAP_1(.room = N(32)),
			       MAP_1(.room = N(32), .argsz = N(4096))),
	},
	{
		.name = "room-unmap",
		.about = "UNMAP needs 24 bytes and no more",
		.clauses = "BAD-02",
		.needs = NEED(DDW),
		.steps = STEPS(OPEN_SMALL, MAP_1(), FOR_RANGE(0, 23),
			       UNMAP_1(.room = X, .err = EFAULT), DONE,
			       UNMAP_1(.room = N(24)),
			       UNMAP_1(.room = N(24), .argsz = N(4096)),
			       UNREGISTER(B0)),
	},
	{
		.name = "room-register",
		.about = "REGISTER needs 24 bytes and no more",
		.clauses = "BAD-02",
		.steps =
			STEPS(OPEN_BARE, BUFFER(B1, PAGES(1)), FOR_RANGE(0, 23),
			      REGISTER(B1, .room = X, .err = EFAULT), DONE,
			      REGISTER_1(.room = N(24)),
			      REGISTER_1(.room = N(24), .argsz = N(4096))),
	},
	{
		.name = "room-unregister",
		.about = "UNREGISTER needs 24 bytes and no more",
		.clauses = "BAD-02",
		.steps = STEPS(OPEN_BARE, BUFFER(B1, PAGES(1)), REGISTER(B1),
			       FOR_RANGE(0, 23),
			       UNREGISTER(B1, .room = X, .err = EFAULT), DONE,
			       UNREGISTER(B1, .room = N(24)),
			       UNREGISTER_1(.room = N(24), .argsz = N(4096))),
	},
	{
		.name = "room-create",
		.about = "CREATE needs 40 bytes and no more",
		.clauses = "BAD-02",
		.needs = NEED(DDW) | NEED(IO_64K),
		.steps = STEPS(OPEN_BARE, FOR_RANGE(0, 39),
			       CREATE_BAD(.room = X, .err = EFAULT), DONE,
			       CREATE_1(.room = N(40)),
			       CREATE_1(.room = N(40), .argsz = N(4096))),
	},
	{
		.name = "room-remove",
		.about = "REMOVE needs 16 bytes and no more",
		.clauses = "BAD-02",
		.needs = NEED(DDW) | NEED(IO_64K),
		.steps = STEPS(OPEN_BARE, CREATE_BAD(.levels = N(1)),
			       FOR_RANGE(0, 15),
			       REMOVE(W2, .room = X, .err = EFAULT), DONE,
			       REMOVE(W2, .room = N(16)),
			       REMOVE_1(.room = N(16), .argsz = N(4096))),
	},
	{
		.name = "room-status",
		.about = "a group's status needs 8 bytes and no more",
		.clauses = "BAD-02",
		.steps = STEPS(OPEN_GROUP(G0), FOR_RANGE(0, 7),
			       STATUS(G0, .room = X, .err = EFAULT), DONE,
			       STATUS(G0, .room = N(8)),
			       STATUS(G0, .room = N(8), .argsz = N(4096)),
			       CHECK(STATUS, G0, N(1))),
	},
	/* CREATE's numbers in any mix; none of more than 2^15 entries */
	{
		.name = "sizes-of-4k-windows",
		.about = "a window of 4 KiB pages can have every size from 2 "
			 "pages to 2^15",
		.clauses = "BAD-07",
		.needs = NEED(DDW),
		.steps = STEPS(
			OPEN_BARE, FOR_RANGE(13, 27),
			CREATE(W1, .page_shift = N(12), .size = XPAGES(1)),
			REMOVE(W1), DONE),
	},
	{
		.name = "sizes-of-64k-windows",
		.about = "a window of 64 KiB pages can have every size from 2 "
			 "pages to 2^13",
		.clauses = "BAD-07",
		.needs = NEED(DDW) | NEED(IO_64K) | NEED(SMALL),
		.steps = STEPS(
			OPEN_BARE, FOR_RANGE(17, 29),
			CREATE(W1, .page_shift = N(16), .size = XPAGES(1)),
			REMOVE(W1), DONE),
	},
	{
		.name = "sizes-of-large-page-windows",
		.about = "a window of the largest pages can have sizes beyond "
			 "4 GiB",
		.clauses = "BAD-07",
		.needs = NEED(DDW) | NEED(IO_16M) | NEED(SMALL),
		.steps = STEPS(
			OPEN_BARE, FOR_RANGE(25, 37),
			CREATE(W1, .page_shift = N(24), .size = XPAGES(1)),
			REMOVE(W1), DONE),
	},
	/* tables below any CPU page: what a refusal charges is CRE-09's */
	{
		.name = "odd-sizes",
		.about = "a size that is no power of two is refused, and the "
			 "next good one is not",
		.clauses = "BAD-07 BAD-11",
		.needs = NEED(DDW) | NEED(IO_64K),
		.steps = STEPS(OPEN_BARE, FOR_RANGE(18, 23),
			       CREATE(W1, .page_shift = N(16),
				      .size = XPAGES(3), .err = EINVAL),
			       CREATE(W1, .page_shift = N(16),
				      .size = X_PLUS(0x20000), .err = EINVAL),
			       DONE, CREATE_1()),
	},
	{
		.name = "odd-pages",
		.about = "a page size that is not offered is refused with "
			 "sizes and levels good or bad",
		.clauses = "BAD-07 BAD-11",
		.needs = NEED(DDW) | NEED(PGSIZES) | NEED(IO_64K),
		.steps = STEPS(OPEN_BARE, FOR_RANGE(0, 11),
			       CREATE(W1, .page_shift = X, .size = MiB(1),
				      .err = EINVAL),
			       CREATE(W1, .page_shift = X, .size = N(0),
				      .levels = N(0), .err = EINVAL),
			       CREATE(W1, .page_shift = X, .size = MAX64,
				      .levels = N(0xffffffff), .err = EINVAL),
			       DONE, CREATE_1()),
	},
};

const struct tce_table abi_room = {
	.cases = cases,
	.n = ARRAY_SIZE(cases),
};
