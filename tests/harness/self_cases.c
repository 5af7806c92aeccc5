// SPDX-License-Identifier: GPL-2.0-only
/* Pseudo suites, whose cases end in every way in which a case can end. */
#include "self.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "harness.h"

struct tce_self_kernel *tce_self_kernel;

void tce_self_log(const char *text)
{
	char record[256];
	int n = snprintf(record, sizeof(record), "4,%lu,1,-;%s\n",
			 tce_self_kernel->number++, text);

	TCE_MUST(send(tce_self_kernel->log, record, n, 0));
}

static void log_oops(void)
{
	tce_self_log("BUG: Kernel NULL pointer dereference on read at 0x0");
	tce_self_log("Oops: Kernel access of bad area, sig: 11 [#1]");
	tce_self_log("GPR00: 0000000000000000");
	tce_self_log("Call Trace:");
	tce_self_log("--- interrupt: 3000 at 0x1007b3b4");
	tce_self_log("NIP: of the program");
	tce_self_log("---[ end trace 0000000000000000 ]---");
}

static void log_warning(void)
{
	tce_self_log("------------[ cut here ]------------");
	tce_self_log("WARNING: at a.c:1 f+0x1/0x2");
	tce_self_log("---[ end trace 0000000000000000 ]---");
}

static int returns(int value)
{
	return value;
}

CASE(pass)
{
	TCE_OK(returns(0));
	TCE_ERR(EBUSY, returns(-EBUSY));
}
CASE(fail)
{
	TCE_OK(returns(1));
	TCE_ERR(EBUSY, returns(-EINVAL));
}
CASE(skip)
{
	tce_skip("needs luck: there is none");
}
CASE(broken)
{
	TCE_MUST(returns(-ENOENT));
}
CASE(hang)
{
	for (;;)
		pause();
}
CASE(abort)
{
	abort();
}
CASE(signal)
{
	raise(SIGKILL);
}
CASE(exit0)
{
	exit(0);
}
CASE(exit3)
{
	tce_fail("before it left");
	_exit(3);
}
CASE(exec)
{
	execl("/nonexistent", "x", NULL);
	_exit(127);
}
CASE(xfail)
{
	tce_fail("step 1: known one");
	tce_fail("known two");
}
CASE(xpass)
{
}
CASE(partly)
{
	tce_fail("known one");
	tce_fail("not known");
}
CASE(stale)
{
	tce_fail("known one");
}
CASE(limited)
{
	tce_fail("known one");
}
CASE(warning)
{
	log_warning();
}
CASE(warned)
{
	log_warning();
}
CASE(slow)
{
	for (;;)
		pause();
}
CASE(needy)
{
	tce_fail("ran without what it needs");
}
CASE(many)
{
	int i;
	for (i = 0; i < 300; i++)
		tce_fail("f%d", i);
}
CASE(first)
{
	tce_fail("ran");
}
CASE(second)
{
	tce_fail("ran on a kernel that may have crashed");
}
CASE(oops)
{
	log_oops();
	log_warning();
	raise(SIGKILL);
}
CASE(lost)
{
	tce_self_log("an innocent line");
	tce_self_kernel->number += 3;
	tce_self_log("another one");
}
CASE(failwarned)
{
	tce_fail("step 2: wrong");
	for (int i = 0; i < 3; i++)
		tce_self_log("iommu: Unexpected TCEs");
	log_warning();
	TCE_MUST(returns(-ENOENT));
}
CASE(pins)
{
	tce_self_kernel->pins += 2;
}
CASE(pinsknown)
{
	tce_fail("known one");
	tce_self_kernel->pins += 2;
}
CASE(pinsnew)
{
	tce_fail("known one");
	tce_self_kernel->pins += 2;
}
CASE(vital)
{
	tce_fail("known one");
}
CASE(vitalpass)
{
}
CASE(news)
{
	tce_fail("is otherwise");
}
CASE(newssame)
{
}
CASE(pinsalone)
{
	tce_self_kernel->pins += 2;
}
CASE(after)
{
	tce_fail("ran on a kernel that oopsed");
}

static const struct tce_case ends[] = {
	RUN(pass),
	RUN(fail),
	RUN(skip),
	RUN(broken),
	RUN(hang, .timeout_s = 1),
	RUN(abort),
	RUN(signal),
	RUN(exit0),
	RUN(exit3),
	RUN(exec),
	RUN(many),
	RUN(needy, .needs = NEED(DDW)),
	RUN(pins),
};

static const struct tce_case waived[] = {
	RUN(xfail),
	RUN(xpass),
	RUN(partly),
	RUN(stale),
	RUN(slow, .timeout_s = 1),
	RUN(limited),
	RUN(pinsknown),
	RUN(pinsnew),
	RUN(pinsalone),
	RUN(vital, .vital = true),
	RUN(vitalpass, .vital = true),
	RUN(news, .seen = true),
	RUN(newssame, .seen = true),
};

static const struct tce_case logged[] = {
	RUN(warned),
	RUN(lost),
	RUN(oops, .risk = TCE_RISK_DAMAGE),
	RUN(after, .risk = TCE_RISK_CRASH),
};

static const struct tce_case unknown[] = {
	RUN(warning),
	RUN(after),
};

static const struct tce_case unknown_fail[] = {
	RUN(failwarned),
	RUN(after),
};

static const struct tce_case booted[] = {
	RUN(pass, .risk = TCE_RISK_DAMAGE),
	RUN(partly, .risk = TCE_RISK_DAMAGE), /* spends the PE */
	RUN(after, .risk = TCE_RISK_DAMAGE),  /* has none in this kernel */
	RUN(vitalpass, .risk = TCE_RISK_CRASH),
	RUN(first, .risk = TCE_RISK_CRASH),
	RUN(second, .risk = TCE_RISK_CRASH),
	RUN(needy, .risk = TCE_RISK_CRASH, .needs = NEED(DDW)),
	RUN(fail),
};

static const struct tce_case own[] = {
	RUN(first), RUN(needy, .needs = NEED(DDW)),
	RUN(second, .pes = 2), /* has too few in this kernel */
};

static const struct tce_suite suite_ends = {
	.name = "ends",
	.cases = ends,
	.n = ARRAY_SIZE(ends),
};
static const struct tce_suite suite_waived = {
	.name = "waived",
	.cases = waived,
	.n = ARRAY_SIZE(waived),
};
static const struct tce_suite suite_logged = {
	.name = "logged",
	.cases = logged,
	.n = ARRAY_SIZE(logged),
};

static const struct tce_suite suite_unknown = {
	.name = "unknown",
	.cases = unknown,
	.n = ARRAY_SIZE(unknown),
};

static const struct tce_suite suite_unknown_fail = {
	.name = "unknown",
	.cases = unknown_fail,
	.n = ARRAY_SIZE(unknown_fail),
};

static const struct tce_suite suite_booted = {
	.name = "booted",
	.cases = booted,
	.n = ARRAY_SIZE(booted),
};

static const struct tce_suite suite_own = {
	.name = "own",
	.cases = own,
	.n = ARRAY_SIZE(own),
	.own_pes = true,
};

const struct tce_suite *const tce_self_suites[] = {
	&suite_ends,
	&suite_waived,
	&suite_logged,
	NULL,
};

const struct tce_suite *const tce_self_unknown_suites[] = {
	&suite_unknown,
	NULL,
};

const struct tce_suite *const tce_self_unknown_fail_suites[] = {
	&suite_unknown_fail,
	NULL,
};

const struct tce_suite *const tce_self_booted_suites[] = {
	&suite_booted,
	NULL,
};

const struct tce_suite *const tce_self_own_suites[] = {
	&suite_own,
	NULL,
};
