// SPDX-License-Identifier: GPL-2.0-only
/*
 * A call's way through the model: which object it reaches, who may make it, and
 * in which order that is decided.
 */
#include <errno.h>
#include <string.h>

#include <tce/uapi.h>

#include "state.h"

/* The operation that a request number means to a container; END: none. */
static enum tce_op container_op(uint64_t request)
{
	for (enum tce_op op = TCE_OP_API_VERSION; op <= TCE_OP_EEH; op++)
		if (tce_op_info[op].request == request &&
		    tce_op_info[op].fd_kind == TCE_FD_CONTAINER)
			return op;
	return TCE_OP_END;
}

static int64_t check_extension(struct model *m, uint64_t type)
{
	if (type == VFIO_SPAPR_TCE_IOMMU)
		return keeps(m, RULE_EXTENSION_V1);
	if (type == VFIO_SPAPR_TCE_v2_IOMMU)
		return keeps(m, RULE_EXTENSION_V2);
	if (type == VFIO_EEH && m->platform->pe[0].eeh)
		return keeps(m, RULE_EXTENSION_EEH);
	return !keeps(m, RULE_EXTENSION_NONE);
}

static int64_t set_iommu(struct model *m, struct model_container *c,
			 const struct tce_request *call)
{
	const uint64_t type = call->arg[TCE_ARG_VALUE];
	int64_t ret = 0;

	if (refuses(m, RULE_IOMMU_NO_GROUP, !c->pes))
		return -EINVAL;
	if (refuses(m, RULE_IOMMU_TWICE, c->iommu))
		return -EINVAL;
	if (refuses(m, RULE_IOMMU_UNKNOWN,
		    type != VFIO_SPAPR_TCE_IOMMU &&
			    type != VFIO_SPAPR_TCE_v2_IOMMU))
		return -ENODEV;
	if (type == VFIO_SPAPR_TCE_IOMMU && c->pes & (c->pes - 1))
		ret = CHOICE(m, call, RULE_GROUPS_V1, EBUSY, TCE_ERR_SUCCESS);
	/* v2 needs dynamic windows, says the driver; QEMU goes on with v1 */
	else if (type == VFIO_SPAPR_TCE_v2_IOMMU && !m->platform->ddw)
		ret = model_may_refuse(m, call, RULE_IOMMU_NO_DDW);
	if (ret)
		return ret;
	c->iommu = type == VFIO_SPAPR_TCE_IOMMU ? 1 : 2;
	c->mm = c->user_mm = MODEL_NONE;
	c->pending = true;
	return 0;
}

static int64_t enable(struct model *m, struct model_container *c, int mm,
		      const struct tce_request *call)
{
	const uint64_t size = m->platform->win_size;
	int64_t ret = 0;

	if (c->enabled)
		ret = CHOICE(m, call, RULE_V1_ENABLE_TWICE, EBUSY,
			     TCE_ERR_SUCCESS);
	if (c->enabled)
		return ret;
	c->mm = mm;
	if (!model_charge_about(m, mm, call,
				keeps(m, RULE_V1_CHARGES) ? size : size / 2,
				size, &c->v1_charged)) {
		c->v1_charged = 0;
		return -ENOMEM;
	}
	c->enabled = true;
	return 0;
}

static int64_t disable(struct model *m, struct model_container *c,
		       const struct tce_request *call)
{
	if (!c->enabled)
		return model_may_refuse(m, call, RULE_V1_DISABLE_IDLE);
	c->enabled = false;
	if (keeps(m, RULE_V1_ENDS))
		for (unsigned int i = 0; i < MODEL_WINDOWS; i++)
			model_tces_clear(&c->win[i], 0, UINT64_MAX);
	if (keeps(m, RULE_V1_UNCHARGES))
		model_uncharge(m, c->mm, c->v1_charged);
	c->v1_charged = 0;
	return 0;
}

static bool only_v1(enum tce_op op)
{
	return op == TCE_OP_ENABLE || op == TCE_OP_DISABLE;
}

static bool only_v2(enum tce_op op)
{
	return op >= TCE_OP_REGISTER && op <= TCE_OP_REMOVE;
}

/* Calls that tie the container to the caller's memory, refused or not. */
static bool binds(const struct model *m, enum tce_op op, bool refused)
{
	switch (op) {
	case TCE_OP_REGISTER:
		return !refused || keeps(m, RULE_BIND_REGISTER);
	case TCE_OP_CREATE:
		return !refused || keeps(m, RULE_BIND_CREATE);
	case TCE_OP_REMOVE:
		return !refused || keeps(m, RULE_BIND_REMOVE);
	default:
		return op == TCE_OP_GET_INFO && !keeps(m, RULE_BIND_NOT_INFO);
	}
}

static int64_t driver_op(struct model *m, struct model_container *c,
			 enum tce_op op, const struct tce_request *call,
			 struct tce_reply *res)
{
	switch (op) {
	case TCE_OP_GET_INFO:
		return model_info(m, c, call);
	case TCE_OP_MAP:
		return model_map(m, c, call);
	case TCE_OP_UNMAP:
		return model_unmap(m, c, call);
	case TCE_OP_ENABLE:
		return enable(m, c, m->proc[call->by].mm, call);
	case TCE_OP_DISABLE:
		return disable(m, c, call);
	case TCE_OP_REGISTER:
		return model_register(m, c, call);
	case TCE_OP_UNREGISTER:
		return model_unregister(m, c, call);
	case TCE_OP_CREATE:
		return model_create(m, c, call, res);
	case TCE_OP_REMOVE:
		return model_remove(m, c, call);
	case TCE_OP_EEH:
		return model_eeh(m, c, call);
	default:
		return -ENOTTY;
	}
}

/* The refusal of a call that the container's type does not have, 1: it has. */
static int64_t type_refused(const struct model *m,
			    const struct model_container *c, enum tce_op op)
{
	if (op == TCE_OP_END)
		return keeps(m, RULE_UNKNOWN) ? -ENOTTY : -EINVAL;
	if (c->iommu == 2 && only_v1(op))
		return keeps(m, RULE_TYPE_V1) ? -ENOTTY : 0;
	if (c->iommu == 1 && only_v2(op))
		return keeps(m, RULE_TYPE_V2) ? -ENOTTY : 0;
	return 1;
}

/*
 * Until memory is registered or a window is made, nobody promised which calls
 * make a container the caller's.
 */
static void doubt_owner(struct model *m, struct model_container *c,
			const struct tce_request *call, int mm)
{
	const bool refused =
		call->answer < 0 && tce_errno_is_refusal((int)-call->answer);

	if (c->mm != MODEL_NONE && c->mm != mm && !refused) {
		c->mm = MODEL_NONE;
		m->strayed = true;
	} else if (c->mm == MODEL_NONE && c->user_mm != MODEL_NONE &&
		   c->user_mm != mm && call->answer == -EPERM) {
		c->mm = c->user_mm;
		m->strayed = true;
	}
	c->user_mm = mm;
}

/* A call that the container's driver answers. */
static int64_t driver_call(struct model *m, struct model_container *c,
			   enum tce_op op, const struct tce_request *call,
			   struct tce_reply *res)
{
	int mm = m->proc[call->by].mm;
	bool unbound, pending;
	int64_t ret;

	if (!c->firm && !c->tables && call->answered)
		doubt_owner(m, c, call, mm);
	if (refuses(m, RULE_FOREIGN_MM, c->mm != MODEL_NONE && c->mm != mm))
		return -EPERM;
	ret = type_refused(m, c, op);
	if (ret <= 0)
		return ret;
	unbound = c->mm == MODEL_NONE;
	if (unbound && binds(m, op, false))
		c->mm = mm;
	pending = c->pending;
	ret = driver_op(m, c, op, call, res);
	if (op == TCE_OP_CREATE || op == TCE_OP_MAP || op == TCE_OP_UNMAP)
		ret = model_default_doubt(m, c, call, pending, ret);
	if (unbound && ret < 0 && !binds(m, op, true))
		c->mm = MODEL_NONE;
	c->firm |= !ret && (op == TCE_OP_REGISTER || op == TCE_OP_ENABLE);
	return ret;
}

static int64_t container_call(struct model *m, const struct tce_request *call,
			      struct tce_reply *res)
{
	struct model_container *c;
	int slot = m->proc[call->by].container[call->fd];
	enum tce_op op = container_op(call->arg[TCE_ARG_REQUEST]);
	struct tce_request own = *call;

	if (slot == MODEL_NONE)
		return -EBADF;
	c = &m->container[slot];
	own.op = op == TCE_OP_END ? call->op : op;
	if (op == TCE_OP_API_VERSION)
		return !keeps(m, RULE_API_VERSION);
	if (op == TCE_OP_CHECK_EXTENSION)
		return check_extension(m, call->arg[TCE_ARG_VALUE]);
	if (op == TCE_OP_SET_IOMMU)
		return set_iommu(m, c, call);
	/* "only when a container is set": a request that is not there yet */
	if (!c->iommu && call->answered && call->answer == -ENOTTY) {
		m->strayed = true;
		return -ENOTTY;
	}
	if (!c->iommu)
		return keeps(m, RULE_DRIVERLESS) ? -EINVAL : 0;
	return driver_call(m, c, op, &own, res);
}

/* A call on a group or a device; container calls mean nothing to them. */
static int64_t file_call(struct model *m, const struct tce_request *call)
{
	if (call->op == TCE_OP_RESET && call->fd_kind == TCE_FD_DEVICE)
		return model_reset(m, call);
	if (call->arg[TCE_ARG_REQUEST] != tce_op_info[call->op].request ||
	    tce_op_info[call->op].fd_kind != TCE_FD_GROUP)
		return keeps(m, RULE_FD_FOREIGN) ? -ENOTTY : 0;
	if (call->fd_kind != TCE_FD_GROUP)
		return -ENOTTY;
	if (!m->proc[call->by].group[call->fd])
		return -EBADF;
	if (call->op != TCE_OP_DETACH &&
	    refuses(m, RULE_GROUP_GONE, m->pe[call->fd].gone))
		return -ENODEV;
	switch (call->op) {
	case TCE_OP_ATTACH:
		return model_attach(m, call);
	case TCE_OP_DETACH:
		return model_detach(m, call);
	default:
		return model_status(m, call);
	}
}

static int64_t ioctl_call(struct model *m, const struct tce_request *call,
			  struct tce_reply *res)
{
	switch (call->fd_kind) {
	case TCE_FD_CONTAINER:
		return container_call(m, call, res);
	case TCE_FD_CLOSED:
		return keeps(m, RULE_FD_CLOSED) ? -EBADF : -ENOTTY;
	case TCE_FD_FOREIGN:
		return keeps(m, RULE_FD_FOREIGN) ? -ENOTTY : 0;
	default:
		return file_call(m, call);
	}
}

int model_run(struct tce_backend *b, const struct tce_request *call,
	      struct tce_reply *res)
{
	struct model *m = (struct model *)b;
	int ret;

	memset(res, 0, sizeof(*res));
	m->written = 0;
	memset(m->also, 0, sizeof(m->also));
	m->strayed = false;
	switch (call->op) {
	case TCE_OP_CONTAINER:
	case TCE_OP_GROUP:
	case TCE_OP_DEVICE:
		return model_open(m, call, &res->ret);
	case TCE_OP_CLOSE:
		res->ret = model_close(m, call);
		return 0;
	case TCE_OP_BUFFER:
	case TCE_OP_PUNCH:
	case TCE_OP_RENEW:
	case TCE_OP_MLOCK:
	case TCE_OP_LIMIT:
	case TCE_OP_UNPRIVILEGED:
		return model_buffer(m, call, res);
	case TCE_OP_FORK:
	case TCE_OP_EXEC:
	case TCE_OP_EXEC_CLOSING:
	case TCE_OP_EXIT:
	case TCE_OP_KILL:
	case TCE_OP_PASS:
		return model_process(m, call);
	case TCE_OP_REBIND:
		return model_rebind(m, call);
	case TCE_OP_FAIL:
	case TCE_OP_REFUSE_LIVE:
		model_firmware(m, call);
		return 0;
	case TCE_OP_PATTERN:
	case TCE_OP_ENGINE:
	case TCE_OP_MASTER:
	case TCE_OP_DMA_WRITE:
	case TCE_OP_DMA_READ:
	case TCE_OP_DMA_START:
	case TCE_OP_DMA_WAIT:
		ret = model_dma(m, call, res);
		res->strayed = m->strayed;
		return ret;
	default:
		res->ret = model_errno(m, ioctl_call(m, call, res));
		res->written = m->written;
		memcpy(res->also, m->also, sizeof(res->also));
		res->strayed = m->strayed;
		return 0;
	}
}
