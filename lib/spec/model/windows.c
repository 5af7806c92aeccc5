// SPDX-License-Identifier: GPL-2.0-only
/*
 * Windows are made and removed. Where a platform puts them, which ones it
 * refuses and what they cost is in bridge.c.
 */
#include <errno.h>
#include <string.h>

#include <tce/uapi.h>

#include "state.h"

static struct model_pe *pe_of(struct model *m, const struct model_container *c)
{
	return &m->pe[c->pes ? __builtin_ctz(c->pes) : 0];
}

/* A value that GET_INFO reports, if @rule is kept; else @otherwise. */
static void info_put(struct model *m, uint64_t *info, enum tce_what what,
		     enum model_rule rule, uint64_t value, uint64_t otherwise)
{
	info[what - TCE_WHAT_INFO_FLAGS] = keeps(m, rule) ? value : otherwise;
}

static void info_fill(struct model *m, const struct model_container *c,
		      uint64_t *info)
{
	const struct tce_platform *p = m->platform;

	info_put(m, info, TCE_WHAT_INFO_START, RULE_INFO_START, p->win_start,
		 ~p->win_start);
	info_put(m, info, TCE_WHAT_INFO_SIZE, RULE_INFO_SIZE, p->win_size, 0);
	if (!p->ddw || (c->iommu == 1 && keeps(m, RULE_INFO_V1)))
		return;
	info_put(m, info, TCE_WHAT_INFO_FLAGS, RULE_INFO_FLAG, 1, 0);
	info_put(m, info, TCE_WHAT_INFO_PGSIZES, RULE_INFO_PGSIZES,
		 p->page_sizes, 0);
	info_put(m, info, TCE_WHAT_INFO_WINDOWS, RULE_INFO_WINDOWS,
		 p->max_windows, 0);
	info_put(m, info, TCE_WHAT_INFO_LEVELS, RULE_INFO_LEVELS, p->max_levels,
		 0);
}

int64_t model_info(struct model *m, struct model_container *c,
		   const struct tce_request *call)
{
	struct model_proc *proc = &m->proc[call->by];
	int64_t ret = model_argument(m, call, RULE_INFO_ARGSZ);
	uint64_t len;

	if (ret)
		return ret;
	len = call->arg[TCE_ARG_ARGSZ] >= 32 || !keeps(m, RULE_INFO_SHORT) ? 32
									   : 16;
	if (refuses(m, RULE_INFO_READONLY, call->ptr == TCE_PTR_RO) ||
	    call->arg[TCE_ARG_ROOM] < len)
		return -EFAULT;
	memset(proc->info, 0, sizeof(proc->info));
	info_fill(m, c, proc->info);
	proc->has_info = true;
	m->written = len;
	return 0;
}

static void window_open(struct model *m, struct model_container *c,
			struct model_window *w, uint64_t start, bool dynamic)
{
	struct model_pe *pe = pe_of(m, c);

	w->live = true;
	w->dynamic = dynamic;
	w->start = start;
	if (dynamic)
		pe->dt_ddw = keeps(m, RULE_CREATE_DT);
	else
		pe->dt_window = keeps(m, RULE_CREATE_DT_DEFAULT);
}

static bool window_charge(struct model *m, struct model_container *c,
			  struct model_window *w, uint64_t size,
			  unsigned int shift, unsigned int levels)
{
	uint64_t charge = model_table_charge(m, size, shift, levels);

	if (keeps(m, RULE_CREATE_LIMIT)) {
		if (!model_charge(m, c->mm, charge))
			return false;
	} else {
		m->mm[c->mm].locked += charge;
	}
	w->charged = charge;
	w->size = keeps(m, RULE_CREATE_SIZE) ? size
					     : size + ((uint64_t)1 << shift);
	w->shift = (uint8_t)shift;
	return true;
}

/* On pSeries a table belongs to one PE. */
static bool shared_refused(struct model *m, const struct model_container *c)
{
	return m->platform->pseries &&
	       refuses(m, RULE_GROUPS_CREATE, c->pes & (c->pes - 1));
}

/* The default window is made by the first call that needs it. */
int64_t model_default_window(struct model *m, struct model_container *c)
{
	struct model_window *w = &c->win[0];

	if (!c->pending)
		return 0;
	if (shared_refused(m, c))
		return -EPERM;
	if (!window_charge(m, c, w, m->platform->win_size, MODEL_DEFAULT_SHIFT,
			   1))
		return -ENOMEM;
	c->pending = false;
	if (!keeps(m, RULE_CREATE_CHARGES_DEFAULT)) {
		model_uncharge(m, c->mm, w->charged);
		w->charged = 0;
	}
	window_open(m, c, w, m->platform->win_start, false);
	return 0;
}

static int64_t window_new(struct model *m, struct model_container *c,
			  const struct tce_request *call, struct tce_reply *res)
{
	struct model_window *w = &c->win[c->win[0].live ? 1 : 0];
	uint64_t shift = call->arg[TCE_ARG_PAGE_SHIFT];
	uint64_t size = call->arg[TCE_ARG_SIZE];
	uint64_t levels = call->arg[TCE_ARG_LEVELS];
	bool dynamic;
	int64_t ret = model_place(m, c, call, &dynamic, &res->value);

	if (ret)
		return ret;
	if (shift > 63)
		return 0;
	if (shared_refused(m, c))
		return -EPERM;
	if (!window_charge(m, c, w, size, (unsigned int)shift,
			   (unsigned int)levels))
		return -ENOMEM;
	if (call->ptr == TCE_PTR_RO && keeps(m, RULE_CREATE_UNDOES)) {
		model_uncharge(m, c->mm, w->charged);
		return keeps(m, RULE_CREATE_READONLY) ? -EFAULT : 0;
	}
	window_open(m, c, w, call->adopt ? call->value : res->value, dynamic);
	if (call->ptr == TCE_PTR_RO)
		return -EFAULT;
	m->written = sizeof(struct vfio_iommu_spapr_tce_create);
	return 0;
}

int64_t model_create(struct model *m, struct model_container *c,
		     const struct tce_request *call, struct tce_reply *res)
{
	int64_t ret;
	bool flags;

	ret = model_argument(m, call, RULE_CREATE_ARGSZ);
	if (ret)
		return ret;
	flags = refuses(m, RULE_CREATE_FLAGS, call->arg[TCE_ARG_FLAGS]);
	if (flags && keeps(m, RULE_CREATE_FLAGS_FIRST))
		return -EINVAL;
	ret = keeps(m, RULE_CREATE_DEFAULT) ? model_default_window(m, c) : 0;
	if (ret)
		return ret;
	if (flags)
		return -EINVAL;
	ret = model_create_refused(m, call);
	if (c->win[0].live && c->win[1].live) {
		if (ret && !keeps(m, RULE_CREATE_FULL_FIRST))
			return ret;
		return keeps(m, RULE_CREATE_FULL) ? -ENOSPC : 0;
	}
	if (!ret)
		ret = window_new(m, c, call, res);
	if (ret && !keeps(m, RULE_CREATE_CLEAN))
		m->mm[c->mm].locked += m->platform->page_size;
	return ret;
}

/* @rule: the one that demands that this ends all mappings */
static void window_close(struct model *m, struct model_container *c,
			 struct model_window *w, bool uncharge,
			 enum model_rule rule)
{
	struct model_pe *pe = pe_of(m, c);

	model_tces_stale(m, c, w, 0, UINT64_MAX, rule);
	model_tces_stale(m, c, w, 0, UINT64_MAX, RULE_DMA_EMPTY);
	if (w->ntces && keeps(m, RULE_REMOVE_UNMAPS))
		model_tces_clear(w, 0, UINT64_MAX);
	w->ntces = 0;
	if (uncharge)
		model_uncharge(m, c->mm, w->charged);
	w->charged = 0;
	w->live = false;
	if (!keeps(m, RULE_REMOVE_DT))
		return;
	if (w->dynamic)
		pe->dt_ddw = false;
	else
		pe->dt_window = false;
}

void model_windows_drop(struct model *m, struct model_container *c,
			enum model_rule rule)
{
	for (unsigned int i = 0; i < MODEL_WINDOWS; i++)
		if (c->win[i].live)
			window_close(m, c, &c->win[i],
				     keeps(m, RULE_RELEASE_UNCHARGES), rule);
}

int64_t model_remove(struct model *m, struct model_container *c,
		     const struct tce_request *call)
{
	uint64_t start = call->arg[TCE_ARG_START];
	int64_t ret = model_argument(m, call, RULE_REMOVE_ARGSZ);
	struct model_window *w;

	if (ret)
		return ret;
	if (refuses(m, RULE_REMOVE_FLAGS, call->arg[TCE_ARG_FLAGS]))
		return -EINVAL;
	if (c->pending && start == m->platform->win_start &&
	    keeps(m, RULE_REMOVE_PENDING)) {
		c->pending = false;
		return 0;
	}
	w = model_window_at(c, start);
	if (!w)
		return keeps(m, RULE_REMOVE_UNKNOWN) ? -EINVAL : 0;
	if (refuses(m, RULE_REMOVE_INSIDE, w->start != start))
		return -EINVAL;
	window_close(m, c, w, keeps(m, RULE_REMOVE_UNCHARGES), RULE_DMA_REMOVE);
	/* broken: an empty window stays in the slot */
	if (!keeps(m, RULE_REMOVE_FREES))
		w->live = true;
	return 0;
}
