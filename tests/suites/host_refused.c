// SPDX-License-Identifier: GPL-2.0-only
/*
 * What VFIO takes from the host, and gives back, while the firmware refuses to
 * remove or to reset windows. host.c has the sources.
 */
#include <tce/tce.h>

#include "drive.h"
#include "harness.h"
#include "hypervisor.h"
#include "suites.h"
#include "where.h"

#define NEEDS                                                   \
	(NEED(ROOT) | NEED(NVME) | NEED(FIRMWARE) | NEED(DDW) | \
	 NEED(TWO_WINDOWS) | NEED(IO_64K))

/* The host's driver before the steps, and after them. */
static void run_around(const struct tce_context *ctx)
{
	const struct tce_platform *p = ctx->platform;

	drive_host_reads(&p->pe[0], "before");
	if (!tce_bypass_off() && !drive_has(&p->pe[0], TCE_DT_DIRECT) &&
	    !drive_has(&p->pe[0], TCE_DT_DDW))
		tce_fail("the host's driver has no dynamic window");
	drive_to_vfio(&p->pe[0]);
	tce_steps_run(ctx, ctx->c->data);
	drive_host_again(p, "after VFIO");
}

/*
 * The window of the host's driver stays with the firmware, in the place of the
 * first of VFIO's.
 */
static void run_taken(const struct tce_context *ctx)
{
	if (tce_bypass_off())
		tce_skip("the host's drivers get no dynamic window here");
	run_around(ctx);
}

static const struct tce_case cases[] = {
	{
		.name = "taken-after-a-refused-removal",
		.about = "the firmware refuses to remove the window of the "
			 "host's driver: VFIO can make its own all the same",
		.clauses = "OWN-17",
		.needs = NEEDS,
		.timeout_s = 60,
		.risk = TCE_RISK_DAMAGE,
		.red_on = "fixes/remove-refused-host",
		.data = STEPS(FAIL(G0, REMOVE, N(HARDWARE)), OPEN_BARE,
			      DYNAMIC(W1), HAS(1), CLOSE, HAS(0)),
		.run = run_taken,
	},
	{
		.name = "after-a-refused-removal",
		.about = "the firmware keeps VFIO's window until it is reset: "
			 "the host's driver has windows of its own afterwards",
		.clauses = "OWN-14 OWN-18 FW-07",
		.needs = NEEDS,
		.timeout_s = 60,
		.risk = TCE_RISK_DRIVER,
		.red_on = "patches/give-back-window",
		.data = STEPS(OPEN_V2, DYNAMIC(W1), HAS(1),
			      FAIL(G0, REMOVE, N(HARDWARE)), CLOSE, HAS(0)),
		.run = run_around,
	},
	{
		.name = "after-a-refused-reset",
		.about = "the firmware does not reset the windows after VFIO: "
			 "the host's driver has windows of its own afterwards",
		.clauses = "OWN-14 OWN-18 FW-09",
		.needs = NEEDS,
		.timeout_s = 60,
		.risk = TCE_RISK_DRIVER,
		.red_on = "patches/give-back-window",
		.data = STEPS(OPEN_V2, DYNAMIC(W1), HAS(1),
			      FAIL(G0, RESET, N(HARDWARE)), CLOSE, HAS(0)),
		.run = run_around,
	},
};

const struct tce_table host_refused = {
	.cases = cases,
	.n = ARRAY_SIZE(cases),
	.more = &host_alone_nomem,
};
