// SPDX-License-Identifier: GPL-2.0-only
/*
 * The host's own driver where the firmware refuses it a dynamic window, or
 * makes one that is not what it should be. The driver works on without that
 * window, and VFIO has the PE afterwards as ever. host.c has the sources.
 */
#include <tce/tce.h>

#include "data.h"
#include "drive.h"
#include "harness.h"
#include "hypervisor.h"
#include "suites.h"
#include "where.h"

#define SHORTER_BY 4 /* not enough for the memory of a machine */

/* What the firmware was set to do it does to the host's driver. */
static void host_without(const struct tce_context *ctx, const char *when)
{
	static const struct tce_step steps[] = { MAPPED,
						 WRITE(SMALL(0)),
						 { 0 } };
	const struct tce_pe *pe = &ctx->platform->pe[0];
	const unsigned int queries = hypervisor_count(pe, FIRMWARE_CALL_QUERY);
	unsigned int windows, want = 1;

	drive_host_reads(pe, when);
	if (hypervisor_count(pe, FIRMWARE_CALL_QUERY) == queries) {
		drive_to_vfio(pe);
		tce_skip("needs firmware: the host's driver has its window "
			 "from before, and asks for none");
	}
	/* the kernel may try again */
	if (ctx->platform->max_windows > 1 &&
	    (drive_has(pe, TCE_DT_DIRECT) || drive_has(pe, TCE_DT_DDW)))
		want = 2;
	windows = hypervisor_windows(pe);
	if (windows != want)
		tce_fail("%s, the firmware has %u windows, expected %u", when,
			 windows, want);
	drive_to_vfio(pe);
	hypervisor_clear(pe);
	tce_steps_run(ctx, steps);
	drive_host_again(ctx->platform, "after VFIO");
}

static const struct tce_pe *begin(const struct tce_context *ctx)
{
	const struct tce_pe *pe = &ctx->platform->pe[0];

	if (tce_bypass_off())
		tce_skip("the host's drivers get no dynamic window here");
	drive_to_vfio(pe);
	hypervisor_clear(pe);
	return pe;
}

static void run_query(const struct tce_context *ctx)
{
	hypervisor_fail(begin(ctx), FIRMWARE_CALL_QUERY, 0, 1, HARDWARE);
	host_without(ctx, "after a query that failed");
}

static void run_create(const struct tce_context *ctx)
{
	hypervisor_fail(begin(ctx), FIRMWARE_CALL_CREATE, 0, 1, HARDWARE);
	host_without(ctx, "without a window");
}

static void run_short(const struct tce_context *ctx)
{
	hypervisor_set(begin(ctx), FIRMWARE_PARAMETER_SHORT, SHORTER_BY);
	host_without(ctx, "with a window too short for all memory");
}

static void run_sizes(const struct tce_context *ctx)
{
	hypervisor_set(begin(ctx), FIRMWARE_PARAMETER_MASK, 0);
	host_without(ctx, "where a query answers no page size");
}

/*
 * Where a PE has one window, the host gives up its default one before it makes
 * another, and wants it back when that fails.
 */
static void run_reset_busy(const struct tce_context *ctx)
{
	const struct tce_pe *pe = begin(ctx);

	hypervisor_fail(pe, FIRMWARE_CALL_CREATE, 0, 1, HARDWARE);
	hypervisor_fail(pe, FIRMWARE_CALL_RESET, 0, 1, BUSY);
	host_without(ctx, "after a reset for which the firmware was busy");
}

static void run_query_again(const struct tce_context *ctx)
{
	hypervisor_fail(begin(ctx), FIRMWARE_CALL_QUERY, 1, 1, HARDWARE);
	host_without(ctx, "after the second query failed");
}

/* It had a window before VFIO, and is refused one afterwards. */
static void run_create_again(const struct tce_context *ctx)
{
	static const struct tce_step steps[] = { MAPPED,
						 WRITE(SMALL(0)),
						 { 0 } };
	const struct tce_pe *pe = begin(ctx);

	drive_host_reads(pe, "before VFIO");
	drive_to_vfio(pe);
	tce_steps_run(ctx, steps);
	hypervisor_fail(pe, FIRMWARE_CALL_CREATE, 0, 1, HARDWARE);
	drive_host_reads(pe, "without the window that it had before VFIO");
	drive_to_vfio(pe);
	hypervisor_clear(pe);
}

#define NEEDS \
	(NEED(ROOT) | NEED(NVME) | NEED(PSERIES) | NEED(FIRMWARE) | NEED(DDW))

static const struct tce_case cases[] = {
	{
		.name = "query-refused",
		.about = "the firmware answers no query of windows: the host's "
			 "driver reads from its drive, and VFIO has the PE "
			 "afterwards",
		.clauses = "FW-10 FW-11",
		.needs = NEEDS,
		.timeout_s = 60,
		.risk = TCE_RISK_HANG,
		.red_on = "defect failed-ddw-list",
		.run = run_query,
	},
	{
		.name = "window-refused",
		.about = "the firmware makes no window: the host's driver "
			 "reads from its drive, and VFIO has the PE afterwards",
		.clauses = "FW-10 FW-11",
		.needs = NEEDS,
		.timeout_s = 60,
		.risk = TCE_RISK_HANG,
		.red_on = "defect failed-ddw-list",
		.run = run_create,
	},
	{
		.name = "window-refused-again",
		.about =
			"the firmware made a window for the host's driver, and "
			"after VFIO makes none: the driver reads from its "
			"drive without it",
		.clauses = "FW-10",
		.needs = NEEDS,
		.timeout_s = 60,
		.risk = TCE_RISK_HANG,
		.red_on = "fixes/dma-limit-left",
		.run = run_create_again,
	},
	{
		.name = "window-too-short",
		.about = "a window cannot map all memory: the host's driver "
			 "reads from its drive without it, and VFIO has the PE "
			 "afterwards",
		.clauses = "FW-10 FW-11",
		.needs = NEEDS,
		.timeout_s = 60,
		.risk = TCE_RISK_HANG,
		.red_on = "defect failed-ddw-list",
		.run = run_short,
	},
	{
		.name = "no-page-size",
		.about = "a query of windows answers no page size: the host's "
			 "driver reads from its drive, and VFIO has the PE "
			 "afterwards",
		.clauses = "FW-10 FW-11",
		.needs = NEEDS,
		.timeout_s = 60,
		.risk = TCE_RISK_HANG,
		.red_on = "defect failed-ddw-list",
		.run = run_sizes,
	},
	{
		.name = "only-window-refused",
		.about = "the firmware makes no window in place of the default "
			 "one, and is busy when it is asked to restore that: "
			 "the host's driver reads from its drive, and VFIO has "
			 "the PE afterwards",
		.clauses = "FW-10 FW-11 FW-12",
		.needs = NEEDS | NEED(ONE_WINDOW),
		/* before the driver gives the drive up */
		.timeout_s = 180,
		.risk = TCE_RISK_DAMAGE,
		.red_on = "defect reset-busy",
		.run = run_reset_busy,
	},
	{
		.name = "second-query-refused",
		.about = "with the default window gone the firmware answers no "
			 "query: the host's driver reads from its drive, and "
			 "VFIO has the PE afterwards",
		.clauses = "FW-10 FW-11",
		.needs = NEEDS | NEED(ONE_WINDOW),
		.timeout_s = 60,
		.risk = TCE_RISK_HANG,
		.red_on = "defect failed-ddw-list",
		.run = run_query_again,
	},
};

/*
 * Each wants a PE whose host's driver has no window of an earlier case, and
 * most leave theirs without one until the next boot.
 */
const struct tce_suite host_alone_suite = {
	.name = "host-alone",
	.about = "host drivers that ask for little, or are refused; each case "
		 "with a PE that no other had",
	.cases = cases,
	.n = ARRAY_SIZE(cases),
	.more = &host_few_bits,
	.engine = "nvme",
	.own_pes = true,
};
