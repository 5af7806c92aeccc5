// SPDX-License-Identifier: GPL-2.0-only
#include "kvm_bare.h"

#include <unistd.h>

#include "harness.h"

int bare_begin(struct owner *o, const struct tce_pe *pe, enum tce_iommu version)
{
	return tce_open(&o->vfio, pe->bdf, version);
}

void bare_end(struct owner *o)
{
	TCE_OK(tce_close(&o->vfio));
}

int bare_register(const struct owner *o)
{
	return tce_memory_register(o->vfio.container, o->memory.addr,
				   o->memory.size);
}

void bare_memory(struct owner *o, const struct tce_platform *p)
{
	o->memory.size = 2 * p->page_size; /* mapped, and a list */
	TCE_MUST(tce_buffer_alloc(&o->memory));
}

int bare_guest(struct guest *w, const struct tce_platform *p,
	       uint32_t page_shift)
{
	int ret = tce_kvm_open(&w->kvm);

	if (ret)
		return ret;
	w->window = (struct tce_window){ .start = p->win_start,
					 .size = 4 << 20,
					 .page_shift = page_shift };
	w->iova = w->window.start;
	if (w->owner.memory.addr)
		ret = tce_kvm_memory_set(&w->kvm, w->owner.memory.addr,
					 w->owner.memory.size);
	if (!ret)
		ret = tce_kvm_group_add(&w->kvm, w->owner.vfio.group);
	if (ret)
		return ret;
	w->table = tce_kvm_table_create(&w->kvm, GUEST_LIOBN, &w->window);
	return w->table < 0 ? w->table : 0;
}

int bare_table_attach(const struct guest *w)
{
	return tce_kvm_table_attach(&w->kvm, w->owner.vfio.group, w->table);
}

void bare_close(struct guest *w)
{
	close(w->table);
	tce_kvm_close(&w->kvm);
}
