// SPDX-License-Identifier: GPL-2.0-only
/* Pseudo suites whose cases lose PEs, and what must come of them. */
#include "self.h"

#include <stdio.h>
#include <string.h>

#include "outcome.h"

#define REFUSED(bdf)                                                 \
	"vfio-pci " bdf ": ibm,create-pe-dma-window(7eb) 0 8000000 " \
	"20000001 10 16 returned -3 (liobn = 0x0 starting addr = 0 0)"

/* The firmware refuses a window, and the kernel may give the PE up. */
static void refuse(const struct tce_context *ctx, bool give_up)
{
	char *list = tce_self_kernel->given_up;
	const char *bdf = ctx->platform->pe[0].bdf;
	const size_t used = strlen(list);
	char line[256];

	snprintf(line, sizeof(line), REFUSED("%s"), bdf);
	tce_self_log(line);
	if (give_up)
		snprintf(list + used, sizeof(tce_self_kernel->given_up) - used,
			 "%s ", bdf);
}

CASE(loses)
{
	tce_fail("step 1: refused");
	refuse(ctx, true);
}
CASE(other)
{
	tce_fail("step 1: with %s of %u", ctx->platform->pe[0].bdf,
		 ctx->platform->npes);
}
CASE(keeps)
{
	refuse(ctx, false);
}
/* What a case needs a platform for that the hypervisor is not. */
CASE(larger)
{
	tce_fail("step 6: CREATE: returned -ENODEV, expected 0");
	tce_outcome_refused("the hypervisor refused the window");
	tce_fail("step 7: MAP: returned -ENXIO, expected 0");
	refuse(ctx, true);
}
CASE(wrong)
{
	tce_fail("step 5: another failure");
	tce_fail("step 6: CREATE: returned -ENODEV, expected 0");
	tce_outcome_refused("the hypervisor refused the window");
}
CASE(pair)
{
}
CASE(after)
{
	tce_fail("step 1: with %s", ctx->platform->pe[0].bdf);
}

static const struct tce_case in_use[] = {
	RUN(keeps),
	RUN(wrong),
	RUN(loses),
	RUN(other),
	RUN(larger),
	RUN(pair, .needs = NEED(PE2)),
	RUN(after, .risk = TCE_RISK_DAMAGE),
};
static const struct tce_suite suite_in_use = {
	.name = "lost",
	.cases = in_use,
	.n = ARRAY_SIZE(in_use),
};
static const struct tce_suite *const in_use_suites[] = { &suite_in_use, NULL };

static const struct tce_case guest[] = {
	RUN(keeps),
	RUN(loses),
	RUN(after),
};
static const struct tce_suite suite_guest = {
	.name = "lost",
	.cases = guest,
	.n = ARRAY_SIZE(guest),
};
static const struct tce_suite *const guest_suites[] = { &suite_guest, NULL };

static const struct tce_case own[] = {
	RUN(keeps),
	RUN(loses, .risk = TCE_RISK_DAMAGE),
};
static const struct tce_suite suite_own = {
	.name = "lost",
	.cases = own,
	.n = ARRAY_SIZE(own),
};
static const struct tce_suite *const own_suites[] = { &suite_own, NULL };

static const struct tce_case before[] = {
	RUN(other),
	RUN(pair, .needs = NEED(PE2)),
	RUN(after, .risk = TCE_RISK_DAMAGE),
};
static const struct tce_suite suite_before = {
	.name = "lost",
	.cases = before,
	.n = ARRAY_SIZE(before),
};
static const struct tce_suite *const before_suites[] = { &suite_before, NULL };

static const char *const in_use_golden[] = {
	SELF_HEAD,
	"1..7",
	SELF_RUN("lost.keeps"),
	"ok 1 lost.keeps",
	SELF_RUN("lost.wrong"),
	"# step 5: another failure",
	"# step 6: CREATE: returned -ENODEV, expected 0",
	"not ok 2 lost.wrong",
	SELF_RUN("lost.loses"),
	"# step 1: refused",
	("# 0001:00:00.0 is lost until the next boot: " REFUSED(
		"0001:00:00.0")),
	"not ok 3 lost.loses",
	SELF_RUN("lost.other"),
	"# step 1: with 0002:00:00.0 of 2",
	"not ok 4 lost.other",
	SELF_RUN("lost.larger"),
	"# step 6: CREATE: returned -ENODEV, expected 0",
	"# and 1 failures more, which may follow from that",
	("# 0002:00:00.0 is lost until the next boot: " REFUSED(
		"0002:00:00.0")),
	("not ok 5 lost.larger # ERROR the hypervisor refused the window, and "
	 "the kernel gave up the PE"),
	SELF_RUN("lost.pair"),
	("# because of lost.loses: " REFUSED("0001:00:00.0")),
	("not ok 6 lost.pair # ERROR could not be judged: 0001:00:00.0 is lost "
	 "by lost.loses"),
	SELF_RUN("lost.after"),
	"# step 1: with 0003:00:00.0",
	"not ok 7 lost.after",
	"# end",
};

static const char *const guest_golden[] = {
	SELF_HEAD,
	"1..3",
	SELF_RUN("lost.keeps"),
	"ok 1 lost.keeps",
	SELF_RUN("lost.loses"),
	"# step 1: refused",
	("# 0001:00:00.0 is lost until the next boot: " REFUSED(
		"0001:00:00.0")),
	"not ok 2 lost.loses",
	("# damaged: 0001:00:00.0 is lost until the next boot: " REFUSED(
		"0001:00:00.0")),
	"# end",
};

static const char *const own_golden[] = {
	SELF_HEAD,
	"1..2",
	SELF_RUN("lost.keeps"),
	"ok 1 lost.keeps",
	SELF_RUN("lost.loses"),
	"# step 1: refused",
	("# 0003:00:00.0 is lost until the next boot: " REFUSED(
		"0003:00:00.0")),
	"not ok 2 lost.loses",
	"# end",
};

static const char *const before_golden[] = {
	SELF_HEAD,
	"1..3",
	SELF_RUN("lost.other"),
	"# step 1: with 0002:00:00.0 of 1",
	"not ok 1 lost.other",
	SELF_RUN("lost.pair"),
	("not ok 2 lost.pair # ERROR could not be judged: 0001:00:00.0 is lost "
	 "since before the run"),
	SELF_RUN("lost.after"),
	("not ok 3 lost.after # ERROR could not be judged: 0003:00:00.0 is "
	 "lost since before the run"),
	"# end",
};

const struct tce_self_stream tce_self_lost_streams[] = {
	{
		.suites = in_use_suites,
		.golden = in_use_golden,
		.lines = ARRAY_SIZE(in_use_golden),
		.helps = 2,
		.totals = { .passed = 1, .failed = 6 },
	},
	{
		.suites = guest_suites,
		.golden = guest_golden,
		.lines = ARRAY_SIZE(guest_golden),
		.booted = true,
		.totals = { .passed = 1, .failed = 1, .damaged = true },
	},
	{
		.suites = own_suites,
		.golden = own_golden,
		.lines = ARRAY_SIZE(own_golden),
		.booted = true,
		.totals = { .passed = 1, .failed = 1 },
	},
	{
		.suites = before_suites,
		.golden = before_golden,
		.lines = ARRAY_SIZE(before_golden),
		.helps = 2,
		.given_up = "0001:00:00.0 0003:00:00.0 ",
		.totals = { .failed = 3 },
	},
};

const unsigned int tce_self_nlost_streams = ARRAY_SIZE(tce_self_lost_streams);
