// SPDX-License-Identifier: GPL-2.0-only
/* The caller's side: descriptors of processes are opened, closed and found. */
#include "kernel.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <tce/driver.h>
#include <tce/uapi.h>

/* A further open of what is open already replaces it, unless it fails. */
int tce_kernel_fd_keep(struct tce_kernel *k, unsigned int by, int *slot, int fd)
{
	struct tce_agent_reply r;
	int old = *slot;

	*slot = fd;
	return old < 0 ? 0 : tce_kernel_fd_close(k, by, old, &r);
}

int tce_kernel_fd_foreign(struct tce_kernel *k, unsigned int by, int *fd)
{
	const struct tce_agent_request q = { .what = TCE_AGENT_OPEN,
					     .open.path = "/dev/null" };
	struct tce_process *p = &k->process[by];

	if (p->foreign < 0) {
		struct tce_agent_reply r;
		int err = tce_kernel_ask(k, by, &q, &r);

		if (err || r.ret < 0)
			return err ? err : (int)r.ret;
		p->foreign = (int)r.ret;
	}
	*fd = p->foreign;
	return 0;
}

int *tce_kernel_fd_slot(struct tce_kernel *k, unsigned int by,
			const struct tce_request *call)
{
	unsigned int kind = call->fd_kind;

	if (kind == TCE_FD_DEFAULT)
		kind = tce_op_info[call->op].fd_kind;
	if (kind == TCE_FD_DEFAULT || kind >= TCE_FD_KINDS ||
	    call->fd >= TCE_SLOTS)
		return NULL;
	return &k->process[by].fd[kind][call->fd];
}

int tce_kernel_fd(struct tce_kernel *k, unsigned int by,
		  const struct tce_request *call, int *fd)
{
	const int *slot = tce_kernel_fd_slot(k, by, call);

	if (call->fd_kind == TCE_FD_FOREIGN)
		return tce_kernel_fd_foreign(k, by, fd);
	*fd = slot && *slot >= 0 ? *slot : TCE_FD_NONE;
	return 0;
}

int tce_kernel_open(struct tce_kernel *k, const struct tce_request *call,
		    struct tce_reply *res)
{
	struct tce_agent_request q = { .what = TCE_AGENT_OPEN,
				       .open.path = "/dev/vfio/vfio" };
	int *slot = tce_kernel_fd_slot(k, call->by, call);
	struct tce_agent_reply r;
	int err;

	if (!slot)
		return -EINVAL;
	if (call->op == TCE_OP_GROUP) {
		const struct tce_pe *pe = tce_kernel_pe(k, call->fd);

		if (!pe)
			return -ENODEV;
		snprintf(q.open.path, sizeof(q.open.path), "/dev/vfio/%d",
			 pe->group_id);
	}
	err = tce_kernel_ask(k, call->by, &q, &r);
	if (err)
		return err;
	res->ret = r.ret < 0 ? r.ret : 0;
	return r.ret < 0 ? 0
			 : tce_kernel_fd_keep(k, call->by, slot, (int)r.ret);
}

int tce_kernel_device(struct tce_kernel *k, const struct tce_request *call,
		      struct tce_reply *res)
{
	const struct tce_pe *pe = tce_kernel_pe(k, call->fd);
	struct tce_agent_request q = {
		.what = TCE_AGENT_IOCTL,
		.ioctl = { .number = TCE_REQ_GROUP_DEVICE,
			   .ptr = call->ptr,
			   .gives_fd = true,
			   .room = call->arg[TCE_ARG_ROOM] },
	};
	struct tce_process *p = &k->process[call->by];
	struct tce_agent_reply r;
	int err;

	if (!pe || call->fd >= TCE_SLOTS)
		return -ENODEV;
	q.ioctl.fd = p->fd[TCE_FD_GROUP][call->fd];
	if (q.ioctl.fd < 0)
		q.ioctl.fd = TCE_FD_NONE;
	memcpy(q.ioctl.image, pe->bdf, sizeof(pe->bdf));
	err = tce_kernel_ask(k, call->by, &q, &r);
	if (err)
		return err;
	res->ret = r.ret < 0 ? r.ret : 0;
	if (r.ret < 0)
		return 0;
	return tce_kernel_fd_keep(k, call->by, &p->fd[TCE_FD_DEVICE][call->fd],
				  (int)r.ret);
}

int tce_kernel_close(struct tce_kernel *k, const struct tce_request *call,
		     struct tce_reply *res)
{
	int *slot = tce_kernel_fd_slot(k, call->by, call);
	struct tce_agent_reply r;
	int fd, err;

	err = tce_kernel_fd(k, call->by, call, &fd);
	if (!err)
		err = tce_kernel_fd_close(k, call->by, fd, &r);
	if (err)
		return err;
	if (slot)
		*slot = -1;
	else if (call->fd_kind == TCE_FD_FOREIGN)
		k->process[call->by].foreign = -1;
	res->ret = r.ret;
	return 0;
}

int tce_kernel_rebind(struct tce_kernel *k, const struct tce_request *call)
{
	const struct tce_pe *pe = tce_kernel_pe(k, call->fd);
	char driver[TCE_DRIVER_MAX];
	int err = pe ? tce_driver_read(pe->bdf, driver) : -ENODEV;

	return err ? err : tce_driver_change(pe->bdf, driver);
}
