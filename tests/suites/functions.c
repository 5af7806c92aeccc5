// SPDX-License-Identifier: GPL-2.0-only
/*
 * Two devices of one group, functions of one device for instance.
 *
 * Both use the windows of their container. What one of them goes through, its
 * close and a change of its driver, is no matter of the other's.
 *
 * Sources: Documentation/driver-api/vfio.rst on groups.
 */
#include <tce/tce.h>

#include "data.h"
#include "drive.h"
#include "harness.h"
#include "other.h"
#include "owner.h"
#include "suites.h"

static void run_two(const struct tce_context *ctx)
{
	struct other f = { .pe = owner_sibling(&ctx->platform->pe[0]) };
	struct owner o;

	drive_to_vfio(&f.pe);
	owner_open(&o, ctx->platform, false);
	owner_start(&o);
	other_open(&f, &o);
	other_check_both(&o, &f, "with both open");
	other_stop(&f);
	other_check_first(&o, "with the second closed");
	TCE_MUST(tce_driver_unbind(f.pe.bdf));
	other_check_first(&o, "with the second unbound");
	TCE_MUST(tce_driver_change(f.pe.bdf, "vfio-pci"));
	other_check_first(&o, "with the second bound again");
	other_start(&f, &o);
	other_check_both(&o, &f, "with both open again");
	other_stop(&f);
	owner_close(&o);
	tce_buffer_free(&f.memory);
}

static const struct tce_case cases[] = {
	{
		.name = "two",
		.about = "two devices of a group reach what is mapped, and the "
			 "first one does while the second is closed, unbound "
			 "and bound again",
		.clauses = "OWN-29 OWN-30",
		.needs = NEED(ROOT) | NEED(SIBLING),
		.timeout_s = 60,
		.risk = TCE_RISK_DRIVER,
		.red_on = "patches/sibling-detaches",
		.run = run_two,
	},
};

#define ABOUT "two devices of one group"
DATA_SUITES(functions, ABOUT, .more = &functions_away)
