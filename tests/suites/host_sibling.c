// SPDX-License-Identifier: GPL-2.0-only
/*
 * The host's own driver of another device of the group. host.c has the sources.
 */
#include <string.h>

#include <tce/tce.h>

#include "data.h"
#include "drive.h"
#include "harness.h"
#include "owner.h"

static void run_sibling_busy(const struct tce_context *ctx)
{
	const struct tce_pe *pe = &ctx->platform->pe[0];
	const struct tce_pe other = owner_sibling(pe);
	struct tce_vfio vfio;
	uint32_t flags = 0;
	int err;

	drive_to_vfio(pe);
	drive_host_reads(&other, "before");
	TCE_MUST(tce_container_open(&vfio.container));
	TCE_MUST(tce_group_open(&vfio.group, pe->group_id));
	TCE_MUST(tce_group_status(vfio.group, &flags));
	if (flags)
		tce_fail("the group's status is %#x, expected 0: not viable",
			 flags);
	err = tce_group_attach(vfio.group, vfio.container);
	if (err != -EPERM)
		tce_fail("attach: returned %s, expected -EPERM",
			 err ? strerror(-err) : "0");
	TCE_OK(tce_close(&vfio));
	drive_check_windows(ctx->platform, "after the refusal");
	drive_host_reads(&other, "after the refusal");
	drive_to_vfio(&other);
}

/* The group is VFIO's for a time, then the other device is the host's. */
static void sibling_after(const struct tce_context *ctx,
			  const struct tce_step *steps, const char *when)
{
	const struct tce_platform *p = ctx->platform;
	const struct tce_pe other = owner_sibling(&p->pe[0]);

	drive_to_vfio(&p->pe[0]);
	drive_to_vfio(&other);
	tce_steps_run(ctx, steps);
	drive_check_windows(p, when);
	drive_host_reads(&other, when);
	drive_to_vfio(&other);
}

static void run_sibling_after(const struct tce_context *ctx)
{
	static const struct tce_step steps[] = { MAPPED,
						 WRITE(SMALL(0)),
						 { 0 } };

	sibling_after(ctx, steps, "after VFIO had the group");
}

static void run_sibling_after_nothing(const struct tce_context *ctx)
{
	static const struct tce_step steps[] = { OPEN_V2, { 0 } };

	sibling_after(ctx, steps, "after VFIO had the group without a window");
}

#define NEEDS_SIBLING (NEED(ROOT) | NEED(NVME) | NEED(SIBLING))

static const struct tce_case cases[] = {
	{
		.name = "sibling-on-a-host-driver",
		.about = "a group of which another device has a host's driver "
			 "is not viable and cannot be attached, and that "
			 "driver works on",
		.clauses = "OWN-10",
		.needs = NEEDS_SIBLING,
		.timeout_s = 60,
		.risk = TCE_RISK_DRIVER,
		.red_on = "defect stale-table",
		.run = run_sibling_busy,
	},
	{
		.name = "sibling-after-vfio",
		.about =
			"after VFIO used a group, a host's driver of its other "
			"device reads from its drive",
		.clauses = "OWN-15",
		.validates = "f431a8cde7f1",
		.needs = NEEDS_SIBLING,
		.timeout_s = 60,
		.risk = TCE_RISK_DRIVER,
		.red_on = "fixes/stale-table",
		.run = run_sibling_after,
	},
	{
		.name = "sibling-after-no-window",
		.about = "after VFIO had a group without using a window, a "
			 "host's driver of its other device reads from its "
			 "drive",
		.clauses = "OWN-16",
		.validates = "f431a8cde7f1",
		.needs = NEEDS_SIBLING,
		.timeout_s = 60,
		.risk = TCE_RISK_DRIVER,
		.red_on = "defect stale-table",
		.run = run_sibling_after_nothing,
	},
};

const struct tce_table host_sibling = {
	.cases = cases,
	.n = ARRAY_SIZE(cases),
	.more = &host_nomem,
};
