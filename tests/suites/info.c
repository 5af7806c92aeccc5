// SPDX-License-Identifier: GPL-2.0-only
/*
 * GET_INFO: what a container reports of the windows that it can have.
 *
 * The default window is reported to both container types, and as the platform
 * made it, whatever windows there are. Page sizes, number of windows and table
 * levels are reported to v2 alone, together with a flag, and only to a caller
 * whose argsz has room for them. No member but argsz is an input.
 *
 * Sources: <linux/vfio.h> (VFIO_IOMMU_SPAPR_TCE_GET_INFO), PAPR on
 * ibm,dma-window and on querying a PE's DMA windows.
 */
#include "suites.h"

#define DEFAULT_WINDOW \
	CHECK_INFO(START, DEFAULT_START), CHECK_INFO(SIZE, DEFAULT_SIZE)
#define NO_DYNAMIC_WINDOWS                                \
	CHECK(INFO_FLAGS, 0, N(0), NOT_JUDGED),           \
		CHECK(INFO_PGSIZES, 0, N(0), NOT_JUDGED), \
		CHECK(INFO_WINDOWS, 0, N(0), NOT_JUDGED), \
		CHECK(INFO_LEVELS, 0, N(0), NOT_JUDGED)

static const struct tce_case cases[] = {
	{
		.name = "dynamic-windows-flag",
		.about = "a v2 container reports that it has dynamic windows, "
			 "and no other flag",
		.clauses = "INFO-01",
		.validates = "6af67f2ddfcb",
		.needs = NEED(DDW),
		.steps = STEPS(OPEN_V2, GET_INFO(), CHECK_INFO(FLAGS, N(1))),
	},
	{
		.name = "default-window",
		.about = "start and size are those of the default window in "
			 "the device tree",
		.clauses = "INFO-02 INFO-14 INFO-15",
		.validates = "6af67f2ddfcb",
		.needs = NEED(PSERIES),
		.steps = STEPS(OPEN_V2, GET_INFO(), DEFAULT_WINDOW),
	},
	{
		.name = "page-sizes",
		.about = "the page sizes are those of the bridge, all of them "
			 "and no others",
		.clauses = "INFO-03 INFO-04",
		.validates = "6af67f2ddfcb",
		.needs = NEED(DDW) | NEED(PGSIZES),
		.steps = STEPS(OPEN_V2, GET_INFO(),
			       CHECK_INFO(PGSIZES, PGSIZES)),
	},
	{
		.name = "without-dynamic-windows",
		.about = "a PE without dynamic windows reports the default one "
			 "and nothing else",
		.clauses = "INFO-06",
		.validates = "6af67f2ddfcb",
		.needs = NEED(NO_DDW),
		.steps = STEPS(OPEN_V2, GET_INFO(), CHECK_INFO(FLAGS, N(0)),
			       CHECK_INFO(START, DEFAULT_START),
			       CHECK_INFO(SIZE, DEFAULT_SIZE),
			       CHECK_INFO(PGSIZES, N(0)),
			       CHECK_INFO(WINDOWS, N(0)),
			       CHECK_INFO(LEVELS, N(0))),
	},
	{
		.name = "number-of-windows",
		.about = "a PE that can have both windows at once has two",
		.clauses = "INFO-05",
		.validates = "6af67f2ddfcb",
		.needs = NEED(PSERIES) | NEED(TWO_WINDOWS),
		.steps = STEPS(OPEN_V2, GET_INFO(), CHECK_INFO(WINDOWS, N(2))),
	},
	{
		.name = "number-of-windows-one",
		.about = "a PE that can have the default window or a dynamic "
			 "one has one",
		.clauses = "INFO-05",
		.validates = "6af67f2ddfcb",
		.needs = NEED(PSERIES) | NEED(ONE_WINDOW),
		.steps = STEPS(OPEN_V2, GET_INFO(), CHECK_INFO(WINDOWS, N(1))),
	},
	{
		.name = "number-of-levels",
		.about = "tables have one level where the hypervisor holds "
			 "them",
		.clauses = "INFO-05",
		.validates = "6af67f2ddfcb",
		.needs = NEED(PSERIES) | NEED(DDW),
		.steps = STEPS(OPEN_V2, GET_INFO(), CHECK_INFO(LEVELS, N(1))),
	},
	{
		.name = "argsz-too-small",
		.about = "an argsz of no byte and one of a byte too few are "
			 "refused and nothing is written",
		.clauses = "INFO-07",
		.steps =
			STEPS(OPEN_BARE, GET_INFO(.argsz = N(0), .err = EINVAL),
			      CHECK(WRITTEN, 0, N(0)),
			      GET_INFO(.argsz = N(15), .err = EINVAL),
			      CHECK(WRITTEN, 0, N(0))),
	},
	{
		.name = "argsz-without-dynamic-windows",
		.about = "a caller whose structure has only the oldest 16 "
			 "bytes gets the default window in them",
		.clauses = "INFO-08",
		.steps = STEPS(OPEN_V2, GET_INFO(.argsz = N(16)),
			       DEFAULT_WINDOW),
	},
	{
		.name = "argsz-between",
		.about = "a structure that ends in the middle of the newer "
			 "members gets none of them",
		.clauses = "INFO-09",
		.steps = STEPS(OPEN_V2, FOR_RANGE(17, 31), GET_INFO(.argsz = X),
			       DEFAULT_WINDOW, DONE),
	},
	{
		.name = "argsz-from-the-future",
		.about = "a structure larger than any known gets what is known",
		.clauses = "INFO-10",
		.needs = NEED(DDW),
		.steps =
			STEPS(OPEN_V2, FOR_BITS(5, 31), GET_INFO(.argsz = X),
			      DEFAULT_WINDOW, CHECK_INFO(FLAGS, N(1)), DONE,
			      GET_INFO(.argsz = N(0xffffffff)), DEFAULT_WINDOW),
	},
	{
		.name = "flags-are-no-input",
		.about = "flags that are set already are overwritten",
		.clauses = "INFO-10",
		.needs = NEED(DDW),
		.steps = STEPS(OPEN_V2, FOR_BITS(0, 31),
			       GET_INFO(.argsz = N(4096), .flags = X),
			       CHECK_INFO(FLAGS, N(1)), DONE,
			       GET_INFO(.flags = N(0xffffffff)),
			       CHECK_INFO(FLAGS, N(1))),
	},
	{
		.name = "bad-pointer",
		.about = "a null pointer and memory out of reach give EFAULT, "
			 "on both container types",
		.clauses = "INFO-11",
		.steps = STEPS(OPEN_V2,
			       GET_INFO(.ptr = TCE_PTR_NULL, .err = EFAULT),
			       GET_INFO(.ptr = TCE_PTR_NONE, .err = EFAULT),
			       DETACH(G0), ATTACH(G0, C0), SET_V1(),
			       GET_INFO(.ptr = TCE_PTR_NULL, .err = EFAULT)),
	},
	{
		.name = "v1",
		.about = "a v1 container reports the default window and "
			 "nothing of dynamic ones",
		.clauses = "INFO-13",
		.steps = STEPS(OPEN_V1, GET_INFO(), DEFAULT_WINDOW,
			       NO_DYNAMIC_WINDOWS),
	},
	{
		.name = "v1-enabled",
		.about =
			"ENABLE changes nothing of what a v1 container reports",
		.clauses = "INFO-13",
		.steps = STEPS(OPEN_V1, ENABLE(), GET_INFO(), DEFAULT_WINDOW,
			       NO_DYNAMIC_WINDOWS),
	},
	{
		.name = "v2-after-v1",
		.about = "a container that starts over as v2 reports dynamic "
			 "windows, and as v1 again none",
		.clauses = "INFO-01 INFO-13",
		.needs = NEED(DDW),
		.steps = STEPS(OPEN_V1, GET_INFO(), DETACH(G0), ATTACH(G0, C0),
			       SET_V2(), GET_INFO(), CHECK_INFO(FLAGS, N(1)),
			       DETACH(G0), ATTACH(G0, C0), SET_V1(), GET_INFO(),
			       NO_DYNAMIC_WINDOWS),
	},
	{
		.name = "whatever-the-windows",
		.about = "the default window is reported as the platform made "
			 "it before it is made, with it removed and with a "
			 "smaller one in its place",
		.clauses = "INFO-02",
		.steps = STEPS(OPEN_V2, GET_INFO(), DEFAULT_WINDOW,
			       REMOVE_AT(DEFAULT_START), GET_INFO(),
			       DEFAULT_WINDOW,
			       CREATE(W1, .page_shift = N(12), .size = MiB(1)),
			       GET_INFO(), DEFAULT_WINDOW, REMOVE(W1),
			       GET_INFO(), DEFAULT_WINDOW),
	},
	{
		.name = "both-windows-in-use",
		.about = "numbers of windows and page sizes are what the PE "
			 "can have, not what is left of it",
		.clauses = "INFO-03 INFO-05",
		.needs = NEED(PSERIES) | NEED(PGSIZES) | NEED(TWO_WINDOWS),
		.steps = STEPS(
			OPEN_V2,
			CREATE(W1, .page_shift = N(12), .size = TCES(256)),
			GET_INFO(), DEFAULT_WINDOW, CHECK_INFO(WINDOWS, N(2)),
			CHECK_INFO(PGSIZES, PGSIZES)),
	},
	{
		.name = "makes-no-window",
		.about = "GET_INFO leaves the default window to be made",
		.clauses = "INFO-02",
		.steps = STEPS(OPEN_V2, GET_INFO(), CHECK_LOCKED(N(0)),
			       CHECK_DT(WINDOW, G0, 0), GET_INFO(),
			       REMOVE_AT(DEFAULT_START),
			       REMOVE_AT(DEFAULT_START, .err = EINVAL)),
	},
};

const struct tce_suite info_suite = {
	.name = "info",
	.about = "GET_INFO: what a container reports of its windows",
	.cases = cases,
	.n = ARRAY_SIZE(cases),
};
