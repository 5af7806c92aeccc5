// SPDX-License-Identifier: GPL-2.0-only
/*
 * A device of a group that leaves and comes back while VFIO has the PE.
 *
 * Whatever windows there are then, what is mapped in them is reached, and the
 * device that came is reached by VFIO at once, and by its host driver after
 * VFIO. Until then the host's driver does not get it.
 *
 * Sources: Documentation/ABI/testing/sysfs-bus-pci (remove, rescan);
 * Documentation/driver-api/vfio.rst on groups.
 */
#include <tce/tce.h>

#include "drive.h"
#include "harness.h"
#include "scene.h"
#include "suites.h"

static void away_and_back(struct scene *s)
{
	scene_begin(s);
	TCE_MUST(tce_driver_remove(s->other.pe.bdf));
	scene_check(s, "when it has left");
	TCE_MUST(tce_driver_rescan());
	scene_check(s, "when it has come back");
	scene_meet(s);
	scene_end(s);
	scene_host_reads(s, &s->other.pe);
	drive_to_vfio(&s->other.pe);
}

/* A rescan finds functions besides the first one only if it found that. */
static void find_both(const struct tce_pe *pe, const struct tce_pe *other)
{
	TCE_MUST(tce_driver_remove(other->bdf));
	TCE_MUST(tce_driver_remove(pe->bdf));
	TCE_MUST(tce_driver_rescan());
	drive_to_vfio(pe);
	drive_to_vfio(other);
}

static void run_each(const struct tce_context *ctx,
		     const struct scene_kinds *kinds)
{
	const struct tce_platform *p = ctx->platform;
	struct scene s = { .p = p, .other.pe = owner_sibling(&p->pe[0]) };

	find_both(&p->pe[0], &s.other.pe);
	scene_each(&s, kinds, away_and_back);
}

static void run_windows(const struct tce_context *ctx)
{
	run_each(ctx, &(const struct scene_kinds){ SCENE_DEFAULT, SCENE_BOTH,
						   SCENE_ALONE, SCENE_JOINT });
}

static void run_none(const struct tce_context *ctx)
{
	run_each(ctx, &(const struct scene_kinds){ SCENE_NONE, SCENE_NONE,
						   SCENE_ALONE, SCENE_JOINT });
}

#define NEEDS (NEED(ROOT) | NEED(NVME) | NEED(SIBLING) | NEED(DDW))

static const struct tce_case cases[] = {
	{
		.name = "away-and-back",
		.about = "a device leaves and comes back while VFIO has its "
			 "PE, with each kind of window, and one or two groups: "
			 "what is mapped is reached all the time, by it too, "
			 "and then its host's driver works",
		.clauses = "HP-09 HP-11 OWN-15 OWN-29",
		.validates = "f431a8cde7f1",
		.needs = NEEDS | NEED(DMA_DYNAMIC),
		.timeout_s = 60,
		.risk = TCE_RISK_DRIVER,
		.red_on = "fixes/arrival-takes-windows",
		.run = run_windows,
	},
	{
		.name = "back-without-a-window",
		.about = "a device that comes back to a PE that VFIO has "
			 "without a window reaches what is mapped later, and "
			 "then its host's driver works",
		.clauses = "HP-10 HP-11 OWN-15 OWN-29",
		.validates = "f431a8cde7f1",
		.needs = NEEDS,
		.timeout_s = 60,
		.risk = TCE_RISK_HANG,
		.red_on = "fixes/rescan-owned-functions",
		.run = run_none,
	},
};

const struct tce_table functions_away = {
	.cases = cases,
	.n = ARRAY_SIZE(cases),
};
