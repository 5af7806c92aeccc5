// SPDX-License-Identifier: GPL-2.0-only
/*
 * Descriptors, what is attached to what, and processes. A container lives as
 * long as a descriptor or an attached group holds it; a group stays attached
 * until the last descriptor of it and of its devices is closed.
 */
#include <errno.h>
#include <string.h>

#include <tce/uapi.h>

#include "state.h"

/* The container's driver goes: the last group has left. */
static void release(struct model *m, struct model_container *c,
		    enum model_rule rule)
{
	model_windows_drop(m, c, rule);
	if (keeps(m, RULE_RELEASE_UNREGISTERS))
		model_regions_drop(m, c);
	model_uncharge(m, c->mm, c->v1_charged);
	c->v1_charged = 0;
	c->enabled = false;
	c->pending = false;
	c->mm = MODEL_NONE;
	c->firm = false;
	if (keeps(m, RULE_DETACH_RELEASES))
		c->iommu = 0;
}

/* @rule: the one that demands that this ends all mappings */
static void detach(struct model *m, unsigned int pe, enum model_rule rule)
{
	struct model_container *c = &m->container[m->pe[pe].container];

	if (c->pes == 1u << pe)
		release(m, c, rule);
	else if (!keeps(m, RULE_GROUPS_LEAVE))
		model_tces_hide(c, NULL, 0, 0);
	c->pes &= ~(1u << pe);
	m->pe[pe].container = MODEL_NONE;
	model_firmware_reset(m, pe);
	if (keeps(m, RULE_OWN_RETURNS)) {
		m->pe[pe].dt_window = true;
		m->pe[pe].dt_ddw = false;
	}
	if (!c->pes && !c->files)
		c->live = false;
}

static void container_drop(struct model *m, int i, enum model_rule rule)
{
	struct model_container *c = &m->container[i];

	if (--c->files)
		return;
	if (c->pes && !keeps(m, RULE_CONTAINER_KEPT)) {
		for (unsigned int pe = 0; pe < TCE_SLOTS; pe++)
			if (c->pes & 1u << pe)
				detach(m, pe, rule);
	}
	if (!c->pes)
		c->live = false;
}

/* One descriptor less of the group or of its device. */
static void group_drop(struct model *m, unsigned int pe, bool device,
		       enum model_rule rule)
{
	struct model_pe *p = &m->pe[pe];

	p->files--;
	p->gone = p->gone && p->files;
	p->devices -= device;
	p->master = p->master && p->devices;
	if (p->container == MODEL_NONE)
		return;
	if (!p->files ? keeps(m, RULE_CLOSE_RELEASES)
		      : !device && !keeps(m, RULE_DEVICE_KEEPS))
		detach(m, pe, rule);
}

static int64_t open_container(struct model *m, const struct tce_request *call)
{
	int *slot = &m->proc[call->by].container[call->fd];

	for (int i = 0; i < MODEL_CONTAINERS; i++) {
		struct model_container *c = &m->container[i];

		if (c->live)
			continue;
		c->live = true;
		c->files = 1;
		c->mm = MODEL_NONE;
		*slot = i;
		return 0;
	}
	return -ENFILE;
}

static int64_t open_group(struct model *m, const struct tce_request *call)
{
	struct model_pe *pe = &m->pe[call->fd];

	/* of one window, a host's driver may have put its own in its place */
	pe->touched |= m->platform->max_windows != 1;
	if (refuses(m, RULE_GROUP_BUSY, pe->files > 0))
		return -EBUSY;
	pe->files++;
	m->proc[call->by].group[call->fd] = true;
	return 0;
}

static int64_t open_device(struct model *m, const struct tce_request *call)
{
	struct model_pe *pe = &m->pe[call->fd];

	if (!m->proc[call->by].group[call->fd])
		return -EBADF;
	if (refuses(m, RULE_DEVICE_EARLY,
		    pe->container == MODEL_NONE ||
			    !m->container[pe->container].iommu))
		return -EINVAL;
	pe->files++;
	pe->devices++;
	m->proc[call->by].device[call->fd] = true;
	return 0;
}

int model_open(struct model *m, const struct tce_request *call, int64_t *ret)
{
	if (call->op == TCE_OP_CONTAINER)
		*ret = open_container(m, call);
	else if (call->op == TCE_OP_GROUP)
		*ret = open_group(m, call);
	else
		*ret = open_device(m, call);
	return 0;
}

int64_t model_close(struct model *m, const struct tce_request *call)
{
	struct model_proc *proc = &m->proc[call->by];

	if (call->fd_kind == TCE_FD_CONTAINER) {
		int *slot = &proc->container[call->fd];

		if (*slot == MODEL_NONE)
			return -EBADF;
		container_drop(m, *slot, RULE_DMA_CLOSE);
		*slot = MODEL_NONE;
		return 0;
	}
	bool device = call->fd_kind == TCE_FD_DEVICE;
	bool *slot = device ? &proc->device[call->fd] : &proc->group[call->fd];

	if (!*slot)
		return -EBADF;
	*slot = false;
	if (device)
		model_engine_end(&proc->engine[call->fd]);
	group_drop(m, call->fd, device, RULE_DMA_CLOSE);
	return 0;
}

int64_t model_attach(struct model *m, const struct tce_request *call)
{
	struct model_pe *pe = &m->pe[call->fd];
	int slot = m->proc[call->by].container[call->slot];
	struct model_container *c;
	int64_t ret = 0;

	if (refuses(m, RULE_ATTACH_FAULT,
		    call->ptr == TCE_PTR_NULL || call->ptr == TCE_PTR_NONE))
		return -EFAULT;
	if (refuses(m, RULE_ATTACH_BADF,
		    call->kind == TCE_FD_CLOSED ||
			    (!call->kind && slot == MODEL_NONE)))
		return -EBADF;
	if (refuses(m, RULE_ATTACH_TWICE, pe->container != MODEL_NONE))
		return -EINVAL;
	if (refuses(m, RULE_ATTACH_FOREIGN, call->kind == TCE_FD_FOREIGN))
		return -EBADFD;
	if (slot == MODEL_NONE)
		return -EBADF;
	c = &m->container[slot];
	/* how many groups a container takes is at the driver's discretion */
	if (c->pes && c->iommu == 1)
		ret = CHOICE(m, call, RULE_GROUPS_V1, EBUSY, TCE_ERR_SUCCESS);
	else if (c->pes && m->platform->pseries &&
		 (c->win[0].live || c->win[1].live))
		ret = CHOICE(m, call, RULE_GROUPS_WINDOW, EPERM,
			     TCE_ERR_SUCCESS);
	if (ret)
		return ret;
	c->pes |= 1u << call->fd;
	pe->container = slot;
	pe->touched = pe->owned = true;
	if (keeps(m, RULE_OWN_TAKES))
		pe->dt_window = false;
	if (keeps(m, RULE_OWN_SAVES))
		pe->dt_saved = true;
	return 0;
}

int64_t model_detach(struct model *m, const struct tce_request *call)
{
	struct model_pe *pe = &m->pe[call->fd];

	if (pe->container == MODEL_NONE)
		return keeps(m, RULE_DETACH_NONE) ? -EINVAL : 0;
	if (refuses(m, RULE_DETACH_BUSY, pe->devices > 0))
		return -EBUSY;
	detach(m, call->fd, RULE_DMA_DETACH);
	return 0;
}

int64_t model_status(struct model *m, const struct tce_request *call)
{
	struct model_proc *proc = &m->proc[call->by];
	int64_t ret = model_argument(m, call, RULE_STATUS_ARGSZ);

	if (ret)
		return ret;
	if (call->ptr == TCE_PTR_RO)
		return -EFAULT;
	proc->status =
		keeps(m, RULE_STATUS_VIABLE) ? VFIO_GROUP_FLAGS_VIABLE : 0;
	if (m->pe[call->fd].container != MODEL_NONE &&
	    keeps(m, RULE_STATUS_SET))
		proc->status |= VFIO_GROUP_FLAGS_CONTAINER_SET;
	proc->has_status = true;
	m->written = sizeof(struct vfio_group_status);
	return 0;
}

/* A new address space, without registrations. */
static int new_mm(struct model *m, int from, bool copy)
{
	struct model_mm *mm = &m->mm[m->nmms];

	if (m->nmms == MODEL_MMS)
		return MODEL_NONE;
	mm->limit = m->mm[from].limit;
	mm->cap_ipc_lock = m->mm[from].cap_ipc_lock;
	if (copy) {
		for (unsigned int i = 0; i < m->mm[from].nvmas; i++)
			if (model_vma_add(mm, m->mm[from].vma[i]))
				return MODEL_NONE;
		if (model_stores_fork(m, &m->mm[from], mm))
			return MODEL_NONE;
	}
	return (int)m->nmms++;
}

static int fork_proc(struct model *m, unsigned int child)
{
	struct model_proc *p = &m->proc[child];

	*p = m->proc[0];
	memset(p->engine, 0, sizeof(p->engine));
	p->mm = new_mm(m, m->proc[0].mm, true);
	if (p->mm == MODEL_NONE)
		return -ENOMEM;
	for (unsigned int i = 0; i < TCE_SLOTS; i++) {
		if (p->container[i] != MODEL_NONE)
			m->container[p->container[i]].files++;
		m->pe[i].files += p->group[i] + p->device[i];
		m->pe[i].devices += p->device[i];
	}
	return 0;
}

/* The process is gone; what others hold of its mappings stays. */
static void owner_gone(struct model *m, int mm, enum model_rule rule)
{
	for (unsigned int i = 0; i < MODEL_CONTAINERS; i++)
		if (m->container[i].mm == mm && !keeps(m, rule))
			model_tces_hide(&m->container[i], NULL, 0, 0);
}

/* All descriptors of a process are closed. */
static void files_drop(struct model *m, struct model_proc *p,
		       enum model_rule rule)
{
	for (unsigned int i = 0; i < TCE_SLOTS; i++) {
		if (p->container[i] != MODEL_NONE)
			container_drop(m, p->container[i], rule);
		p->container[i] = MODEL_NONE;
		if (p->group[i])
			group_drop(m, i, false, rule);
		if (p->device[i])
			group_drop(m, i, true, rule);
		p->group[i] = p->device[i] = false;
		model_engine_end(&p->engine[i]);
	}
}

void model_exit(struct model *m, unsigned int by, enum model_rule rule)
{
	struct model_proc *p = &m->proc[by];

	if (!p->live)
		return;
	owner_gone(m, p->mm, RULE_DMA_DEATH);
	files_drop(m, p, rule);
	p->live = false;
}

/* While a device is open, its driver does not let it go. */
int model_rebind(struct model *m, const struct tce_request *call)
{
	struct model_pe *pe = &m->pe[call->fd];

	if (pe->devices)
		return -EBUSY;
	pe->touched = true;
	if (pe->container != MODEL_NONE)
		detach(m, call->fd, RULE_DMA_REBIND);
	pe->gone = pe->files;
	return 0;
}

static int pass(struct model *m, const struct tce_request *call)
{
	struct model_proc *to = &m->proc[call->slot];

	if (call->fd_kind == TCE_FD_GROUP) {
		m->pe[call->fd].files++;
		to->group[call->fd] = true;
	} else {
		int c = m->proc[0].container[call->fd];

		if (c == MODEL_NONE)
			return -EBADF;
		m->container[c].files++;
		to->container[call->fd] = c;
	}
	return 0;
}

int model_process(struct model *m, const struct tce_request *call)
{
	struct model_proc *p = &m->proc[call->slot];

	if (call->op == TCE_OP_FORK)
		return fork_proc(m, call->slot);
	if (!p->live)
		return -ESRCH;
	if (call->op == TCE_OP_PASS)
		return pass(m, call);
	if (call->op == TCE_OP_EXEC || call->op == TCE_OP_EXEC_CLOSING) {
		owner_gone(m, p->mm, RULE_DMA_EXEC);
		if (call->op == TCE_OP_EXEC_CLOSING)
			files_drop(m, p, RULE_DMA_CLOSING);
		for (unsigned int i = 0; i < TCE_SLOTS; i++)
			model_engine_end(&p->engine[i]);
		p->mm = new_mm(m, p->mm, false);
		memset(p->buf_size, 0, sizeof(p->buf_size));
		memset(p->buf_guard, 0, sizeof(p->buf_guard));
		return p->mm == MODEL_NONE ? -ENOMEM : 0;
	}
	model_exit(m, call->slot,
		   call->op == TCE_OP_KILL ? RULE_DMA_KILL : RULE_DMA_EXIT);
	return 0;
}
