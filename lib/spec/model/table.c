// SPDX-License-Identifier: GPL-2.0-only
/*
 * The TCE tables of a container's windows: look up, set and clear entries. What
 * a broken rule leaves of a cleared entry is kept here, too.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "state.h"

struct model_window *model_window_at(struct model_container *c, uint64_t iova)
{
	for (unsigned int i = 0; i < MODEL_WINDOWS; i++) {
		struct model_window *w = &c->win[i];

		if (w->live && iova >= w->start && iova - w->start < w->size)
			return w;
	}
	return NULL;
}

/* Position of an entry, or where it must be inserted. */
static size_t position(const struct model_window *w, uint64_t index)
{
	size_t low = 0, high = w->ntces;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (w->tce[middle].index < index)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

struct model_tce *model_tce_find(struct model_window *w, uint64_t index)
{
	size_t i = position(w, index);

	return i < w->ntces && w->tce[i].index == index ? &w->tce[i] : NULL;
}

size_t model_tces_clear(struct model_window *w, uint64_t first, uint64_t n)
{
	const uint64_t end = first + n;
	const size_t from = position(w, first);
	const size_t to = end < first ? w->ntces : position(w, end);

	for (size_t i = from; i < to; i++)
		w->tce[i].region->mappings--;
	if (from < to)
		memmove(&w->tce[from], &w->tce[to],
			(w->ntces - to) * sizeof(w->tce[0]));
	w->ntces -= to - from;
	return to - from;
}

void model_tces_doubt(struct model_window *w, uint64_t first, uint64_t n)
{
	for (size_t i = position(w, first);
	     i < w->ntces && w->tce[i].index - first < n; i++)
		w->tce[i].doubt = true;
}

static bool is_doubtful(const struct model_tce *t, const struct model_region *r)
{
	return t->doubt && (!r || t->region == r);
}

size_t model_tces_doubtful(const struct model_container *c,
			   const struct model_region *r)
{
	size_t n = 0;

	for (unsigned int i = 0; i < MODEL_WINDOWS; i++)
		for (size_t t = 0; t < c->win[i].ntces; t++)
			n += is_doubtful(&c->win[i].tce[t], r);
	return n;
}

void model_tces_resolve(struct model_container *c, const struct model_region *r,
			bool gone)
{
	for (unsigned int i = 0; i < MODEL_WINDOWS; i++) {
		struct model_window *w = &c->win[i];

		for (size_t t = w->ntces; t-- > 0;) {
			if (!is_doubtful(&w->tce[t], r))
				continue;
			w->tce[t].doubt = false;
			if (gone)
				model_tces_clear(w, w->tce[t].index, 1);
		}
	}
}

static void replace(struct model *m, struct model_tce *t,
		    const struct model_tce *new)
{
	if (keeps(m, RULE_MAP_RELEASES))
		t->region->mappings--;
	t->region = new->region;
	t->region->mappings++;
	t->doubt = false;
	t->map = new->map;
	if (keeps(m, RULE_DMA_REPLACES)) {
		t->store = new->store;
		t->offset = new->offset;
	}
	if (keeps(m, RULE_DMA_FLAGS))
		t->access = new->access;
}

int model_tce_set(struct model *m, struct model_window *w,
		  const struct model_tce *new)
{
	struct model_tce *t = model_tce_find(w, new->index);
	size_t i;

	if (t) {
		if (keeps(m, RULE_MAP_REPLACES))
			replace(m, t, new);
		return 0;
	}
	if (w->ntces == w->room) {
		size_t room = w->room ? 2 * w->room : 16;

		t = realloc(w->tce, room * sizeof(*t));
		if (!t)
			return -ENOMEM;
		w->tce = t;
		w->room = room;
	}
	i = position(w, new->index);
	memmove(&w->tce[i + 1], &w->tce[i],
		(w->ntces++ - i) * sizeof(w->tce[0]));
	w->tce[i] = *new;
	new->region->mappings++;
	return 0;
}

void model_stale_add(struct model *m, const struct model_container *c,
		     const struct model_window *w, const struct model_tce *t,
		     enum model_rule rule)
{
	struct model_stale *more;

	if (keeps(m, rule))
		return;
	more = realloc(m->stale, (m->nstale + 1) * sizeof(*more));
	if (!more)
		return;
	m->stale = more;
	m->stale[m->nstale++] = (struct model_stale){
		.pes = c->pes,
		.rule = rule,
		.start = w->start + (t->index << w->shift),
		.shift = w->shift,
		.tce = *t,
	};
}

void model_tces_stale(struct model *m, const struct model_container *c,
		      const struct model_window *w, uint64_t first, uint64_t n,
		      enum model_rule rule)
{
	for (size_t i = position(w, first);
	     i < w->ntces && w->tce[i].index - first < n; i++)
		model_stale_add(m, c, w, &w->tce[i], rule);
}

void model_tces_hide(struct model_container *c, const struct model_store *s,
		     uint64_t from, uint64_t to)
{
	for (unsigned int i = 0; i < MODEL_WINDOWS; i++)
		for (size_t j = 0; j < c->win[i].ntces; j++) {
			struct model_tce *t = &c->win[i].tce[j];

			if (!s || (t->store == s && t->offset >= from &&
				   t->offset < to))
				t->store = NULL;
		}
}
