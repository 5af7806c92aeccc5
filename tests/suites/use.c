// SPDX-License-Identifier: GPL-2.0-only
#include "use.h"

#include "harness.h"

/* A device that is there by now, with vfio-pci: its facts. */
struct tce_platform use_adopt(const char *bdf)
{
	struct tce_platform new;

	TCE_MUST(tce_driver_change(bdf, "vfio-pci"));
	TCE_MUST(tce_platform_read(&new, &bdf, 1));
	return new;
}

void use_attach(struct use *u, const struct tce_platform *p)
{
	TCE_MUST(tce_container_open(&u->vfio.container));
	TCE_MUST(tce_group_open(&u->vfio.group, p->pe[0].group_id));
	TCE_MUST(tce_group_attach(u->vfio.group, u->vfio.container));
	TCE_MUST(tce_container_set_iommu(u->vfio.container, TCE_IOMMU_V2));
}

void use_map(struct use *u, const struct tce_platform *p)
{
	u->memory = (struct tce_buffer){ .kind = TCE_BUFFER_ANON,
					 .size = p->page_size };
	TCE_MUST(tce_buffer_alloc(&u->memory));
	TCE_MUST(tce_memory_register(u->vfio.container, u->memory.addr,
				     p->page_size));
	TCE_OK(tce_dma_map(u->vfio.container, TCE_DMA_READ | TCE_DMA_WRITE,
			   u->memory.addr, p->win_start, p->page_size));
}

/* Memory in the default window; the group's first device may be away. */
void use_begin(struct use *u, const struct tce_platform *p)
{
	use_attach(u, p);
	use_map(u, p);
}

void use_end(struct use *u)
{
	TCE_OK(tce_close(&u->vfio));
	tce_buffer_free(&u->memory);
}

void use_check_locked(uint64_t before, const char *when)
{
	uint64_t now;

	TCE_MUST(tce_locked_read(&now));
	if (now != before)
		tce_fail("%s, VmLck is %+lld kB off", when,
			 (long long)(now - before) / 1024);
}
