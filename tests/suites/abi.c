// SPDX-License-Identifier: GPL-2.0-only
/*
 * Arguments: the part of the interface that all its ioctls share.
 *
 * A structure begins with its size as the caller knows it (argsz) and with
 * flags. The kernel needs the members up to the last one that the first
 * version of the interface had: a smaller argsz gives EINVAL, a larger one is
 * a newer caller and accepted. Flags that are not known give EINVAL. Memory
 * that cannot be read, or that cannot be written where an answer is expected,
 * gives EFAULT; bytes past those that are needed are not touched. Whatever is
 * refused leaves no trace, and no call answers by a positive number.
 *
 * Sources: linux/vfio.h and the kernel's VFIO documentation.
 */
#include "abi.h"

/* Sizes that a caller from the future might have. */
#define LARGER(step)                                                        \
	step(.argsz = N(64)), step(.argsz = N(4096)),                       \
		step(.argsz = N(0x7fffffff)), step(.argsz = N(0x80000000)), \
		step(.argsz = N(0xffffffff))

static const struct tce_case cases[] = {
	/* argsz */
	{
		.name = "argsz-get-info",
		.about = "GET_INFO refuses every argsz below 16 and accepts "
			 "all others",
		.clauses = "BAD-03 BAD-11",
		.steps = STEPS(OPEN_BARE, FOR_RANGE(0, 15),
			       GET_INFO(.argsz = X, .err = EINVAL), DONE,
			       FOR_RANGE(16, 32), GET_INFO(.argsz = X),
			       CHECK_INFO(SIZE, DEFAULT_SIZE), DONE,
			       LARGER(GET_INFO)),
	},
	{
		.name = "argsz-map",
		.about = "MAP refuses every argsz below 32 and accepts larger "
			 "ones",
		.clauses = "BAD-03 BAD-11",
		.needs = NEED(DDW),
		.steps = STEPS(OPEN_SMALL, FOR_RANGE(0, 31),
			       MAP_1(.argsz = X, .err = EINVAL), DONE,
			       MAP_1(.argsz = N(32)), MAP_1(.argsz = N(33)),
			       LARGER(MAP_1)),
	},
	{
		.name = "argsz-unmap",
		.about = "UNMAP refuses every argsz below 24, clearing "
			 "nothing, and accepts larger ones",
		.clauses = "BAD-03 BAD-11",
		.needs = NEED(DDW),
		.steps = STEPS(OPEN_SMALL, MAP_1(), FOR_RANGE(0, 23),
			       UNMAP_1(.argsz = X, .err = EINVAL), DONE,
			       UNMAP_1(.argsz = N(24)), UNMAP_1(.argsz = N(25)),
			       LARGER(UNMAP_1), UNREGISTER(B0)),
	},
	{
		.name = "argsz-register",
		.about = "REGISTER refuses every argsz below 24 and accepts "
			 "larger ones",
		.clauses = "BAD-03 BAD-11",
		.steps =
			STEPS(OPEN_BARE, BUFFER(B1, PAGES(1)), FOR_RANGE(0, 23),
			      REGISTER(B1, .argsz = X, .err = EINVAL), DONE,
			      REGISTER_1(.argsz = N(24)),
			      REGISTER_1(.argsz = N(25)), LARGER(REGISTER_1)),
	},
	{
		.name = "argsz-unregister",
		.about = "UNREGISTER refuses every argsz below 24 and accepts "
			 "larger ones",
		.clauses = "BAD-03 BAD-11",
		.steps = STEPS(OPEN_BARE, BUFFER(B1, PAGES(1)), REGISTER(B1),
			       FOR_RANGE(0, 23),
			       UNREGISTER(B1, .argsz = X, .err = EINVAL), DONE,
			       UNREGISTER(B1, .argsz = N(24)),
			       UNREGISTER_1(.argsz = N(25)),
			       LARGER(UNREGISTER_1)),
	},
	{
		.name = "argsz-create",
		.about = "CREATE refuses every argsz below 40, making nothing, "
			 "and accepts larger ones",
		.clauses = "BAD-03 BAD-11",
		.needs = NEED(DDW) | NEED(IO_64K),
		.steps = STEPS(OPEN_BARE, FOR_RANGE(0, 39),
			       CREATE_BAD(.argsz = X, .err = EINVAL), DONE,
			       CREATE_1(.argsz = N(40)),
			       CREATE_1(.argsz = N(41)), LARGER(CREATE_1)),
	},
	{
		.name = "argsz-create-pending",
		.about = "a CREATE with a short argsz does not make the "
			 "default window on the way",
		.clauses = "BAD-03",
		.steps = STEPS(OPEN_V2, FOR_RANGE(0, 39),
			       CREATE_BAD(.argsz = X, .err = EINVAL), DONE,
			       CHECK_LOCKED(N(0)), CHECK_DT(WINDOW, G0, 0),
			       REMOVE_AT(DEFAULT_START)),
	},
	{
		.name = "argsz-remove",
		.about = "REMOVE refuses every argsz below 16, keeping the "
			 "window, and accepts larger ones",
		.clauses = "BAD-03 BAD-11",
		.needs = NEED(DDW) | NEED(IO_64K),
		.steps = STEPS(OPEN_BARE, CREATE_BAD(.levels = N(1)),
			       FOR_RANGE(0, 15),
			       REMOVE(W2, .argsz = X, .err = EINVAL), DONE,
			       REMOVE(W2, .argsz = N(16)),
			       REMOVE_1(.argsz = N(17)), LARGER(REMOVE_1)),
	},
	{
		.name = "argsz-status",
		.about = "a group's status refuses every argsz below 8 and "
			 "accepts all others",
		.clauses = "BAD-03 BAD-11",
		.steps = STEPS(OPEN_GROUP(G0), FOR_RANGE(0, 7),
			       STATUS(G0, .argsz = X, .err = EINVAL), DONE,
			       FOR_RANGE(8, 32), STATUS(G0, .argsz = X), DONE,
			       STATUS(G0, .argsz = N(0xffffffff)),
			       CHECK(STATUS, G0, N(1))),
	},
	/* flags */
	{
		.name = "flags-map",
		.about = "MAP knows bits 0 and 1 of its flags and refuses each "
			 "other, alone and with them",
		.clauses = "BAD-04 BAD-11",
		.needs = NEED(DDW),
		.steps = STEPS(OPEN_SMALL, FOR_RANGE(1, 3), MAP_1(.flags = X),
			       DONE, FOR_BITS(2, 31),
			       MAP_1(.flags = X, .err = EINVAL),
			       MAP_1(.flags = X_PLUS(1), .err = EINVAL),
			       MAP_1(.flags = X_PLUS(3), .err = EINVAL), DONE,
			       MAP_1(.flags = N(0xffffffff), .err = EINVAL)),
	},
	{
		.name = "flags-unmap",
		.about = "UNMAP knows no flag and refuses each, clearing "
			 "nothing",
		.clauses = "BAD-04 BAD-11",
		.needs = NEED(DDW),
		.steps = STEPS(OPEN_SMALL, MAP_1(), FOR_BITS(0, 31),
			       UNMAP_1(.flags = X, .err = EINVAL), DONE,
			       UNMAP_1(.flags = N(0xffffffff), .err = EINVAL),
			       UNMAP_1(), UNREGISTER(B0)),
	},
	{
		.name = "flags-register",
		.about = "REGISTER knows no flag and refuses each, charging "
			 "nothing",
		.clauses = "BAD-04 BAD-11",
		.steps = STEPS(
			OPEN_BARE, BUFFER(B0, PAGES(1)), FOR_BITS(0, 31),
			REGISTER(B0, .flags = X, .err = EINVAL), DONE,
			REGISTER(B0, .flags = N(0xffffffff), .err = EINVAL),
			CHECK_LOCKED(N(0))),
	},
	{
		.name = "flags-unregister",
		.about = "UNREGISTER knows no flag and refuses each, releasing "
			 "nothing",
		.clauses = "BAD-04 BAD-11",
		.steps = STEPS(
			OPEN_BARE, BUFFER(B0, PAGES(1)), REGISTER(B0),
			FOR_BITS(0, 31),
			UNREGISTER(B0, .flags = X, .err = EINVAL), DONE,
			UNREGISTER(B0, .flags = N(0xffffffff), .err = EINVAL),
			CHECK_LOCKED(PAGES(1)), UNREGISTER(B0)),
	},
	{
		.name = "flags-create",
		.about = "CREATE knows no flag and refuses each, making no "
			 "window, not even the default one",
		.clauses = "BAD-04 BAD-11",
		.needs = NEED(DDW),
		.steps =
			STEPS(OPEN_V2, FOR_BITS(0, 31),
			      CREATE_BAD(.flags = X, .err = EINVAL), DONE,
			      CREATE_BAD(.flags = N(0xffffffff), .err = EINVAL),
			      CHECK_LOCKED(N(0)), CHECK_DT(WINDOW, G0, 0),
			      REMOVE_AT(DEFAULT_START)),
	},
	{
		.name = "flags-remove",
		.about = "REMOVE knows no flag and refuses each, keeping "
			 "windows and the pending one",
		.clauses = "BAD-04 BAD-11",
		.needs = NEED(DDW),
		.steps = STEPS(
			OPEN_V2, FOR_BITS(0, 31),
			REMOVE_AT(DEFAULT_START, .flags = X, .err = EINVAL),
			DONE, REMOVE_AT(DEFAULT_START),
			CREATE(W1, .page_shift = N(12), .size = MiB(1)),
			FOR_BITS(0, 31), REMOVE(W1, .flags = X, .err = EINVAL),
			DONE, REMOVE(W1, .flags = N(0xffffffff), .err = EINVAL),
			REMOVE(W1)),
	},
	{
		.name = "flags-answers",
		.about = "flags of structures that the kernel fills are not "
			 "looked at",
		.clauses = "BAD-04",
		.steps = STEPS(OPEN_BARE, FOR_BITS(0, 31), GET_INFO(.flags = X),
			       STATUS(G0, .flags = X), DONE,
			       GET_INFO(.flags = N(0xffffffff)),
			       CHECK_INFO(SIZE, DEFAULT_SIZE),
			       STATUS(G0, .flags = N(0xffffffff)),
			       CHECK(STATUS, G0, N(3))),
	},
	/* pointers */
	{
		.name = "pointer-null",
		.about = "each call on a null pointer gives EFAULT",
		.clauses = "BAD-02",
		.needs = NEED(DDW),
		.steps = STEPS(
			OPEN_SMALL,
			GET_INFO(.ptr = TCE_PTR_NULL, .err = EFAULT),
			MAP_1(.ptr = TCE_PTR_NULL, .err = EFAULT),
			UNMAP_1(.ptr = TCE_PTR_NULL, .err = EFAULT),
			REGISTER(B1, .ptr = TCE_PTR_NULL, .err = EFAULT),
			UNREGISTER(B0, .ptr = TCE_PTR_NULL, .err = EFAULT),
			CREATE_BAD(.ptr = TCE_PTR_NULL, .err = EFAULT),
			REMOVE(W1, .ptr = TCE_PTR_NULL, .err = EFAULT),
			STATUS(G0, .ptr = TCE_PTR_NULL, .err = EFAULT),
			ATTACH(G0, C0, .ptr = TCE_PTR_NULL, .err = EFAULT)),
	},
	{
		.name = "pointer-no-access",
		.about = "each call on memory that cannot be accessed gives "
			 "EFAULT",
		.clauses = "BAD-02",
		.needs = NEED(DDW),
		.steps = STEPS(
			OPEN_SMALL,
			GET_INFO(.ptr = TCE_PTR_NONE, .err = EFAULT),
			MAP_1(.ptr = TCE_PTR_NONE, .err = EFAULT),
			UNMAP_1(.ptr = TCE_PTR_NONE, .err = EFAULT),
			REGISTER(B1, .ptr = TCE_PTR_NONE, .err = EFAULT),
			UNREGISTER(B0, .ptr = TCE_PTR_NONE, .err = EFAULT),
			CREATE_BAD(.ptr = TCE_PTR_NONE, .err = EFAULT),
			REMOVE(W1, .ptr = TCE_PTR_NONE, .err = EFAULT),
			STATUS(G0, .ptr = TCE_PTR_NONE, .err = EFAULT),
			ATTACH(G0, C0, .ptr = TCE_PTR_NONE, .err = EFAULT)),
	},
	{
		.name = "pointer-attach",
		.about = "ATTACH reads its argument first, and only reads it",
		.clauses = "BAD-02 BAD-10",
		.steps = STEPS(
			OPEN_CONTAINER(C0), OPEN_GROUP(G0),
			ATTACH(G0, C0, .ptr = TCE_PTR_NULL, .err = EFAULT),
			ATTACH(G0, C0, .ptr = TCE_PTR_NONE, .err = EFAULT),
			ATTACH(G0, C0, .ptr = TCE_PTR_RO), DETACH(G0)),
	},
	{
		.name = "pointer-read-only",
		.about = "calls that answer by their value alone take "
			 "arguments in memory that cannot be written",
		.clauses = "BAD-10",
		.needs = NEED(DDW),
		.steps = STEPS(OPEN_SMALL, REGISTER(B1, .ptr = TCE_PTR_RO),
			       UNREGISTER(B1, .ptr = TCE_PTR_RO),
			       MAP_1(.ptr = TCE_PTR_RO),
			       UNMAP_1(.ptr = TCE_PTR_RO),
			       REMOVE(W1, .ptr = TCE_PTR_RO)),
	},
	{
		.name = "pointer-read-only-answers",
		.about = "calls that fill their argument give EFAULT where it "
			 "cannot be written",
		.clauses = "BAD-10",
		.steps = STEPS(OPEN_BARE,
			       GET_INFO(.ptr = TCE_PTR_RO, .err = EFAULT),
			       GET_INFO(.ptr = TCE_PTR_RO, .argsz = N(16),
					.err = EFAULT),
			       STATUS(G0, .ptr = TCE_PTR_RO, .err = EFAULT),
			       GET_INFO()),
	},
	{
		.name = "pointer-before-argsz",
		.about = "the argument is read before it is judged, and "
			 "judged before what it asks for",
		.clauses = "BAD-02 BAD-03",
		.steps = STEPS(
			OPEN_BARE, BUFFER(B0, PAGES(1)), REGISTER(B0),
			REGISTER(B0, .argsz = N(23), .err = EINVAL),
			REGISTER(B0, .argsz = N(23), .room = N(23),
				 .err = EFAULT),
			UNREGISTER(B0, .size = PAGES(2), .argsz = N(23),
				   .err = EINVAL),
			MAP(B0, DEFAULT_START, .argsz = N(31), .err = EINVAL),
			UNMAP(DEFAULT_START, PAGES(1), .argsz = N(23),
			      .err = EINVAL)),
	},
};

const struct tce_suite abi_suite = {
	.name = "abi",
	.about = "sizes, flags and places of arguments, of every ioctl",
	.cases = cases,
	.n = ARRAY_SIZE(cases),
	.more = &abi_room,
};
