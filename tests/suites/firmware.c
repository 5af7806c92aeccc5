// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a pSeries machine's firmware refuses, delays and is left with. A dynamic
 * window takes two calls, query and create; its end takes a removal; the
 * default window takes a reset, where VFIO makes it and where the host gets it
 * back. Each status that PAPR has for each call is here: hardware error (-1),
 * busy (-2), parameter error (-3), and delays (9900 to 9905).
 *
 * Sources: PAPR on ibm,query-pe-dma-window, ibm,create-pe-dma-window,
 * ibm,remove-pe-dma-window and ibm,reset-pe-dma-windows; <linux/vfio.h>.
 */
#include "hypervisor.h"
#include "suites.h"

#define NEEDS (NEED(FIRMWARE) | NEED(ROOT) | NEED(TWO_WINDOWS) | NEED(IO_64K))

/* Memory that can be mapped there. */
#define MEMORY                                                           \
	BUFFER(B0, KiB(64), .kind = TCE_BUFFER_IO, .page_shift = N(16)), \
		REGISTER(B0)
/* A PE that has nothing left of what a case did to it. */
#define USE OPEN_BARE, DYNAMIC(W1), HAS(1), REMOVE(W1), HAS(0), CLOSE, HAS(0)

/* One call of a CREATE ends with a status: nothing comes of it, nor stays. */
#define REFUSED(call, status, errno_today)                                  \
	.clauses = "FW-01 FW-02 FW-03", .needs = NEEDS,                     \
	.risk = TCE_RISK_DAMAGE,                                            \
	.steps = STEPS(OPEN_BARE, FAIL(G0, call, status),                   \
		       DYNAMIC(W1, .err = errno_today),                     \
		       CHECK_FIRMWARE(REFUSALS, G0, 1), HAS(0),             \
		       CHECK_LOCKED(N(0)), DYNAMIC(W1), HAS(1), REMOVE(W1), \
		       CLOSE, USE)

/* A REMOVE that the firmware refuses; either way there is room again. */
#define REMOVAL_REFUSED(status)                                          \
	.clauses = "FW-06", .needs = NEEDS, .risk = TCE_RISK_DAMAGE,     \
	.steps = STEPS(OPEN_BARE, DYNAMIC(W1), FAIL(G0, REMOVE, status), \
		       REMOVE(W1, OR(EIO)), REMOVE(W1, .err = EINVAL),   \
		       DYNAMIC(W1), HAS(1), REMOVE(W1), HAS(0))

static const struct tce_case cases[] = {
	/* no window is made */
	{
		.name = "query-fails",
		.about = "a hardware error of the query refuses the window, "
			 "once",
		REFUSED(QUERY, N(HARDWARE), EPERM),
	},
	{
		.name = "query-parameter-error",
		.about = "a parameter error of the query refuses the window, "
			 "once",
		REFUSED(QUERY, N(PARAMETER), ESRCH),
	},
	{
		.name = "create-fails",
		.about = "a hardware error refuses the window, once",
		REFUSED(CREATE, N(HARDWARE), ENODEV),
	},
	{
		.name = "create-parameter-error",
		.about = "a parameter error refuses the window, once",
		REFUSED(CREATE, N(PARAMETER), ENODEV),
	},
	{
		.name = "refused-then-default",
		.about = "after the firmware refused a dynamic window the "
			 "default one is made, for this use and the next",
		.clauses = "FW-03",
		.needs = NEEDS,
		.risk = TCE_RISK_DAMAGE,
		.steps = STEPS(OPEN_BARE, FAIL(G0, CREATE, N(HARDWARE)),
			       DYNAMIC(W1, .err = ENODEV),
			       CREATE(W0, .page_shift = N(12), .size = MiB(4)),
			       BUFFER(B0, PAGES(1)), REGISTER(B0),
			       MAP(B0, DEFAULT_START),
			       UNMAP(DEFAULT_START, PAGES(1)), CLOSE, OPEN_V2,
			       REGISTER(B0), MAP(B0, DEFAULT_START)),
	},
	{
		.name = "create-is-busy",
		.about = "CREATE waits for a firmware that is busy, and makes "
			 "its window",
		.clauses = "FW-04",
		.needs = NEEDS,
		.steps = STEPS(OPEN_BARE,
			       FAIL(G0, CREATE, N(BUSY), .count = N(3)),
			       DYNAMIC(W1), HAS(1), REMOVE(W1)),
	},
	{
		.name = "create-is-delayed",
		.about =
			"CREATE waits for a firmware that asks for a delay, of "
			"any order, and makes its window",
		.clauses = "FW-04",
		.needs = NEEDS,
		.timeout_s = 30,
		.steps = STEPS(OPEN_BARE, FOR_RANGE(9900, 9905),
			       FAIL(G0, CREATE, X), DYNAMIC(W1), HAS(1),
			       REMOVE(W1), HAS(0), DONE),
	},
	/* a window is removed */
	{
		.name = "removed-at-once",
		.about = "REMOVE takes a window from the firmware, also one "
			 "with mappings",
		.clauses = "FW-05",
		.needs = NEEDS | NEED(HOLD_64K),
		.steps = STEPS(OPEN_BARE, MEMORY, HAS(0), DYNAMIC(W1), HAS(1),
			       REMOVE(W1), HAS(0), DYNAMIC(W1),
			       MAP(B0, WIN(W1), .size = KiB(64)), HAS(1),
			       REMOVE(W1), HAS(0)),
	},
	{
		.name = "removed-by-the-close",
		.about = "the last close takes all dynamic windows from the "
			 "firmware",
		.clauses = "FW-07",
		.needs = NEEDS,
		.steps =
			STEPS(OPEN_V2, DYNAMIC(W1), HAS(1), CLOSE, HAS(0), USE),
	},
	{
		.name = "remove-fails",
		.about =
			"after a hardware error of a removal there is room for "
			"another window, or REMOVE can be made again",
		REMOVAL_REFUSED(N(HARDWARE)),
	},
	{
		.name = "remove-parameter-error",
		.about = "after a parameter error of a removal there is room "
			 "for another window, or REMOVE can be made again",
		REMOVAL_REFUSED(N(PARAMETER)),
	},
	{
		.name = "remove-fails-at-the-close",
		.about = "a window whose removal fails at the last close does "
			 "not stay with the firmware",
		.clauses = "FW-07",
		.needs = NEEDS,
		.risk = TCE_RISK_DAMAGE,
		.steps = STEPS(
			OPEN_BARE, DYNAMIC(W1), FAIL(G0, REMOVE, N(HARDWARE)),
			CLOSE, HAS(0), USE, OPEN_BARE, DYNAMIC(W1),
			FAIL(G0, REMOVE, N(PARAMETER)), CLOSE, HAS(0), USE),
	},
	/* the default window */
	{
		.name = "reset-is-busy",
		.about = "a window whose removal fails at the last close does "
			 "not stay with a firmware that is busy meanwhile",
		.clauses = "FW-08",
		.needs = NEEDS,
		.risk = TCE_RISK_DAMAGE,
		.steps = STEPS(OPEN_BARE, DYNAMIC(W1),
			       FAIL(G0, REMOVE, N(HARDWARE)),
			       FAIL(G0, RESET, N(BUSY), .count = N(2)), CLOSE,
			       HAS(0), USE),
	},
	{
		.name = "reset-fails-at-the-close",
		.about = "without a reset at the last close the next use works",
		.clauses = "FW-09",
		.needs = NEEDS,
		.steps = STEPS(
			OPEN_V2, DYNAMIC(W1), FAIL(G0, RESET, N(HARDWARE)),
			CLOSE, HAS(0), USE, OPEN_V2, DYNAMIC(W1),
			FAIL(G0, RESET, N(PARAMETER)), CLOSE, HAS(0), USE),
	},
	{
		.name = "default-without-reset",
		.about = "a default window that the firmware does not reset is "
			 "as good, or MAP is refused, once",
		.clauses = "FW-09",
		.needs = NEEDS,
		.steps = STEPS(
			OPEN_V2, BUFFER(B0, PAGES(1)), REGISTER(B0),
			FAIL(G0, RESET, N(HARDWARE)), MAP(B0, DEFAULT_START),
			MAP(B0, DEFAULT_PAGE(1)), CLOSE, OPEN_V2, REGISTER(B0),
			FAIL(G0, RESET, N(PARAMETER)), MAP(B0, DEFAULT_START),
			MAP(B0, DEFAULT_PAGE(1)), CLOSE, OPEN_V2, REGISTER(B0),
			FAIL(G0, RESET, N(BUSY), .count = N(2)),
			MAP(B0, DEFAULT_START), MAP(B0, DEFAULT_PAGE(1))),
	},
	{
		.name = "default-removed",
		.about = "a default window that was removed has no live entry "
			 "any more, whether the firmware still has it or not",
		.clauses = "REM-13",
		.needs = NEEDS,
		.steps = STEPS(OPEN_V2, BUFFER(B0, PAGES(1)), REGISTER(B0),
			       MAP(B0, DEFAULT_START), REMOVE_AT(DEFAULT_START),
			       CHECK_FIRMWARE(LIVE, G0, 0),
			       CHECK_FIRMWARE(WINDOWS, G0, 1, NOT_JUDGED),
			       CHECK_FIRMWARE(REMOVES, G0, 0, NOT_JUDGED),
			       CREATE(W0, .page_shift = N(12), .size = MiB(4)),
			       MAP(B0, DEFAULT_START)),
	},
	/* entries end before their window */
	{
		.name = "empty-when-removed",
		.about = "a window that REMOVE ends is empty when the firmware "
			 "is asked to remove it",
		.clauses = "CLR-04",
		.needs = NEEDS | NEED(HOLD_64K),
		.risk = TCE_RISK_DAMAGE,
		.steps = STEPS(OPEN_BARE, MEMORY, DYNAMIC(W1),
			       MAP(B0, WIN(W1), .size = KiB(64)),
			       MAP(B0, WIN_END_PAGE(W1, -1), .size = KiB(64)),
			       REFUSE_LIVE(G0), REMOVE(W1),
			       CHECK_FIRMWARE(REFUSALS, G0, 0), HAS(0)),
	},
	{
		.name = "empty-at-the-close",
		.about = "windows that the last close ends are empty when the "
			 "firmware is asked to remove them",
		.clauses = "CLR-04",
		.needs = NEEDS | NEED(HOLD_64K),
		.risk = TCE_RISK_DAMAGE,
		.steps = STEPS(OPEN_V2, MEMORY, DYNAMIC(W1),
			       MAP(B0, WIN(W1), .size = KiB(64)),
			       MAP(B0, DEFAULT_START), REFUSE_LIVE(G0), CLOSE,
			       CHECK_FIRMWARE(REFUSALS, G0, 0),
			       CHECK_FIRMWARE(LIVE, G0, 0), HAS(0)),
	},
	{
		.name = "empty-after-a-kill",
		.about = "windows of a process that is killed are empty when "
			 "the firmware is asked to remove them",
		.clauses = "CLR-04",
		.needs = NEEDS | NEED(HOLD_64K),
		.risk = TCE_RISK_DAMAGE,
		.steps =
			STEPS(FORK(P1), OPEN_CONTAINER(C0, .by = P1),
			      OPEN_GROUP(G0, .by = P1),
			      ATTACH(G0, C0, .by = P1), SET_V2(.by = P1),
			      BUFFER(B0, KiB(64), .kind = TCE_BUFFER_IO,
				     .page_shift = N(16), .by = P1),
			      REGISTER(B0, .by = P1), DYNAMIC(W1, .by = P1),
			      MAP(B0, WIN(W1), .size = KiB(64), .by = P1),
			      MAP(B0, DEFAULT_START, .by = P1), REFUSE_LIVE(G0),
			      KILL(P1), CHECK_FIRMWARE(REFUSALS, G0, 0),
			      CHECK_FIRMWARE(LIVE, G0, 0), HAS(0)),
	},
};

const struct tce_suite firmware_suite = {
	.name = "firmware",
	.about = "firmware that refuses, is busy, or still has a window",
	.cases = cases,
	.n = ARRAY_SIZE(cases),
};
