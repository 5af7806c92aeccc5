// SPDX-License-Identifier: GPL-2.0-only
/*
 * Request numbers: which call means what, and to whom.
 *
 * powerpc encodes an ioctl without a direction as 0x20003b00 + number, other
 * architectures as 0x3b00 + number. Container, group and device share a range
 * of numbers; some mean different things to different drivers. A container
 * without a type answers EINVAL to what only a driver could answer, the
 * driver ENOTTY to what it does not know, be it a call of the other container
 * type, of a group or of a device; and that before it looks at the argument.
 * Other files answer ENOTTY, numbers that are not open EBADF.
 *
 * Sources: linux/vfio.h, the powerpc encoding in asm/ioctl.h, ioctl(2).
 */
#include <tce/uapi.h>

#include "suites.h"

/* Any number; the argument reads as zeros, its argsz too. */
#define ASK(nr, ...) IOCTL(nr, __VA_ARGS__)

#define FROM 100
#define TO 121 /* past it numbers will come */
#define NUMBERS FOR_RANGE(TCE_REQ(FROM - 100), TCE_REQ(TO - 100))
/* The same with other directions and sizes: another architecture's. */
#define NUMBERS_OF(high) FOR_RANGE((high) + 0x3b00 + FROM, (high) + 0x3b00 + TO)

/* What a number of nothing at all gets, too. */
#define OTHER_NUMBERS(e)                                                     \
	NUMBERS_OF(0), ASK(X, .err = (e)), DONE, NUMBERS_OF(0x40000000),     \
		ASK(X, .err = (e)), DONE, NUMBERS_OF(0x80000000),            \
		ASK(X, .err = (e)), DONE, NUMBERS_OF(0xc0000000),            \
		ASK(X, .err = (e)), DONE, NUMBERS_OF(0x20200000),            \
		ASK(X, .err = (e)), DONE, NUMBERS_OF(0x60280000),            \
		ASK(X, .err = (e)), DONE, FOR_RANGE(0x20003b83, 0x20003bff), \
		ASK(X, .err = (e)), DONE, FOR_RANGE(0x20003b00, 0x20003b63), \
		ASK(X, .err = (e)), DONE, ASK(N(1), .err = (e)),             \
		ASK(N(0xffffffff), .err = (e))

/* Every call of a container, made on something else. */
#define CONTAINER_CALLS(e, ...)                                             \
	API_VERSION(.err = (e), __VA_ARGS__),                               \
		CHECK_EXTENSION(7, .err = (e), __VA_ARGS__),                \
		SET_V2(.err = (e), __VA_ARGS__),                            \
		GET_INFO(.err = (e), __VA_ARGS__),                          \
		MAP(B0, N(0), .err = (e), __VA_ARGS__),                     \
		UNMAP(N(0), N(0), .err = (e), __VA_ARGS__),                 \
		ENABLE(.err = (e), __VA_ARGS__),                            \
		DISABLE(.err = (e), __VA_ARGS__),                           \
		REGISTER(B0, .err = (e), __VA_ARGS__),                      \
		UNREGISTER(B0, .err = (e), __VA_ARGS__),                    \
		CREATE(W1, .page_shift = N(12), .size = MiB(1), .err = (e), \
		       __VA_ARGS__),                                        \
		REMOVE_AT(N(0), .err = (e), __VA_ARGS__),                   \
		EEH(.err = (e), __VA_ARGS__)
/* Every call of a group, made on something else. */
#define GROUP_CALLS(e, ...)                               \
	STEP(STATUS, 0, .err = (e), __VA_ARGS__),         \
		STEP(ATTACH, 0, .err = (e), __VA_ARGS__), \
		STEP(DETACH, 0, .err = (e), __VA_ARGS__)

static const struct tce_case cases[] = {
	/* every number */
	{
		.name = "numbers-without-a-group",
		.about = "a container without a group answers numbers 100 to "
			 "121 with EINVAL, version and extensions apart",
		.clauses = "BAD-01 BAD-11",
		.steps = STEPS(OPEN_CONTAINER(C0), NUMBERS,
			       ASK(X, .err = TCE_ERR_MODEL), DONE,
			       FOR_RANGE(TCE_REQ(2), TCE_REQ(21)),
			       ASK(X, .err = EINVAL), DONE),
	},
	{
		.name = "numbers-without-a-type",
		.about = "a container with a group and no type answers numbers "
			 "100 to 121 with EINVAL, but SET_IOMMU with ENODEV",
		.clauses = "BAD-01 BAD-11",
		.steps = STEPS(OPEN_ATTACHED, NUMBERS,
			       ASK(X, .err = TCE_ERR_MODEL), DONE,
			       ASK(N(TCE_REQ(2)), .err = ENODEV),
			       FOR_RANGE(TCE_REQ(3), TCE_REQ(21)),
			       ASK(X, .err = EINVAL), DONE),
	},
	{
		.name = "numbers-on-v1",
		.about = "a v1 container answers numbers 100 to 121 as the "
			 "table of its calls says",
		.clauses = "BAD-01 BAD-11",
		.steps = STEPS(OPEN_V1, NUMBERS, ASK(X, .err = TCE_ERR_MODEL),
			       DONE, FOR_RANGE(TCE_REQ(3), TCE_REQ(11)),
			       ASK(X, .err = ENOTTY), DONE,
			       FOR_RANGE(TCE_REQ(17), TCE_REQ(20)),
			       ASK(X, .err = ENOTTY), DONE),
	},
	{
		.name = "numbers-on-v2",
		.about = "a v2 container answers numbers 100 to 121 as the "
			 "table of its calls says",
		.clauses = "BAD-01 BAD-11",
		.steps = STEPS(OPEN_BARE, NUMBERS, ASK(X, .err = TCE_ERR_MODEL),
			       DONE, FOR_RANGE(TCE_REQ(3), TCE_REQ(11)),
			       ASK(X, .err = ENOTTY), DONE,
			       FOR_RANGE(TCE_REQ(15), TCE_REQ(16)),
			       ASK(X, .err = ENOTTY), DONE),
	},
	{
		.name = "numbers-of-others-without-a-type",
		.about = "numbers of other architectures, directions, sizes "
			 "and ranges give EINVAL without a type",
		.clauses = "BAD-05",
		.steps = STEPS(OPEN_CONTAINER(C0), OTHER_NUMBERS(EINVAL)),
	},
	{
		.name = "numbers-of-others-on-v1",
		.about = "numbers of other architectures, directions, sizes "
			 "and ranges give ENOTTY on v1",
		.clauses = "BAD-05",
		.steps = STEPS(OPEN_V1, OTHER_NUMBERS(ENOTTY)),
	},
	{
		.name = "numbers-of-others-on-v2",
		.about = "numbers of other architectures, directions, sizes "
			 "and ranges give ENOTTY on v2",
		.clauses = "BAD-05",
		.steps = STEPS(OPEN_BARE, OTHER_NUMBERS(ENOTTY)),
	},
	{
		.name = "numbers-one-bit-off",
		.about = "the number of GET_INFO with one bit added is not "
			 "GET_INFO",
		.clauses = "BAD-05",
		.steps = STEPS(
			OPEN_BARE, FOR_BITS(0, 31),
			ASK(X_PLUS(TCE_REQ_GET_INFO), .err = TCE_ERR_MODEL),
			DONE, FOR_BITS(8, 31),
			ASK(X_PLUS(TCE_REQ_GET_INFO), .err = ENOTTY), DONE),
	},
	/* the other type's calls */
	{
		.name = "v2-calls-on-v1",
		.about = "a v1 container refuses calls of v2 by ENOTTY, "
			 "however bad their argument is",
		.clauses = "BAD-01",
		.steps = STEPS(
			OPEN_V1, BUFFER(B0, PAGES(1)),
			REGISTER(B0, .err = ENOTTY),
			REGISTER(B0, .ptr = TCE_PTR_NULL, .err = ENOTTY),
			UNREGISTER(B0, .argsz = N(0), .err = ENOTTY),
			UNREGISTER(B0, .ptr = TCE_PTR_NONE, .err = ENOTTY),
			CREATE(W1, .page_shift = N(12), .size = MiB(1),
			       .err = ENOTTY),
			CREATE(W1, .flags = N(1), .ptr = TCE_PTR_NULL,
			       .err = ENOTTY),
			REMOVE_AT(DEFAULT_START, .err = ENOTTY),
			REMOVE_AT(MAX64, .ptr = TCE_PTR_NULL, .err = ENOTTY)),
	},
	{
		.name = "v1-calls-on-v2",
		.about = "a v2 container refuses ENABLE and DISABLE by ENOTTY, "
			 "with and without registered memory",
		.clauses = "BAD-01",
		.steps = STEPS(OPEN_BARE, ENABLE(.err = ENOTTY),
			       DISABLE(.err = ENOTTY), BUFFER(B0, PAGES(1)),
			       REGISTER(B0), ENABLE(.err = ENOTTY),
			       DISABLE(.err = ENOTTY), CHECK_LOCKED(PAGES(1)),
			       UNREGISTER(B0)),
	},
	{
		.name = "dirty-pages-on-v1",
		.about = "number 117, which other drivers know as DIRTY_PAGES, "
			 "means nothing to v1 whatever its layout",
		.clauses = "BAD-06",
		.steps = STEPS(
			OPEN_V1, BUFFER(B0, PAGES(1)), FOR_BITS(0, 2),
			REGISTER(B0, .flags = X, .argsz = N(8), .err = ENOTTY),
			REGISTER(B0, .flags = X, .argsz = N(48), .err = ENOTTY),
			DONE),
	},
	{
		.name = "dirty-pages-on-v2",
		.about = "the layout of DIRTY_PAGES is a bad REGISTER to v2",
		.clauses = "BAD-06",
		.steps = STEPS(
			OPEN_BARE, BUFFER(B0, PAGES(1)), FOR_BITS(0, 2),
			REGISTER(B0, .flags = X, .argsz = N(8), .err = EINVAL),
			REGISTER(B0, .flags = X, .argsz = N(48), .err = EINVAL),
			DONE),
	},
	/* the wrong file */
	{
		.name = "container-calls-without-a-type",
		.about = "a container without a type refuses every call of a "
			 "driver by EINVAL, however bad its argument is",
		.clauses = "BAD-01",
		.steps = STEPS(OPEN_CONTAINER(C0), BUFFER(B0, PAGES(1)),
			       GET_INFO(.err = EINVAL),
			       GET_INFO(.ptr = TCE_PTR_NULL, .err = EINVAL),
			       MAP(B0, DEFAULT_START, .err = EINVAL),
			       UNMAP(DEFAULT_START, PAGES(1), .err = EINVAL),
			       ENABLE(.err = EINVAL), DISABLE(.err = EINVAL),
			       REGISTER(B0, .err = EINVAL),
			       UNREGISTER(B0, .err = EINVAL),
			       CREATE(W1, .page_shift = N(12), .size = MiB(1),
				      .ptr = TCE_PTR_NONE, .err = EINVAL),
			       REMOVE_AT(DEFAULT_START, .err = EINVAL),
			       EEH(.err = EINVAL)),
	},
	{
		.name = "container-calls-on-a-group",
		.about = "a group, free or attached, knows no call of a "
			 "container",
		.clauses = "BAD-01",
		.steps = STEPS(OPEN_CONTAINER(C0), OPEN_GROUP(G0),
			       BUFFER(B0, PAGES(1)),
			       CONTAINER_CALLS(ENOTTY, ON_GROUP(G0)),
			       FOR_RANGE(TCE_REQ(7), TCE_REQ(21)),
			       ASK(X, ON_GROUP(G0), .err = ENOTTY), DONE,
			       NUMBERS_OF(0),
			       ASK(X, ON_GROUP(G0), .err = ENOTTY), DONE,
			       ATTACH(G0, C0), SET_V2(),
			       REMOVE_AT(DEFAULT_START),
			       CONTAINER_CALLS(ENOTTY, ON_GROUP(G0))),
	},
	{
		.name = "group-calls-on-a-container",
		.about = "a container knows no call of a group: EINVAL without "
			 "a type, ENOTTY with one",
		.clauses = "BAD-01",
		.steps = STEPS(OPEN_CONTAINER(C0),
			       GROUP_CALLS(EINVAL, ON_CONTAINER(C0)),
			       OPEN_GROUP(G0), ATTACH(G0, C0), SET_V2(),
			       REMOVE_AT(DEFAULT_START),
			       GROUP_CALLS(ENOTTY, ON_CONTAINER(C0)),
			       STATUS(G0), CHECK(STATUS, G0, N(3))),
	},
	/*
	 * Numbers from 107 on are a device's own, or have become so: nothing
	 * is said of those.
	 */
	{
		.name = "other-calls-on-a-device",
		.about = "a device knows neither a container's nor a group's "
			 "calls that share no number with its own",
		.clauses = "BAD-01",
		.steps =
			STEPS(OPEN_BARE, OPEN_DEVICE(G0),
			      API_VERSION(ON_DEVICE(G0), .err = ENOTTY),
			      CHECK_EXTENSION(7, ON_DEVICE(G0), .err = ENOTTY),
			      SET_V2(ON_DEVICE(G0), .err = ENOTTY),
			      GROUP_CALLS(ENOTTY, ON_DEVICE(G0)), NUMBERS_OF(0),
			      ASK(X, ON_DEVICE(G0), .err = ENOTTY), DONE),
	},
	{
		.name = "calls-on-another-file",
		.about = "every call on a file of another kind gives ENOTTY",
		.clauses = "BAD-01",
		.steps = STEPS(BUFFER(B0, PAGES(1)),
			       CONTAINER_CALLS(ENOTTY, ON_FOREIGN),
			       GROUP_CALLS(ENOTTY, ON_FOREIGN), NUMBERS,
			       ASK(X, ON_FOREIGN, .err = ENOTTY), DONE),
	},
	{
		.name = "calls-on-no-file",
		.about = "every call on a number that is not open gives EBADF",
		.clauses = "BAD-01",
		.steps = STEPS(BUFFER(B0, PAGES(1)),
			       CONTAINER_CALLS(EBADF, ON_CLOSED),
			       GROUP_CALLS(EBADF, ON_CLOSED), NUMBERS,
			       ASK(X, ON_CLOSED, .err = EBADF), DONE),
	},
	{
		.name = "calls-after-close",
		.about = "a container that is closed takes no call, though its "
			 "group is still attached",
		.clauses = "BAD-01",
		.steps = STEPS(
			OPEN_BARE, BUFFER(B0, PAGES(1)), CLOSE_CONTAINER(C0),
			CONTAINER_CALLS(EBADF, ON_CONTAINER(C0)), STATUS(G0),
			CLOSE_GROUP(G0), STATUS(G0, .err = EBADF),
			DETACH(G0, .err = EBADF)),
	},
	/*
	 * EEH where there is none: on emulated machines, which are the ones
	 * whose 64-bit start is known
	 */
	{
		.name = "eeh-absent",
		.about = "without EEH each of its operations gives ENODEV, "
			 "however good or bad its argument is",
		.clauses = "EEH-01 EEH-02 BAD-04 BAD-10",
		.needs = NEED(NO_EEH),
		.steps = STEPS(
			OPEN_BARE, CHECK_EXTENSION(5), FOR_RANGE(0, 10),
			EEH(.value = X, .err = ENODEV),
			EEH(.value = X, .ptr = TCE_PTR_RO, .err = ENODEV), DONE,
			FOR_RANGE(0, 12), EEH(.argsz = X, .err = ENODEV),
			EEH(.room = X, .err = ENODEV), DONE, FOR_BITS(0, 31),
			EEH(.flags = X, .err = ENODEV),
			EEH(.value = X, .err = ENODEV), DONE,
			EEH(.ptr = TCE_PTR_NULL, .err = ENODEV),
			EEH(.ptr = TCE_PTR_NONE, .err = ENODEV)),
	},
	{
		.name = "eeh-absent-on-v1",
		.about = "a v1 container without EEH answers each of its "
			 "operations with ENODEV, however good or bad its "
			 "argument is",
		.clauses = "EEH-02 BAD-10",
		.needs = NEED(NO_EEH),
		.steps = STEPS(OPEN_V1, CHECK_EXTENSION(5), FOR_RANGE(0, 10),
			       EEH(.value = X, .err = ENODEV), DONE,
			       EEH(.ptr = TCE_PTR_NULL, .err = ENODEV)),
	},
};

const struct tce_suite request_suite = {
	.name = "request",
	.about = "request numbers, and calls on what they are not meant for",
	.cases = cases,
	.n = ARRAY_SIZE(cases),
};
