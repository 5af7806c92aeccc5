// SPDX-License-Identifier: GPL-2.0-only
#include "other.h"

#include <string.h>

#include "harness.h"

/* Where the other device has its memory in the default window. */
#define OTHER_AT (UINT64_C(8) << 20)

void other_start(struct other *f, const struct owner *o)
{
	TCE_MUST(tce_device_open(&f->device, o->vfio.group, f->pe.bdf));
	TCE_MUST(tce_engine_start(&f->engine, f->class, &f->device,
				  f->memory.addr, f->iova));
}

void other_stop(struct other *f)
{
	tce_engine_stop(&f->engine);
	TCE_OK(tce_device_close(&f->device));
}

void other_open(struct other *f, const struct owner *o)
{
	const char *bdf = f->pe.bdf;
	struct tce_platform p;

	TCE_MUST(tce_platform_read(&p, &bdf, 1));
	f->class = tce_engine_class_find(&p.pe[0].id);
	if (!f->class)
		tce_skip("needs sibling: %s is no engine", bdf);
	f->target = (f->class->memory + o->page - 1) & -o->page;
	f->iova = o->start + OTHER_AT;
	f->memory.size = f->target + o->page;
	TCE_MUST(tce_buffer_alloc(&f->memory));
	TCE_MUST(tce_memory_register(o->vfio.container, f->memory.addr,
				     f->memory.size));
	TCE_MUST(tce_dma_map(o->vfio.container, TCE_DMA_RW, f->memory.addr,
			     f->iova, f->memory.size));
	other_start(f, o);
}

/* Each writes into its own memory, and into that of the other. */
void other_check_both(struct owner *o, struct other *f, const char *when)
{
	uint8_t *mine = (uint8_t *)o->memory.addr + o->target;

	if (!owner_transfers(o))
		tce_fail("%s, what the first device writes does not arrive",
			 when);
	memset(mine, 0, OWNER_TRANSFER);
	TCE_MUST(tce_engine_write(&f->engine, o->start + o->target,
				  OWNER_TRANSFER));
	tce_engine_wait(&f->engine);
	if (memcmp(mine, f->engine.sent, OWNER_TRANSFER) != 0)
		tce_fail("%s, what the second device writes does not arrive",
			 when);
}

void other_check_first(struct owner *o, const char *when)
{
	if (!owner_transfers(o))
		tce_fail("%s, what the first device writes does not arrive",
			 when);
}
