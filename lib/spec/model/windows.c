// SPDX-License-Identifier: GPL-2.0-only
/*
 * Windows are made and removed. Where a platform puts them, which ones it
 * refuses and what they cost is in bridge.c.
 */
#include <errno.h>
#include <string.h>

#include <tce/uapi.h>

#include "state.h"

static unsigned int first_pe(const struct model_container *c)
{
	return c->pes ? (unsigned int)__builtin_ctz(c->pes) : 0;
}

static struct model_pe *pe_of(struct model *m, const struct model_container *c)
{
	return &m->pe[first_pe(c)];
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
	uint64_t len, allowed;

	if (ret)
		return ret;
	len = call->arg[TCE_ARG_ARGSZ] >= 32 || !keeps(m, RULE_INFO_SHORT) ? 32
									   : 16;
	allowed = call->answered && len < call->arg[TCE_ARG_ARGSZ] && len == 16
			  ? call->arg[TCE_ARG_ARGSZ]
			  : len;
	if (refuses(m, RULE_INFO_READONLY, call->ptr == TCE_PTR_RO) ||
	    call->arg[TCE_ARG_ROOM] < len)
		return -EFAULT;
	memset(proc->info, 0, sizeof(proc->info));
	info_fill(m, c, proc->info);
	proc->has_info = true;
	m->written = allowed;
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
			  const struct tce_request *call,
			  struct model_window *w, uint64_t size,
			  unsigned int shift, unsigned int levels)
{
	uint64_t today = model_table_charge(m, size, shift, levels);
	uint64_t most = 2 * (today + (levels + 1) * m->platform->page_size);
	uint64_t charge;

	if (!model_charge_about(m, c->mm, call, today, most, &charge))
		return false;
	c->tables += charge;
	w->charged = charge;
	w->size = size;
	w->shift = (uint8_t)shift;
	return true;
}

static void window_uncharge(struct model *m, struct model_container *c,
			    struct model_window *w, uint64_t bytes)
{
	model_uncharge(m, c->mm, bytes);
	c->tables -= bytes;
	w->charged = 0;
}

/* On pSeries a table belongs to one PE today. */
static int64_t shared_refused(struct model *m, const struct model_container *c,
			      const struct tce_request *call)
{
	if (!m->platform->pseries || !(c->pes & (c->pes - 1)))
		return 0;
	return CHOICE(m, call, RULE_GROUPS_CREATE, EPERM, TCE_ERR_SUCCESS);
}

/* What the firmware says to a new window. */
static int64_t firmware_refused(struct model *m,
				const struct model_container *c,
				const struct tce_request *call, bool dynamic)
{
	if (dynamic)
		return model_firmware_create(m, first_pe(c));
	if (model_firmware_reset(m, first_pe(c)))
		return model_may_refuse(m, call, RULE_FIRMWARE_DEFAULT);
	return 0;
}

/* The default window is made by the first call that needs it. */
int64_t model_default_window(struct model *m, struct model_container *c,
			     const struct tce_request *call)
{
	struct model_window *w = &c->win[0];
	int64_t ret;

	if (!c->pending)
		return 0;
	ret = shared_refused(m, c, call);
	if (ret)
		return ret;
	if (!window_charge(m, c, call, w, m->platform->win_size,
			   MODEL_DEFAULT_SHIFT, 1))
		return -ENOMEM;
	ret = firmware_refused(m, c, call, false);
	if (ret) {
		window_uncharge(m, c, w, w->charged);
		return ret;
	}
	c->pending = false;
	if (!keeps(m, RULE_CREATE_CHARGES_DEFAULT))
		window_uncharge(m, c, w, w->charged);
	window_open(m, c, w, m->platform->win_start, false);
	return 0;
}

/* What the tables of all windows are charged is returned with the last one. */
static void window_return(struct model *m, struct model_container *c,
			  const struct tce_request *call,
			  struct model_window *w)
{
	uint64_t bytes = w->charged;

	if (call && c->win[0].live && c->win[1].live)
		bytes = model_returned(m, call, c->mm, bytes, c->tables);
	else if (call)
		bytes = c->tables;
	window_uncharge(m, c, w, bytes);
}

/*
 * @call: that ends this window alone, or NULL; @rule: the one that demands that
 * this ends all mappings
 */
static void window_close(struct model *m, struct model_container *c,
			 const struct tce_request *call, struct model_window *w,
			 bool uncharge, enum model_rule rule)
{
	struct model_pe *pe = pe_of(m, c);

	model_tces_stale(m, c, w, 0, UINT64_MAX, rule);
	model_tces_stale(m, c, w, 0, UINT64_MAX, RULE_DMA_EMPTY);
	if (w->ntces && keeps(m, RULE_REMOVE_UNMAPS))
		model_tces_clear(w, 0, UINT64_MAX);
	w->ntces = 0;
	if (uncharge)
		window_return(m, c, call, w);
	w->live = false;
	if (!keeps(m, RULE_REMOVE_DT))
		return;
	if (w->dynamic)
		pe->dt_ddw = false;
	else
		pe->dt_window = false;
}

/*
 * CREATE cannot say where the window is: it stays, as today, or CREATE removes
 * it again. A REMOVE will show which, and where it was.
 */
static void window_doubt(struct model *m, const struct tce_request *call,
			 struct model_container *c, struct model_window *w)
{
	const uint64_t before = m->mm[c->mm].locked - w->charged;

	if (!call->answered) {
		w->live = keeps(m, RULE_CREATE_STAYS);
		m->strayed |= !w->live;
	}
	w->doubt = call->answered;
	if (!w->live)
		window_close(m, c, NULL, w, false, RULE_COUNT);
	if (!w->live || (call->has_locked && call->locked == before))
		window_uncharge(m, c, w, w->charged);
}

/* REMOVE shows whether a window was there. */
static void doubt_ends(struct model *m, struct model_container *c,
		       const struct tce_request *call, uint64_t start)
{
	for (unsigned int i = 0; i < MODEL_WINDOWS; i++) {
		struct model_window *w = &c->win[i];

		if (!w->live || !w->doubt || !call->answered)
			continue;
		m->strayed |= call->answer < 0 || w->start != start;
		/* on pSeries it may be somewhere else */
		if (call->answer < 0 && w->dynamic && m->platform->pseries)
			continue;
		w->doubt = false;
		w->start = start;
		if (call->answer < 0)
			window_close(m, c, NULL, w, false, RULE_COUNT);
	}
}

/*
 * On pSeries the firmware chooses where a dynamic window is: at a multiple of
 * its pages, within 64 bits, and apart from the others.
 */
static bool adopts_start(const struct model *m, const struct model_container *c,
			 const struct tce_request *call, bool dynamic)
{
	const uint64_t shift = call->arg[TCE_ARG_PAGE_SHIFT];
	const uint64_t start = call->value,
		       last = start + call->arg[TCE_ARG_SIZE] - 1;

	if (!call->adopt || !dynamic || !m->platform->pseries ||
	    (!call->answered && m->platform->start64) || last < start ||
	    start & (((uint64_t)1 << shift) - 1))
		return false;
	for (unsigned int i = 0; i < MODEL_WINDOWS; i++) {
		const struct model_window *w = &c->win[i];

		if (w->live && start <= w->start + w->size - 1 &&
		    w->start <= last)
			return false;
	}
	return true;
}

/* A window has a page at least. */
static uint64_t whole_size(const struct tce_request *call)
{
	uint64_t shift = call->arg[TCE_ARG_PAGE_SHIFT];
	uint64_t size = call->arg[TCE_ARG_SIZE];

	return shift < 64 && size >> shift == 0 ? (uint64_t)1 << shift : size;
}

static int64_t window_new(struct model *m, struct model_container *c,
			  const struct tce_request *call, struct tce_reply *res)
{
	struct model_window *w = &c->win[c->win[0].live ? 1 : 0];
	uint64_t shift = call->arg[TCE_ARG_PAGE_SHIFT];
	uint64_t size = whole_size(call);
	uint64_t levels = call->arg[TCE_ARG_LEVELS];
	bool dynamic;
	int64_t ret = model_place(m, c, call, &dynamic, &res->value);

	if (ret)
		return ret;
	if (shift > 63)
		return 0;
	ret = shared_refused(m, c, call);
	if (ret)
		return ret;
	if (!window_charge(m, c, call, w, size, (unsigned int)shift,
			   (unsigned int)levels))
		return -ENOMEM;
	ret = firmware_refused(m, c, call, dynamic);
	if (ret) {
		window_uncharge(m, c, w, w->charged);
		return ret;
	}
	if (adopts_start(m, c, call, dynamic)) {
		m->strayed |= m->platform->start64 && call->value != res->value;
		res->value = call->value;
	}
	/* a PE of one window gave it up for this one */
	if (m->platform->max_windows == 1 && w != c->win)
		window_close(m, c, NULL, c->win, true, RULE_COUNT);
	window_open(m, c, w, res->value, dynamic);
	if (call->ptr == TCE_PTR_RO) {
		window_doubt(m, call, c, w);
		return keeps(m, RULE_CREATE_READONLY) ? -EFAULT : 0;
	}
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
	ret = keeps(m, RULE_CREATE_DEFAULT) ? model_default_window(m, c, call)
					    : 0;
	if (ret)
		return ret;
	if (flags)
		return -EINVAL;
	if (c->win[0].live && c->win[1].live)
		return keeps(m, RULE_CREATE_FULL) ? -ENOSPC : 0;
	ret = model_create_refused(m, call);
	if (!ret)
		ret = window_new(m, c, call, res);
	if (ret && !keeps(m, RULE_CREATE_CLEAN))
		m->mm[c->mm].locked += m->platform->page_size;
	return ret;
}

void model_windows_drop(struct model *m, struct model_container *c,
			enum model_rule rule)
{
	for (unsigned int i = 0; i < MODEL_WINDOWS; i++) {
		if (!c->win[i].live)
			continue;
		if (!model_firmware_remove(m, first_pe(c), &c->win[i]))
			pe_of(m, c)->firmware.left++;
		window_close(m, c, NULL, &c->win[i], false, rule);
	}
	if (keeps(m, RULE_RELEASE_UNCHARGES))
		model_uncharge(m, c->mm, c->tables);
	c->tables = 0;
}

int64_t model_default_doubt(struct model *m, struct model_container *c,
			    const struct tce_request *call, bool was_pending,
			    int64_t ret)
{
	struct model_window *w = &c->win[0];

	if (!was_pending || !call->has_locked || c->mm == MODEL_NONE ||
	    (ret >= 0 && call->op != TCE_OP_UNMAP))
		return ret;
	/* nothing is mapped in a window that is not there yet */
	if (!ret && call->answer < 0 &&
	    tce_errno_is_refusal((int)-call->answer)) {
		ret = call->answer;
		m->strayed = true;
	}
	/* the charge shows it, if there is one */
	if (!c->pending && w->charged &&
	    call->locked + w->charged == m->mm[c->mm].locked) {
		window_close(m, c, NULL, w, false, RULE_COUNT);
		window_uncharge(m, c, w, c->tables);
		c->pending = true;
		m->strayed = true;
	} else if (c->pending && call->locked > m->mm[c->mm].locked) {
		m->strayed |= !model_default_window(m, c, call);
	}
	return ret;
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
	doubt_ends(m, c, call, start);
	w = model_window_at(c, start);
	if (!w || w->doubt)
		return keeps(m, RULE_REMOVE_UNKNOWN) ? -EINVAL : 0;
	if (refuses(m, RULE_REMOVE_INSIDE, w->start != start))
		return -EINVAL;
	if (!model_firmware_remove(m, first_pe(c), w))
		ret = CHOICE(m, call, RULE_FIRMWARE_KEEPS, TCE_ERR_SUCCESS,
			     EIO);
	if (ret) {
		/* its entries were cleared before that */
		model_tces_clear(w, 0, UINT64_MAX);
		return ret;
	}
	window_close(m, c, call, w, keeps(m, RULE_REMOVE_UNCHARGES),
		     RULE_DMA_REMOVE);
	/* broken: an empty window stays in the slot */
	if (!keeps(m, RULE_REMOVE_FREES))
		w->live = true;
	return 0;
}
