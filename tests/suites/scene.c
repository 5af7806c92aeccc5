// SPDX-License-Identifier: GPL-2.0-only
#include "scene.h"

#include <stdio.h>

#include "drive.h"
#include "harness.h"

static const char *const windows_text[] = {
	[SCENE_NONE] = "no window",
	[SCENE_DEFAULT] = "the default window",
	[SCENE_DYNAMIC] = "a dynamic window",
	[SCENE_BOTH] = "both windows",
};

static const char *const groups_text[] = {
	[SCENE_ALONE] = "one group",
	[SCENE_BESIDE] = "two groups",
	[SCENE_JOINT] = "two groups in a container",
};

const char *scene_when(struct scene *s, const char *what)
{
	snprintf(s->when, sizeof(s->when), "with %s and %s, %s",
		 windows_text[s->windows], groups_text[s->groups], what);
	return s->when;
}

/* On pSeries a container with two groups makes no window. */
static bool can_be(const struct scene *s)
{
	if (s->groups != SCENE_ALONE && s->p->npes < 2)
		return false;
	if (s->windows == SCENE_BOTH && s->p->max_windows < 2)
		return false;
	return s->groups != SCENE_JOINT || !s->p->pseries ||
	       s->windows == SCENE_NONE;
}

void scene_each(struct scene *s, const struct scene_kinds *kinds,
		void (*one)(struct scene *s))
{
	for (s->groups = kinds->few; s->groups <= kinds->most; s->groups++)
		for (s->windows = kinds->first; s->windows <= kinds->last;
		     s->windows++)
			if (can_be(s))
				one(s);
}

static void begin_groups(struct scene *s)
{
	const struct tce_pe *pe = &s->p->pe[1];

	if (s->groups == SCENE_JOINT) {
		TCE_MUST(tce_group_open(&s->joint, pe->group_id));
		TCE_MUST(tce_group_attach(s->joint, s->owner.vfio.container));
	}
	if (s->groups == SCENE_BESIDE) {
		s->beside_at = *s->p;
		s->beside_at.pe[0] = *pe;
		use_begin(&s->beside, &s->beside_at);
	}
}

void scene_begin(struct scene *s)
{
	struct owner *o = &s->owner;

	owner_attach(o, s->p);
	begin_groups(s);
	if (s->windows != SCENE_NONE) {
		owner_map(o, s->p, s->windows == SCENE_DYNAMIC);
		owner_start(o);
	}
	if (s->windows == SCENE_BOTH) {
		s->second = (struct tce_window){ .page_shift = 12,
						 .levels = 1,
						 .size = OWNER_DYNAMIC };
		TCE_MUST(tce_window_create(o->vfio.container, &s->second));
		TCE_MUST(tce_dma_map(o->vfio.container, TCE_DMA_RW,
				     (uint8_t *)o->memory.addr + o->target,
				     s->second.start, o->page));
	}
	scene_check(s, "in the beginning");
}

void scene_check(struct scene *s, const char *what)
{
	struct owner *o = &s->owner;
	uint8_t *target = (uint8_t *)o->memory.addr + o->target;
	const uint64_t iova = o->start + o->target;

	if (s->windows != SCENE_NONE) {
		other_check_first(o, scene_when(s, what));
		TCE_OK(tce_dma_unmap(o->vfio.container, iova, o->page));
		TCE_OK(tce_dma_map(o->vfio.container, TCE_DMA_RW, target, iova,
				   o->page));
		other_check_first(o, scene_when(s, what));
	}
	if (s->windows == SCENE_BOTH &&
	    !owner_writes(o, s->second.start, o->target))
		tce_fail("%s, what is mapped in the second one is not reached",
			 scene_when(s, what));
}

void scene_map(struct scene *s)
{
	if (s->windows != SCENE_NONE)
		return;
	if (s->groups == SCENE_JOINT && s->p->pseries)
		TCE_OK(tce_group_detach(s->joint));
	owner_map(&s->owner, s->p, false);
	owner_start(&s->owner);
	other_check_first(&s->owner, scene_when(s, "and then the default one"));
}

void scene_meet(struct scene *s)
{
	const char *bdf = s->other.pe.bdf;
	struct tce_platform new;

	TCE_MUST(tce_platform_read(&new, &bdf, 1));
	if (new.pe[0].group_id != s->p->pe[0].group_id)
		tce_fail("%s into group %d, not %d",
			 scene_when(s, "the other device came"),
			 new.pe[0].group_id, s->p->pe[0].group_id);
	TCE_MUST(tce_driver_unbind(bdf));
	if (!tce_driver_bind(bdf, "nvme"))
		tce_fail("%s, the host's driver has the other device",
			 scene_when(s, "while VFIO has its PE"));
	TCE_MUST(tce_driver_change(bdf, "vfio-pci"));
	scene_map(s);
	other_open(&s->other, &s->owner);
	other_check_both(&s->owner, &s->other,
			 scene_when(s, "when the other is open"));
	other_stop(&s->other);
	scene_check(s, "when the other is closed");
}

void scene_end(struct scene *s)
{
	if (s->groups == SCENE_BESIDE) {
		TCE_OK(tce_dma_unmap(s->beside.vfio.container, s->p->win_start,
				     s->p->page_size));
		use_end(&s->beside);
	}
	if (s->groups == SCENE_JOINT)
		TCE_OK(tce_group_close(s->joint));
	owner_close(&s->owner);
	tce_buffer_free(&s->other.memory);
}

void scene_host_reads(struct scene *s, const struct tce_pe *pe)
{
	drive_check_windows(s->p, scene_when(s, "and then without VFIO"));
	drive_host_reads(pe, scene_when(s, "and then without VFIO"));
}
