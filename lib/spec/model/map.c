// SPDX-License-Identifier: GPL-2.0-only
/* MAP and UNMAP: what they refuse, and what is mapped after them. */
#include <errno.h>

#include <tce/uapi.h>

#include "state.h"

/* v1 pins each page that it maps, for the access that the device gets. */
static bool pins(struct model *m, const struct model_container *c,
		 uint64_t vaddr, uint64_t flags)
{
	const struct model_mm *mm = &m->mm[c->mm];
	const struct model_vma *vma = model_vma_find(mm->vma, mm->nvmas, vaddr);
	bool write = flags & VFIO_DMA_MAP_FLAG_WRITE;

	if (!keeps(m, RULE_V1_PINS))
		return false;
	if (!vma)
		return !keeps(m, RULE_V1_UNMAPPED);
	if (vma->writable)
		return true;
	return write ? !keeps(m, RULE_V1_READONLY)
		     : keeps(m, RULE_V1_READS_READONLY);
}

/*
 * Huge pages of a range that does not begin at one: whether they back IOMMU
 * pages of their size is nobody's promise.
 */
static bool may_back(struct model *m, const struct model_region *r,
		     unsigned int shift, const struct tce_request *call)
{
	bool backs;

	if (r->pages < shift)
		return false;
	backs = !keeps(m, RULE_MAP_WHOLE);
	if (call->answered)
		backs = call->answer == 0;
	m->strayed |= backs;
	model_also(m, TCE_ERR_SUCCESS);
	return backs;
}

/* Memory that another container of this process registered may be as good. */
static int64_t others_refused(struct model *m, const struct model_container *c,
			      const struct tce_request *call)
{
	const struct model_region *r;

	if (c->iommu == 1)
		return 0;
	r = model_region_find(m, c->mm, call->arg[TCE_ARG_VADDR], 1);
	if (!r || r->holders & 1u << (c - m->container))
		return 0;
	return model_may_refuse(m, call, RULE_MAP_OTHERS);
}

/* The region that backs one IOMMU page, or NULL. */
static struct model_region *backs(struct model *m,
				  const struct model_container *c,
				  const struct model_window *w,
				  const struct tce_request *call,
				  uint64_t vaddr)
{
	uint64_t page = (uint64_t)1 << w->shift;
	struct model_region *r;

	if (c->iommu == 1)
		return &m->anything;
	r = model_region_find(m, c->mm, vaddr, page);
	if (!r && !keeps(m, RULE_MAP_REGISTERED))
		r = m->mm[c->mm].regions;
	if (!r)
		return NULL;
	if (r->shift < w->shift && !may_back(m, r, w->shift, call) &&
	    keeps(m, RULE_MAP_BACKING))
		return NULL;
	if (vaddr % m->platform->page_size && !keeps(m, RULE_MAP_SUBPAGE))
		return NULL;
	return r;
}

/*
 * The entry for one IOMMU page. It leads to the memory that was there when the
 * range was registered.
 */
static struct model_tce entry(struct model *m, const struct model_container *c,
			      struct model_region *r, uint64_t vaddr)
{
	const struct model_mm *mm = &m->mm[c->mm];
	bool now = c->iommu == 1 || !keeps(m, RULE_DMA_PINS);
	const struct model_vma *vma =
		now ? model_vma_find(mm->vma, mm->nvmas, vaddr)
		    : model_vma_find(r->pinned, r->npinned, vaddr);
	struct model_tce t = { .region = r };

	if (vaddr % m->platform->page_size && !keeps(m, RULE_DMA_SUBPAGE))
		vaddr -= vaddr % m->platform->page_size;
	if (vma) {
		t.store = vma->store;
		t.offset = vma->offset + (vaddr - vma->start);
	}
	return t;
}

/* A MAP that fails at page @n. */
static void map_undo(struct model *m, const struct model_container *c,
		     struct model_window *w, const struct tce_request *call,
		     uint64_t n)
{
	uint64_t first = (call->arg[TCE_ARG_IOVA] - w->start) >> w->shift;
	uint64_t vaddr = call->arg[TCE_ARG_VADDR];

	/* what was mapped there before goes, or stays; the next look shows
	 * which */
	if (w->ntces && call->answered)
		model_tces_doubt(w, first, n);
	else if (w->ntces && keeps(m, RULE_MAP_REMOVES))
		model_tces_clear(w, first, n);
	for (uint64_t i = 0; i < n && !keeps(m, RULE_DMA_UNDOES); i++) {
		uint64_t at = vaddr + (i << w->shift);
		struct model_tce t = entry(m, c, backs(m, c, w, call, at), at);

		t.index = first + i;
		t.access = (uint8_t)call->arg[TCE_ARG_FLAGS];
		model_stale_add(m, c, w, &t, RULE_DMA_UNDOES);
	}
}

/*
 * How many of MAP's pages have backing, up to the first that has none; @ret
 * gets why that has none, or 0.
 */
static uint64_t backed_pages(struct model *m, const struct model_container *c,
			     const struct model_window *w,
			     const struct tce_request *call, int64_t *ret)
{
	uint64_t n = call->arg[TCE_ARG_SIZE] >> w->shift;
	struct model_region *r, *before = NULL;

	*ret = 0;
	for (uint64_t i = 0; i < n; i++) {
		uint64_t at = call->arg[TCE_ARG_VADDR] + (i << w->shift);

		r = backs(m, c, w, call, at);
		if (c->iommu == 1 && !pins(m, c, at, call->arg[TCE_ARG_FLAGS]))
			*ret = -EFAULT;
		else if (!r ||
			 (before && r != before && !keeps(m, RULE_MAP_SPANS)))
			*ret = -EINVAL;
		if (*ret)
			return i;
		before = r;
	}
	return n;
}

static int64_t map_pages(struct model *m, const struct model_container *c,
			 struct model_window *w, const struct tce_request *call)
{
	uint64_t first = (call->arg[TCE_ARG_IOVA] - w->start) >> w->shift;
	uint64_t vaddr = call->arg[TCE_ARG_VADDR];
	int64_t ret;
	/* pages without backing are found before anything is changed */
	uint64_t n = backed_pages(m, c, w, call, &ret);

	m->maps++;
	if (!ret && n) {
		ret = others_refused(m, c, call);
		if (ret)
			return ret;
	}
	/* memory that cannot be mapped may be called so */
	if (ret && call->answered && call->answer == -EFAULT) {
		m->strayed |= ret != -EFAULT;
		ret = -EFAULT;
	}
	if (ret && keeps(m, RULE_MAP_UNDOES)) {
		map_undo(m, c, w, call, n);
		return ret;
	}
	for (uint64_t i = 0; i < n; i++) {
		uint64_t at = vaddr + (i << w->shift);
		struct model_region *r = backs(m, c, w, call, at);
		struct model_tce t;

		if (!r)
			return -EINVAL;
		t = entry(m, c, r, at);
		t.index = first + i;
		t.map = m->maps;
		t.access = (uint8_t)call->arg[TCE_ARG_FLAGS];
		if (model_tce_set(m, w, &t))
			return -ENOMEM;
	}
	return ret;
}

/*
 * On PowerNV a table has whole pages. What a window has past its size is
 * no promise, and nobody else's: it can be used, or not.
 */
static struct model_window *past_end(struct model *m, struct model_container *c,
				     const struct tce_request *call)
{
	const uint64_t per_page = m->platform->page_size / sizeof(uint64_t);
	const uint64_t iova = call->arg[TCE_ARG_IOVA];
	const uint64_t last = iova + call->arg[TCE_ARG_SIZE] - 1;

	if (m->platform->pseries || (call->answered && call->answer < 0))
		return NULL;
	for (unsigned int i = 0; i < MODEL_WINDOWS; i++) {
		struct model_window *w = &c->win[i];
		uint64_t entries = w->size >> w->shift;
		uint64_t whole = (entries + per_page - 1) / per_page * per_page;
		uint64_t end = w->start + (whole << w->shift) - 1;

		if (!w->live || iova < w->start || last < iova || last > end ||
		    last < w->start + w->size)
			continue;
		if (!call->answered && keeps(m, RULE_CREATE_SIZE))
			return NULL;
		w->size = whole << w->shift;
		m->strayed = true;
		return w;
	}
	return NULL;
}

/* MAP's refusals that concern the window. */
static int64_t map_refused(struct model *m, const struct model_window *w,
			   const struct tce_request *call)
{
	uint64_t low = ((uint64_t)1 << w->shift) - 1;
	uint64_t offset = call->arg[TCE_ARG_IOVA] - w->start;
	uint64_t size = call->arg[TCE_ARG_SIZE];

	if (refuses(m, RULE_MAP_SIZE, size & low) ||
	    refuses(m, RULE_MAP_VADDR, call->arg[TCE_ARG_VADDR] & low) ||
	    refuses(m, RULE_MAP_NO_ACCESS, !call->arg[TCE_ARG_FLAGS]) ||
	    refuses(m, RULE_MAP_IOVA, offset & low) ||
	    refuses(m, RULE_MAP_END, size > w->size - offset))
		return -EINVAL;
	if ((!keeps(m, RULE_MAP_READ) && call->arg[TCE_ARG_FLAGS] == 1) ||
	    (!keeps(m, RULE_MAP_WRITE) && call->arg[TCE_ARG_FLAGS] == 2) ||
	    (!keeps(m, RULE_MAP_LAST) && offset + low + 1 >= w->size))
		return -EINVAL;
	return 0;
}

int64_t model_map(struct model *m, struct model_container *c,
		  const struct tce_request *call)
{
	struct model_window *w;
	int64_t ret;

	if (refuses(m, RULE_ENABLED, !c->enabled))
		return -EPERM;
	if (c->mm == MODEL_NONE)
		c->mm = m->proc[call->by].mm;
	ret = model_argument(m, call, RULE_MAP_ARGSZ);
	if (!ret &&
	    refuses(m, RULE_MAP_FLAGS, call->arg[TCE_ARG_FLAGS] & ~(uint64_t)3))
		ret = -EINVAL;
	if (ret && keeps(m, RULE_MAP_ARGS_FIRST))
		return ret;
	if (keeps(m, RULE_MAP_DEFAULT)) {
		int64_t made = model_default_window(m, c, call);

		ret = ret ? ret : made;
	}
	if (ret)
		return ret;
	w = past_end(m, c, call);
	if (!w)
		w = model_window_at(c, call->arg[TCE_ARG_IOVA]);
	if (!w)
		return keeps(m, RULE_MAP_NO_WINDOW) ? -ENXIO : 0;
	ret = map_refused(m, w, call);
	if (!ret && !call->arg[TCE_ARG_SIZE])
		ret = CHOICE(m, call, RULE_MAP_SIZE_0, TCE_ERR_SUCCESS, EINVAL);
	if (ret)
		return ret;
	return map_pages(m, c, w, call);
}

/* UNMAP's refusals that concern the window. */
static bool unmap_refused(struct model *m, const struct model_window *w,
			  const struct tce_request *call)
{
	uint64_t low = ((uint64_t)1 << w->shift) - 1;
	uint64_t offset = call->arg[TCE_ARG_IOVA] - w->start;
	uint64_t size = call->arg[TCE_ARG_SIZE];

	return refuses(m, RULE_UNMAP_SIZE, size & low) ||
	       refuses(m, RULE_UNMAP_IOVA, offset & low) ||
	       refuses(m, RULE_UNMAP_END, size > w->size - offset);
}

static int64_t unmap_pages(struct model *m, const struct model_container *c,
			   struct model_window *w,
			   const struct tce_request *call)
{
	uint64_t first = (call->arg[TCE_ARG_IOVA] - w->start) >> w->shift;
	uint64_t n = call->arg[TCE_ARG_SIZE] >> w->shift;

	if (!keeps(m, RULE_UNMAP_ALL) && n > 1)
		n = 1;
	if (!keeps(m, RULE_UNMAP_ONLY))
		n++;
	model_tces_stale(m, c, w, first, n, RULE_DMA_UNMAP);
	model_tces_stale(m, c, w, first, n, RULE_DMA_REMAP);
	if (model_tces_clear(w, first, n))
		return 0;
	return keeps(m, RULE_UNMAP_UNMAPPED) ? 0 : -ENOENT;
}

static bool same_map(struct model_window *w, uint64_t index)
{
	const struct model_tce *t = model_tce_find(w, index);
	uint64_t map = t ? t->map : 0;

	t = model_tce_find(w, index - 1);
	return map && t && t->map == map;
}

/*
 * Whether it is a part of one MAP: "no guarantee is made" that this succeeds,
 * says the header.
 */
static bool cuts_a_map(struct model_window *w, const struct tce_request *call)
{
	const uint64_t first = (call->arg[TCE_ARG_IOVA] - w->start) >> w->shift;

	return same_map(w, first) ||
	       same_map(w, first + (call->arg[TCE_ARG_SIZE] >> w->shift));
}

int64_t model_unmap(struct model *m, struct model_container *c,
		    const struct tce_request *call)
{
	struct model_window *w;
	int64_t ret;

	if (refuses(m, RULE_ENABLED, !c->enabled))
		return -EPERM;
	if (c->mm == MODEL_NONE)
		c->mm = m->proc[call->by].mm;
	ret = model_argument(m, call, RULE_UNMAP_ARGSZ);
	if (ret)
		return ret;
	if (refuses(m, RULE_UNMAP_FLAGS, call->arg[TCE_ARG_FLAGS]))
		return -EINVAL;
	if (c->pending && !keeps(m, RULE_UNMAP_DEFAULT))
		return m->outside ? -EINTR : -EPERM;
	ret = model_default_window(m, c, call);
	if (ret)
		return ret;
	/* the size that was unmapped may be returned */
	if (!keeps(m, RULE_UNMAP_SIZE_KEPT) || call->answered)
		m->written = sizeof(struct vfio_iommu_type1_dma_unmap);
	w = past_end(m, c, call);
	if (!w)
		w = model_window_at(c, call->arg[TCE_ARG_IOVA]);
	if (!w)
		return keeps(m, RULE_UNMAP_NO_WINDOW) ? -ENXIO : 0;
	if (unmap_refused(m, w, call))
		return -EINVAL;
	if (!call->arg[TCE_ARG_SIZE])
		ret = CHOICE(m, call, RULE_UNMAP_SIZE_0, TCE_ERR_SUCCESS,
			     EINVAL);
	else if (cuts_a_map(w, call))
		ret = model_may_refuse(m, call, RULE_UNMAP_PART);
	if (ret)
		return ret;
	return unmap_pages(m, c, w, call);
}
