// SPDX-License-Identifier: GPL-2.0-only
#include "owner.h"

#include <glob.h>
#include <stdio.h>
#include <string.h>

#include "harness.h"

struct tce_pe owner_sibling(const struct tce_pe *pe)
{
	struct tce_pe other = *pe;
	char pattern[128];
	glob_t found;

	snprintf(pattern, sizeof(pattern),
		 "/sys/bus/pci/devices/%s/iommu_group/devices/*", pe->bdf);
	if (glob(pattern, 0, NULL, &found))
		tce_broken("%s has no IOMMU group", pe->bdf);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		const char *name = strrchr(found.gl_pathv[i], '/') + 1;

		if (strcmp(name, pe->bdf) != 0)
			snprintf(other.bdf, sizeof(other.bdf), "%s", name);
	}
	globfree(&found);
	return other;
}

void owner_attach(struct owner *o, const struct tce_platform *p)
{
	const struct tce_engine_class *class =
		tce_engine_class_find(&p->pe[0].id);

	*o = (struct owner){ .start = p->win_start, .page = p->page_size };
	o->engine.kind = class;
	/* Aligned as the pages of most windows are. */
	o->target = (class->memory + (64 << 10) - 1) & -(64ull << 10);
	o->memory.size = o->target + 2 * p->page_size;
	TCE_MUST(tce_open(&o->vfio, p->pe[0].bdf, TCE_IOMMU_V2));
}

void owner_map(struct owner *o, const struct tce_platform *p, bool dynamic)
{
	struct tce_window window = { .page_shift = 12,
				     .levels = 1,
				     .size = OWNER_DYNAMIC };

	if (dynamic) {
		TCE_MUST(tce_window_remove(o->vfio.container, p->win_start));
		TCE_MUST(tce_window_create(o->vfio.container, &window));
		o->start = window.start;
	}
	TCE_MUST(tce_buffer_alloc(&o->memory));
	TCE_MUST(tce_memory_register(o->vfio.container, o->memory.addr,
				     o->memory.size));
	TCE_MUST(tce_dma_map(o->vfio.container, TCE_DMA_RW, o->memory.addr,
			     o->start, o->memory.size));
	TCE_MUST(tce_device_open(&o->device, o->vfio.group, p->pe[0].bdf));
}

void owner_open(struct owner *o, const struct tce_platform *p, bool dynamic)
{
	owner_attach(o, p);
	owner_map(o, p, dynamic);
}

void owner_start(struct owner *o)
{
	TCE_MUST(tce_engine_start(&o->engine, o->engine.kind, &o->device,
				  o->memory.addr, o->start));
}

bool owner_writes(struct owner *o, uint64_t iova, uint64_t where)
{
	uint8_t *target = (uint8_t *)o->memory.addr + where;

	memset(target, 0, OWNER_TRANSFER);
	TCE_MUST(tce_engine_write(&o->engine, iova, OWNER_TRANSFER));
	/* An engine may well say that what is kept from memory has failed. */
	tce_engine_wait(&o->engine);
	return !memcmp(target, o->engine.sent, OWNER_TRANSFER);
}

bool owner_transfers(struct owner *o)
{
	return owner_writes(o, o->start + o->target, o->target);
}

void owner_close(struct owner *o)
{
	tce_engine_stop(&o->engine);
	TCE_OK(tce_device_close(&o->device));
	TCE_OK(tce_close(&o->vfio));
	tce_buffer_free(&o->memory);
}
