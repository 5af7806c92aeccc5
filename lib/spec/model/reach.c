// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a device reaches. The tables decide, entry by entry. At an address that
 * they do not translate, a write is dropped and a read returns zeros.
 */
#include <errno.h>

#include <tce/uapi.h>

#include "state.h"

#define SMALL_PAGE ((uint64_t)4096)
/* Entries in a table's first page. */
#define FIRST_ENTRIES 512

/* Where an address leads to, up to the end of the IOMMU page. */
struct target {
	struct model_store *store;
	uint64_t offset, len;
	uint8_t access;
};

static void target_set(struct target *to, const struct model_tce *t,
		       uint64_t inside, unsigned int shift)
{
	*to = (struct target){
		.store = t->store,
		.offset = t->offset + inside,
		.len = ((uint64_t)1 << shift) - inside,
		.access = t->access,
	};
}

/* @window: there is a window at this address, @entry: and an entry */
static bool stale_find(const struct model *m, unsigned int pe, uint64_t iova,
		       bool window, bool entry, struct target *to)
{
	for (size_t i = m->nstale; i-- > 0;) {
		const struct model_stale *s = &m->stale[i];
		uint64_t inside = iova - s->start;

		if (!(s->pes & 1u << pe) || inside >> s->shift ||
		    (s->rule == RULE_DMA_EMPTY && !window) ||
		    entry != (s->rule == RULE_DMA_REMAP))
			continue;
		target_set(to, &s->tce, inside, s->shift);
		return true;
	}
	return false;
}

/* --- the tables ----------------------------------------------------------- */

/* Whether another entry for the same memory comes before this one. */
static bool has_twin(const struct model_window *w, const struct model_tce *t,
		     uint64_t index)
{
	for (size_t i = 0; i < w->ntces; i++)
		if (w->tce[i].store == t->store &&
		    w->tce[i].offset == t->offset && w->tce[i].index < index)
			return true;
	return false;
}

/* Whether a device can use an entry, as far as its place decides. */
static bool usable(const struct model *m, struct model_container *c,
		   const struct model_window *w, const struct model_tce *t,
		   uint64_t inside)
{
	static const struct {
		unsigned int shift;
		enum model_rule rule;
	} whole[] = {
		{ 16, RULE_DMA_WHOLE_64K },
		{ 21, RULE_DMA_WHOLE_2M },
		{ 24, RULE_DMA_WHOLE_16M },
	};

	for (size_t i = 0; i < sizeof(whole) / sizeof(whole[0]); i++)
		if (w->shift == whole[i].shift && inside >= SMALL_PAGE &&
		    !keeps(m, whole[i].rule))
			return false;
	if ((!t->index && !keeps(m, RULE_DMA_FIRST)) ||
	    (t->index == (w->size >> w->shift) - 1 &&
	     !keeps(m, RULE_DMA_LAST)) ||
	    (t->index >= FIRST_ENTRIES && !keeps(m, RULE_DMA_TABLE)))
		return false;
	if (has_twin(w, t, t->index) && !keeps(m, RULE_DMA_TWICE))
		return false;
	return w != &c->win[1] || !c->win[0].live ||
	       !has_twin(&c->win[0], t, UINT64_MAX) || keeps(m, RULE_DMA_BOTH);
}

/* Looks @iova up in a container's windows. */
static bool tables_look(const struct model *m, struct model_container *c,
			uint64_t iova, struct target *to)
{
	struct model_window *w = model_window_at(c, iova);
	uint64_t low, index, inside;
	struct model_tce *t;

	/* broken: what lies past the end is the beginning again */
	if (!w && c->win[0].live && !keeps(m, RULE_DMA_OUTSIDE)) {
		w = &c->win[0];
		iova = w->start + (iova - w->start) % w->size;
	}
	if (!w)
		return false;
	low = ((uint64_t)1 << w->shift) - 1;
	inside = (iova - w->start) & low;
	index = (iova - w->start) >> w->shift;
	t = model_tce_find(w, index);
	if (t && model_tce_find(w, index + 1) && !keeps(m, RULE_DMA_ENTRY))
		t = model_tce_find(w, index + 1);
	/* broken: the windows share one table */
	if (!t && !keeps(m, RULE_DMA_APART)) {
		w = w == &c->win[0] ? &c->win[1] : &c->win[0];
		t = w->live ? model_tce_find(w, index) : NULL;
		inside &= ((uint64_t)1 << w->shift) - 1;
	}
	if (!t || !usable(m, c, w, t, inside))
		return false;
	target_set(to, t, !inside || keeps(m, RULE_DMA_OFFSET) ? inside : 0,
		   w->shift);
	return true;
}

/* Another container's entry at this address, which is no business of @pe. */
static bool others_look(struct model *m, unsigned int pe, uint64_t iova,
			struct target *to)
{
	for (int i = 0; i < MODEL_CONTAINERS; i++)
		if (m->container[i].live && i != m->pe[pe].container &&
		    tables_look(m, &m->container[i], iova, to))
			return true;
	return false;
}

static bool reach(struct model *m, unsigned int pe, uint64_t iova,
		  struct target *to)
{
	int slot = m->pe[pe].container;
	struct model_container *c =
		slot == MODEL_NONE ? NULL : &m->container[slot];
	bool found;

	if (iova > UINT32_MAX && !keeps(m, RULE_DMA_64BIT))
		iova &= UINT32_MAX;
	found = c && tables_look(m, c, iova, to);
	if (m->nstale)
		found |= stale_find(m, pe, iova, c && model_window_at(c, iova),
				    found, to);
	if (!found && !keeps(m, RULE_DMA_OWN))
		found = others_look(m, pe, iova, to);
	return found && to->store;
}

/* --- transfers ------------------------------------------------------------ */

static bool allowed(const struct model *m, const struct target *to, bool write)
{
	if (write)
		return to->access & VFIO_DMA_MAP_FLAG_WRITE ||
		       !keeps(m, RULE_DMA_READONLY);
	if (to->access & VFIO_DMA_MAP_FLAG_READ)
		return true;
	return m->write_reads;
}

static int move(struct model *m, const struct target *to, bool write,
		uint8_t *data, size_t len)
{
	uint8_t beyond;
	int err;

	if (!write) {
		if (keeps(m, RULE_DMA_READS))
			model_store_read(to->store, to->offset, data, len);
		return 0;
	}
	if (!keeps(m, RULE_DMA_WRITES))
		return 0;
	if (!m->changed)
		m->changed =
			!model_store_holds(to->store, to->offset, data, len);
	err = model_store_write(to->store, to->offset, data, len);
	if (err || keeps(m, RULE_DMA_EXACT))
		return err;
	model_store_read(to->store, to->offset + len, &beyond, 1);
	beyond = (uint8_t)~beyond;
	return model_store_write(to->store, to->offset + len, &beyond, 1);
}

int64_t model_transfer(struct model *m, unsigned int pe, bool write,
		       uint64_t iova, uint8_t *data, size_t len)
{
	struct target to = { 0 };
	bool moved = false;

	if (refuses(m, RULE_DMA_MASTER, !m->pe[pe].master))
		return -EIO;
	for (size_t at = 0, n; at < len; at += n) {
		bool there = at && moved && !keeps(m, RULE_DMA_BORDER);

		/* broken: past the page's end memory goes on */
		if (there)
			to.offset += to.len;
		else
			there = reach(m, pe, iova + at, &to);
		if (!there)
			to.len = SMALL_PAGE - (iova + at) % SMALL_PAGE;
		n = to.len < len - at ? (size_t)to.len : len - at;
		if (there && allowed(m, &to, write)) {
			if (move(m, &to, write, data + at, n))
				return -ENOMEM;
			moved = true;
		}
	}
	return moved ? 0 : -EIO;
}

bool model_engine_ready(struct model *m, unsigned int pe,
			const struct model_engine *e, size_t size)
{
	const uint8_t both = VFIO_DMA_MAP_FLAG_READ | VFIO_DMA_MAP_FLAG_WRITE;
	struct target to;

	for (uint64_t at = 0; at < size; at += to.len)
		if (!reach(m, pe, e->iova + at, &to) || to.access != both ||
		    to.store != e->memory || to.offset != e->offset + at)
			return false;
	return true;
}
