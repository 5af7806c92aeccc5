// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory: what processes have mapped, what containers have registered, and
 * which address space is charged for it.
 */
#include <errno.h>
#include <stdlib.h>

#include "state.h"

int model_vma_add(struct model_mm *mm, struct model_vma vma)
{
	struct model_vma *grown =
		realloc(mm->vma, (mm->nvmas + 1) * sizeof(*grown));

	if (!grown)
		return -ENOMEM;
	mm->vma = grown;
	mm->vma[mm->nvmas++] = vma;
	return 0;
}

static void region_free(struct model_region *r)
{
	free(r->pinned);
	free(r);
}

const struct model_vma *model_vma_find(const struct model_vma *vma,
				       unsigned int n, uint64_t addr)
{
	for (unsigned int i = 0; i < n; i++)
		if (vma[i].start <= addr && addr < vma[i].end)
			return &vma[i];
	return NULL;
}

void model_mm_free(struct model_mm *mm)
{
	while (mm->regions) {
		struct model_region *next = mm->regions->next;

		region_free(mm->regions);
		mm->regions = next;
	}
	free(mm->vma);
}

/* Unmap the part between @start and @end. */
static int punch(struct model_mm *mm, uint64_t start, uint64_t end)
{
	unsigned int n = mm->nvmas;

	for (unsigned int i = 0; i < n; i++) {
		struct model_vma tail = mm->vma[i];

		if (tail.end <= start || tail.start >= end)
			continue;
		mm->vma[i].end = tail.start < start ? start : tail.start;
		tail.offset += end - tail.start;
		tail.start = end;
		if (tail.start < tail.end && model_vma_add(mm, tail))
			return -ENOMEM;
	}
	return 0;
}

static int new_buffer(struct model *m, const struct tce_request *call,
		      struct tce_reply *res)
{
	struct model_proc *proc = &m->proc[call->by];
	uint64_t size = call->arg[TCE_ARG_SIZE];
	uint64_t page = tce_buffer_is_huge(call->kind) ? m->platform->huge_size
						       : m->platform->page_size;
	/* a bigger alignment than any rounding that a subject may choose */
	uint64_t align = (uint64_t)1 << 34;
	uint64_t start, old = proc->buf_addr[call->slot];
	uint64_t guard = call->guard, old_guard = proc->buf_guard[call->slot];
	uint64_t exact = size;
	struct model_mm *mm = &m->mm[proc->mm];
	struct model_vma vma = { 0 };

	if (!page || !size)
		return -EINVAL;
	size = (size + page - 1) / page * page;
	start = call->adopt ? call->value : m->next_addr;
	if (!call->adopt)
		m->next_addr += (size + align - 1) / align * align;
	vma = (struct model_vma){
		.start = start - guard,
		.end = start + size + guard,
		.store = model_store_new(m, exact, page, guard,
					 tce_buffer_is_shared(call->kind)),
		.shift = (uint8_t)log2_of(page),
		.writable = call->kind != TCE_BUFFER_RO,
	};
	/* one that was in the slot is unmapped; its addresses may be used again
	 */
	if (!vma.store ||
	    punch(mm, old - old_guard,
		  old + proc->buf_size[call->slot] + old_guard) ||
	    punch(mm, vma.start, vma.end))
		return -ENOMEM;
	proc->buf_addr[call->slot] = start;
	proc->buf_size[call->slot] = size;
	proc->buf_guard[call->slot] = guard;
	res->value = start;
	return model_vma_add(mm, vma);
}

static int punch_buffer(struct model *m, struct model_proc *proc,
			const struct tce_request *call)
{
	struct model_mm *mm = &m->mm[proc->mm];
	uint64_t start = proc->buf_addr[call->slot] + call->arg[TCE_ARG_START];
	uint64_t end = start + call->arg[TCE_ARG_SIZE];
	const struct model_vma *vma = model_vma_find(mm->vma, mm->nvmas, start);

	/* broken: what is registered goes away, too */
	for (unsigned int i = 0; i < MODEL_CONTAINERS && vma; i++)
		if (!keeps(m, RULE_DMA_PINS))
			model_tces_hide(&m->container[i], vma->store,
					vma->offset + start - vma->start,
					vma->offset + end - vma->start);
	return punch(mm, start, end);
}

/* As PUNCH, and there is other memory then: zeros, of ordinary pages. */
static int renew_buffer(struct model *m, struct model_proc *proc,
			const struct tce_request *call)
{
	const uint64_t page = m->platform->page_size;
	const uint64_t size = call->arg[TCE_ARG_SIZE];
	struct model_vma vma = {
		.start = proc->buf_addr[call->slot] + call->arg[TCE_ARG_START],
		.store = model_store_new(m, size, page, 0, false),
		.shift = (uint8_t)log2_of(page),
		.writable = true,
	};

	vma.end = vma.start + size;
	if (!vma.store || punch_buffer(m, proc, call))
		return -ENOMEM;
	return model_vma_add(&m->mm[proc->mm], vma);
}

int model_buffer(struct model *m, const struct tce_request *call,
		 struct tce_reply *res)
{
	struct model_proc *proc = &m->proc[call->by];
	struct model_mm *mm = &m->mm[proc->mm];
	uint64_t size = proc->buf_size[call->slot];

	switch (call->op) {
	case TCE_OP_BUFFER:
		return new_buffer(m, call, res);
	case TCE_OP_PUNCH:
		return punch_buffer(m, proc, call);
	case TCE_OP_RENEW:
		return renew_buffer(m, proc, call);
	case TCE_OP_MLOCK:
		mm->locked += size;
		mm->mlocked += size;
		return 0;
	case TCE_OP_LIMIT:
		mm->limit = call->arg[TCE_ARG_SIZE];
		return 0;
	default:
		mm->cap_ipc_lock = false;
		return 0;
	}
}

/* log2 of the smallest page that backs a range, or an errno. */
static int backing(struct model *m, const struct tce_request *call,
		   const struct model_mm *mm, uint64_t start, uint64_t size)
{
	bool readable_only = false;
	int shift = 63;

	for (uint64_t at = start; at - start < size;) {
		const struct model_vma *vma =
			model_vma_find(mm->vma, mm->nvmas, at);

		if (!vma) {
			if (keeps(m, RULE_REGISTER_UNMAPPED))
				return -EFAULT;
			break;
		}
		readable_only |= !vma->writable;
		if (vma->shift < shift)
			shift = vma->shift;
		at = vma->end;
	}
	/* REGISTER has no direction: MAP may be the one to refuse */
	if (readable_only) {
		int64_t ret = CHOICE(m, call, RULE_REGISTER_READONLY, EFAULT,
				     TCE_ERR_SUCCESS);
		if (ret)
			return (int)ret;
	}
	if (!keeps(m, RULE_MAP_HUGE) && shift > 16)
		shift = 16;
	return shift;
}

static struct model_region *overlapping(struct model_mm *mm, uint64_t start,
					uint64_t size)
{
	struct model_region *r;

	for (r = mm->regions; r; r = r->next)
		if (start < r->start + r->size && r->start < start + size)
			return r;
	return NULL;
}

static struct model_region *exact(struct model_mm *mm, uint64_t start,
				  uint64_t size)
{
	struct model_region *r;

	for (r = mm->regions; r; r = r->next)
		if (r->start == start && r->size == size)
			return r;
	return NULL;
}

struct model_region *model_region_find(struct model *m, int mm, uint64_t start,
				       uint64_t size)
{
	struct model_region *r;

	for (r = m->mm[mm].regions; r; r = r->next)
		if (r->start <= start && start - r->start < r->size &&
		    r->size - (start - r->start) >= size)
			return r;
	return NULL;
}

static uint32_t holder(const struct model *m, const struct model_container *c)
{
	return 1u << (c - m->container);
}

/* Remember what a range's memory is now. */
static int pin(struct model_region *r, const struct model_mm *mm)
{
	r->pinned = calloc(mm->nvmas + 1, sizeof(*r->pinned));
	if (!r->pinned)
		return -ENOMEM;
	for (unsigned int i = 0; i < mm->nvmas; i++)
		if (mm->vma[i].start < r->start + r->size &&
		    r->start < mm->vma[i].end)
			r->pinned[r->npinned++] = mm->vma[i];
	return 0;
}

/* Register a range that no container of this address space holds yet. */
static int64_t region_new(struct model *m, struct model_container *c,
			  const struct tce_request *call, uint64_t start,
			  uint64_t size)
{
	struct model_mm *mm = &m->mm[c->mm];
	uint64_t charge = keeps(m, RULE_REGISTER_CHARGES) ? size : 0;
	int natural = __builtin_ctzll(start | size);
	struct model_region *r;
	int64_t ret;
	int shift;

	if (keeps(m, RULE_REGISTER_LIMIT)) {
		if (!model_charge(m, c->mm, charge))
			return -ENOMEM;
		mm->locked -= charge;
	}
	shift = backing(m, call, mm, start, size);
	if (shift < 0)
		return shift;
	if (overlapping(mm, start, size)) {
		ret = CHOICE(m, call, RULE_REGISTER_OVERLAP, EINVAL,
			     TCE_ERR_SUCCESS);
		if (ret)
			return ret;
	}
	r = calloc(1, sizeof(*r));
	if (!r)
		return -ENOMEM;
	r->start = start;
	r->size = size;
	r->shift = (uint8_t)(natural < shift ? natural : shift);
	r->pages = (uint8_t)shift;
	r->holders = holder(m, c);
	r->charged = charge;
	if (pin(r, mm)) {
		region_free(r);
		return -ENOMEM;
	}
	r->next = mm->regions;
	mm->regions = r;
	mm->locked += charge;
	return 0;
}

/* Register a range that a container of this address space holds already. */
static int64_t region_hold(struct model *m, struct model_container *c,
			   struct model_region *r)
{
	uint64_t charge = keeps(m, RULE_REGISTER_SHARED) ? 0 : r->size;

	if (refuses(m, RULE_REGISTER_TWICE, r->holders & holder(m, c)))
		return -EBUSY;
	if (!model_charge(m, c->mm, charge))
		return -ENOMEM;
	r->charged += charge;
	r->holders |= holder(m, c);
	return 0;
}

int64_t model_register(struct model *m, struct model_container *c,
		       const struct tce_request *call)
{
	uint64_t start = call->arg[TCE_ARG_VADDR];
	uint64_t size = call->arg[TCE_ARG_SIZE];
	uint64_t low = m->platform->page_size - 1;
	int64_t ret = model_argument(m, call, RULE_REGISTER_ARGSZ);
	struct model_region *r;

	if (ret)
		return ret;
	if (refuses(m, RULE_REGISTER_FLAGS, call->arg[TCE_ARG_FLAGS]) ||
	    refuses(m, RULE_REGISTER_VADDR, start & low) ||
	    refuses(m, RULE_REGISTER_SIZE, size & low) ||
	    refuses(m, RULE_REGISTER_WRAP, start + size < start))
		return -EINVAL;
	if (!size)
		return CHOICE(m, call, RULE_REGISTER_SIZE_0, EINVAL,
			      TCE_ERR_SUCCESS);
	r = exact(&m->mm[c->mm], start, size);
	if (r)
		ret = region_hold(m, c, r);
	else
		ret = region_new(m, c, call, start, size);
	if (!ret && keeps(m, RULE_REGISTER_ENABLES))
		c->enabled = true;
	return ret;
}

static void region_drop(struct model *m, struct model_container *c,
			struct model_region *r)
{
	struct model_mm *mm = &m->mm[c->mm];
	struct model_region **at = &mm->regions;

	r->holders &= ~holder(m, c);
	if (r->holders)
		return;
	if (keeps(m, RULE_UNREGISTER_UNCHARGES))
		mm->locked -= r->charged;
	if (!keeps(m, RULE_UNREGISTER_ENDS) && c->iommu)
		return;
	while (*at != r)
		at = &(*at)->next;
	*at = r->next;
	region_free(r);
}

int64_t model_unregister(struct model *m, struct model_container *c,
			 const struct tce_request *call)
{
	uint64_t start = call->arg[TCE_ARG_VADDR];
	uint64_t size = call->arg[TCE_ARG_SIZE];
	uint64_t low = m->platform->page_size - 1;
	struct model_region *r;
	int64_t ret;

	if (c->mm == MODEL_NONE)
		return keeps(m, RULE_UNREGISTER_UNBOUND) ? -EPERM : 0;
	ret = model_argument(m, call, RULE_UNREGISTER_ARGSZ);
	if (ret)
		return ret;
	if (refuses(m, RULE_UNREGISTER_FLAGS, call->arg[TCE_ARG_FLAGS]) ||
	    ((start | size) & low && keeps(m, RULE_UNREGISTER_ALIGN)))
		return -EINVAL;
	r = exact(&m->mm[c->mm], start, size);
	if (!r && !keeps(m, RULE_UNREGISTER_EXACT))
		r = overlapping(&m->mm[c->mm], start, size);
	if (!r || !r->holders)
		return -ENOENT;
	if (refuses(m, RULE_UNREGISTER_HOLDER, !(r->holders & holder(m, c))))
		return -ENOENT;
	if (r->mappings && call->answered &&
	    r->mappings == model_tces_doubtful(c, r)) {
		m->strayed |= call->answer < 0;
		model_tces_resolve(c, r, !call->answer);
	}
	/* while another container holds it, it stays */
	if (r->mappings && r->holders != holder(m, c))
		ret = CHOICE(m, call, RULE_UNREGISTER_SHARED, TCE_ERR_SUCCESS,
			     EBUSY);
	else if (r->mappings)
		return keeps(m, RULE_UNREGISTER_BUSY) ? -EBUSY : 0;
	if (ret)
		return ret;
	region_drop(m, c, r);
	return 0;
}

void model_regions_drop(struct model *m, struct model_container *c)
{
	struct model_region *r, *next;

	if (c->mm == MODEL_NONE)
		return;
	for (r = m->mm[c->mm].regions; r; r = next) {
		next = r->next;
		if (r->holders & holder(m, c))
			region_drop(m, c, r);
	}
}
