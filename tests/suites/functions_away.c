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
#include <stdio.h>
#include <string.h>

#include <tce/tce.h>

#include "drive.h"
#include "harness.h"
#include "other.h"
#include "owner.h"
#include "suites.h"
#include "use.h"

/* What windows the owner has when the other device comes. */
enum windows {
	NONE,
	DEFAULT,
	DYNAMIC,
	BOTH,
};

static const char *const windows_text[] = {
	[NONE] = "no window",
	[DEFAULT] = "the default window",
	[DYNAMIC] = "a dynamic window",
	[BOTH] = "both windows",
};

struct scene {
	const struct tce_platform *p;
	struct owner owner;
	struct tce_window second; /* of BOTH */
	struct other other;
	struct use beside;
	struct tce_platform beside_at;
	bool two; /* groups, each in a container */
	enum windows windows;
	char when[96];
};

static const char *at(struct scene *s, const char *what)
{
	snprintf(s->when, sizeof(s->when), "with %s and %s, %s",
		 windows_text[s->windows], s->two ? "two groups" : "one group",
		 what);
	return s->when;
}

static void check(struct scene *s, const char *what)
{
	struct owner *o = &s->owner;
	uint8_t *target = (uint8_t *)o->memory.addr + o->target;
	const uint64_t iova = o->start + o->target;

	if (s->windows != NONE) {
		other_check_first(o, at(s, what));
		TCE_OK(tce_dma_unmap(o->vfio.container, iova, o->page));
		TCE_OK(tce_dma_map(o->vfio.container, TCE_DMA_RW, target, iova,
				   o->page));
		other_check_first(o, at(s, what));
	}
	if (s->windows == BOTH && !owner_writes(o, s->second.start, o->target))
		tce_fail("%s, what is mapped in the second one is not reached",
			 at(s, what));
}

static void begin(struct scene *s)
{
	struct owner *o = &s->owner;

	owner_attach(o, s->p);
	if (s->windows != NONE) {
		owner_map(o, s->p, s->windows == DYNAMIC);
		owner_start(o);
	}
	if (s->windows == BOTH) {
		s->second = (struct tce_window){ .page_shift = 12,
						 .levels = 1,
						 .size = OWNER_DYNAMIC };
		TCE_MUST(tce_window_create(o->vfio.container, &s->second));
		TCE_MUST(tce_dma_map(o->vfio.container, TCE_DMA_RW,
				     (uint8_t *)o->memory.addr + o->target,
				     s->second.start, o->page));
	}
	if (s->two) {
		s->beside_at = *s->p;
		s->beside_at.pe[0] = s->p->pe[1];
		use_begin(&s->beside, &s->beside_at);
	}
	check(s, "before it leaves");
}

static void end(struct scene *s)
{
	if (s->two) {
		TCE_OK(tce_dma_unmap(s->beside.vfio.container, s->p->win_start,
				     s->p->page_size));
		use_end(&s->beside);
	}
	owner_close(&s->owner);
	tce_buffer_free(&s->other.memory);
}

/* It is in its group, and is VFIO's alone. */
static void adopt(struct scene *s)
{
	const char *bdf = s->other.pe.bdf;
	struct tce_platform new;

	TCE_MUST(tce_platform_read(&new, &bdf, 1));
	if (new.pe[0].group_id != s->p->pe[0].group_id)
		tce_fail("%s into group %d, left %d", at(s, "it came back"),
			 new.pe[0].group_id, s->p->pe[0].group_id);
	TCE_MUST(tce_driver_unbind(bdf));
	if (!tce_driver_bind(bdf, "nvme"))
		tce_fail("%s, the host's driver has it",
			 at(s, "while VFIO has its PE"));
	TCE_MUST(tce_driver_change(bdf, "vfio-pci"));
}

static void away_and_back(struct scene *s)
{
	begin(s);
	TCE_MUST(tce_driver_remove(s->other.pe.bdf));
	check(s, "when it has left");
	TCE_MUST(tce_driver_rescan());
	check(s, "when it has come back");
	adopt(s);
	if (s->windows == NONE) {
		owner_map(&s->owner, s->p, false);
		owner_start(&s->owner);
	}
	other_open(&s->other, &s->owner);
	other_check_both(&s->owner, &s->other, at(s, "when it is open"));
	other_stop(&s->other);
	check(s, "when it is closed");
	end(s);
	drive_check_windows(s->p, at(s, "and then without VFIO"));
	drive_host_reads(&s->other.pe, at(s, "and then without VFIO"));
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

static void run_each(const struct tce_context *ctx, enum windows first,
		     enum windows last)
{
	const struct tce_platform *p = ctx->platform;
	struct scene s = { .p = p, .other.pe = owner_sibling(&p->pe[0]) };

	find_both(&p->pe[0], &s.other.pe);
	for (int two = 0; two < 2 && two < (int)p->npes; two++) {
		s.two = two;
		for (s.windows = first; s.windows <= last; s.windows++)
			away_and_back(&s);
	}
}

static void run_windows(const struct tce_context *ctx)
{
	run_each(ctx, DEFAULT, ctx->platform->max_windows > 1 ? BOTH : DYNAMIC);
}

static void run_none(const struct tce_context *ctx)
{
	run_each(ctx, NONE, NONE);
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
