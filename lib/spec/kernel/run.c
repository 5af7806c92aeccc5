// SPDX-License-Identifier: GPL-2.0-only
/*
 * The running kernel as a backend: calls become orders for the process that
 * acts, and what comes of them is remembered for that process.
 */
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <tce/driver.h>
#include <tce/uapi.h>

#include "dma.h"
#include "kernel.h"

#define NOT_OPEN 0x3fffffff
/* What the kernel leaves alone still reads so. */
#define CANARY 0xa5

const struct tce_pe *tce_kernel_pe(const struct tce_kernel *k,
				   unsigned int slot)
{
	unsigned int i = k->first_pe + slot;

	return i < k->platform->npes ? &k->platform->pe[i] : NULL;
}

bool tce_kernel_alive(const struct tce_kernel *k, unsigned int by)
{
	return !by || (by < TCE_SLOTS && k->agent[by].pid);
}

void tce_process_clear(struct tce_process *p)
{
	*p = (struct tce_process){ .foreign = -1 };
	for (int kind = 0; kind < TCE_FD_KINDS; kind++) {
		for (int i = 0; i < TCE_SLOTS; i++)
			p->fd[kind][i] = -1;
	}
}

/* Have process @by carry out an order; @fd goes with it. */
static int order_give_fd(struct tce_kernel *k, unsigned int by,
			 const struct tce_agent_request *o, int fd,
			 struct tce_agent_reply *r)
{
	if (!tce_kernel_alive(k, by))
		return -ESRCH;
	if (by)
		return tce_agent_call(&k->agent[by], o, fd, r);
	tce_agent_carry_out(o, r);
	return r->err;
}

int tce_kernel_ask(struct tce_kernel *k, unsigned int by,
		   const struct tce_agent_request *o, struct tce_agent_reply *r)
{
	return order_give_fd(k, by, o, -1, r);
}

int tce_kernel_close(struct tce_kernel *k, unsigned int by, int fd,
		     struct tce_agent_reply *r)
{
	const struct tce_agent_request o = { .what = TCE_AGENT_CLOSE,
					     .fd = fd };

	return tce_kernel_ask(k, by, &o, r);
}

/* A further open of what is open already replaces it, unless it fails. */
static int fd_keep(struct tce_kernel *k, unsigned int by, int *slot, int fd)
{
	struct tce_agent_reply r;
	int old = *slot;

	*slot = fd;
	return old < 0 ? 0 : tce_kernel_close(k, by, old, &r);
}

static int foreign_get(struct tce_kernel *k, unsigned int by, int *fd)
{
	const struct tce_agent_request o = { .what = TCE_AGENT_OPEN,
					     .path = "/dev/null" };
	struct tce_process *p = &k->process[by];

	if (p->foreign < 0) {
		struct tce_agent_reply r;
		int err = tce_kernel_ask(k, by, &o, &r);

		if (err || r.ret < 0)
			return err ? err : (int)r.ret;
		p->foreign = (int)r.ret;
	}
	*fd = p->foreign;
	return 0;
}

/* What the call is made on: its place in the table, if it has one. */
static int *fd_slot(struct tce_kernel *k, unsigned int by,
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

/* ... and its number; NOT_OPEN when nothing is open there. */
static int fd_get(struct tce_kernel *k, unsigned int by,
		  const struct tce_request *call, int *fd)
{
	const int *slot = fd_slot(k, by, call);

	if (call->fd_kind == TCE_FD_FOREIGN)
		return foreign_get(k, by, fd);
	*fd = slot && *slot >= 0 ? *slot : NOT_OPEN;
	return 0;
}

/* --- opening and closing -------------------------------------------------- */

static int run_open(struct tce_kernel *k, const struct tce_request *call,
		    struct tce_reply *res)
{
	struct tce_agent_request o = { .what = TCE_AGENT_OPEN,
				       .path = "/dev/vfio/vfio" };
	int *slot = fd_slot(k, call->by, call);
	struct tce_agent_reply r;
	int err;

	if (!slot)
		return -EINVAL;
	if (call->op == TCE_OP_GROUP) {
		const struct tce_pe *pe = tce_kernel_pe(k, call->fd);

		if (!pe)
			return -ENODEV;
		snprintf(o.path, sizeof(o.path), "/dev/vfio/%d", pe->group_id);
	}
	err = tce_kernel_ask(k, call->by, &o, &r);
	if (err)
		return err;
	res->ret = r.ret < 0 ? r.ret : 0;
	return r.ret < 0 ? 0 : fd_keep(k, call->by, slot, (int)r.ret);
}

static int run_device(struct tce_kernel *k, const struct tce_request *call,
		      struct tce_reply *res)
{
	const struct tce_pe *pe = tce_kernel_pe(k, call->fd);
	struct tce_agent_request o = { .what = TCE_AGENT_DEVICE,
				       .request = TCE_REQ_GROUP_DEVICE,
				       .ptr = call->ptr,
				       .room = call->arg[TCE_ARG_ROOM] };
	struct tce_process *p = &k->process[call->by];
	struct tce_agent_reply r;
	int err;

	if (!pe || call->fd >= TCE_SLOTS)
		return -ENODEV;
	o.fd = p->fd[TCE_FD_GROUP][call->fd];
	if (o.fd < 0)
		o.fd = NOT_OPEN;
	memcpy(o.image, pe->bdf, sizeof(pe->bdf));
	err = tce_kernel_ask(k, call->by, &o, &r);
	if (err)
		return err;
	res->ret = r.ret < 0 ? r.ret : 0;
	if (r.ret < 0)
		return 0;
	return fd_keep(k, call->by, &p->fd[TCE_FD_DEVICE][call->fd],
		       (int)r.ret);
}

static int run_close(struct tce_kernel *k, const struct tce_request *call,
		     struct tce_reply *res)
{
	int *slot = fd_slot(k, call->by, call);
	struct tce_agent_reply r;
	int fd, err;

	err = fd_get(k, call->by, call, &fd);
	if (!err)
		err = tce_kernel_close(k, call->by, fd, &r);
	if (err)
		return err;
	if (slot)
		*slot = -1;
	else if (call->fd_kind == TCE_FD_FOREIGN)
		k->process[call->by].foreign = -1;
	res->ret = r.ret;
	return 0;
}

static int run_rebind(struct tce_kernel *k, const struct tce_request *call)
{
	const struct tce_pe *pe = tce_kernel_pe(k, call->fd);
	char driver[TCE_DRIVER_MAX];
	int err = pe ? tce_driver_read(pe->bdf, driver) : -ENODEV;

	return err ? err : tce_driver_change(pe->bdf, driver);
}

/* --- ioctls --------------------------------------------------------------- */

static void number_put(uint8_t *at, unsigned int width, uint64_t value)
{
	uint32_t word = (uint32_t)value;

	if (width == sizeof(word))
		memcpy(at, &word, sizeof(word));
	else
		memcpy(at, &value, sizeof(value));
}

static void image_make(const struct tce_request *call, uint8_t *image)
{
	const struct tce_op_info *info = &tce_op_info[call->op];
	const struct tce_field *f = info->field;

	memset(image, call->op == TCE_OP_IOCTL ? 0 : CANARY, TCE_AGENT_IMAGE);
	for (; f->width; f++)
		number_put(image + f->offset, f->width, call->arg[f->arg]);
}

/* ATTACH's argument; its kind tells when that is no container. */
static int attach_image(struct tce_kernel *k, const struct tce_request *call,
			uint8_t *image)
{
	const struct tce_process *p = &k->process[call->by];
	int fd = NOT_OPEN;
	int err = 0;

	if (call->kind == TCE_FD_FOREIGN)
		err = foreign_get(k, call->by, &fd);
	else if (call->kind != TCE_FD_CLOSED && call->slot < TCE_SLOTS)
		fd = p->fd[TCE_FD_CONTAINER][call->slot];
	if (fd < 0)
		fd = NOT_OPEN;
	memcpy(image, &fd, sizeof(fd));
	return err;
}

static void answer_keep(struct tce_process *p, const struct tce_request *call,
			const struct tce_agent_reply *r, struct tce_reply *res)
{
	const size_t start =
		offsetof(struct vfio_iommu_spapr_tce_create, start_addr);

	if (res->ret < 0)
		return;
	if (call->op == TCE_OP_GET_INFO) {
		memcpy(p->info, r->image, sizeof(p->info));
		p->has_info = true;
	} else if (call->op == TCE_OP_STATUS) {
		memcpy(p->status, r->image, sizeof(p->status));
		p->has_status = true;
	} else if (call->op == TCE_OP_CREATE) {
		memcpy(&res->value, r->image + start, sizeof(res->value));
	}
}

static int run_ioctl(struct tce_kernel *k, const struct tce_request *call,
		     struct tce_reply *res)
{
	struct tce_process *p = &k->process[call->by];
	struct tce_agent_request o = {
		.what = TCE_AGENT_IOCTL,
		.request = (uint32_t)call->arg[TCE_ARG_REQUEST],
		.ptr = call->ptr,
		.by_value = !tce_op_info[call->op].size,
		.value = call->arg[TCE_ARG_VALUE],
		.room = call->arg[TCE_ARG_ROOM]
	};
	struct tce_agent_reply r;
	int err;

	if (!o.request)
		o.request = tce_op_info[call->op].request;
	err = fd_get(k, call->by, call, &o.fd);
	if (err)
		return err;
	image_make(call, o.image);
	if (call->op == TCE_OP_ATTACH)
		err = attach_image(k, call, o.image);
	if (!err)
		err = tce_kernel_ask(k, call->by, &o, &r);
	if (err)
		return err;
	res->ret = r.ret;
	res->written = p->written = r.written;
	answer_keep(p, call, &r, res);
	return 0;
}

/* --- memory of a process -------------------------------------------------- */

int tce_kernel_unmap(struct tce_kernel *k, unsigned int by,
		     struct tce_buffer *buf)
{
	const struct tce_agent_request o = { .what = TCE_AGENT_FREE,
					     .addr = (uintptr_t)buf->map,
					     .size = buf->length };
	struct tce_agent_reply r;

	*buf = (struct tce_buffer){ 0 };
	if (!o.size)
		return 0;
	return tce_kernel_ask(k, by, &o, &r);
}

static int run_buffer(struct tce_kernel *k, const struct tce_request *call,
		      struct tce_reply *res)
{
	const struct tce_agent_request o = { .what = TCE_AGENT_BUFFER,
					     .kind = call->kind,
					     .size = call->arg[TCE_ARG_SIZE],
					     .value = k->platform->huge_size };
	struct tce_buffer *buf;
	struct tce_agent_reply r;
	int err;

	if (call->slot >= TCE_OBJECTS)
		return -EINVAL;
	buf = &k->process[call->by].buffer[call->slot];
	err = tce_kernel_unmap(k, call->by, buf);
	if (!err)
		err = tce_kernel_ask(k, call->by, &o, &r);
	if (err)
		return err;
	res->ret = r.ret;
	if (r.ret < 0)
		return 0;
	res->value = r.value;
	buf->addr = (void *)(uintptr_t)r.value;
	buf->map = (void *)(uintptr_t)r.map;
	buf->size = o.size;
	buf->length = r.length;
	buf->kind = o.kind;
	k->process[call->by].hole_end[call->slot] = 0;
	return 0;
}

/* PUNCH, MLOCK, LIMIT and UNPRIVILEGED. */
static int run_memory(struct tce_kernel *k, const struct tce_request *call,
		      struct tce_reply *res)
{
	struct tce_buffer *buf =
		&k->process[call->by].buffer[call->slot % TCE_OBJECTS];
	struct tce_agent_request o = { .addr = (uintptr_t)buf->addr };
	struct tce_agent_reply r;
	int err;

	if (call->op == TCE_OP_LIMIT) {
		o.what = TCE_AGENT_LIMIT;
		o.size = call->arg[TCE_ARG_SIZE];
	} else if (call->op == TCE_OP_UNPRIVILEGED) {
		o.what = TCE_AGENT_UNPRIVILEGED;
	} else if (!buf->map) {
		return -EINVAL;
	} else if (call->op == TCE_OP_PUNCH) {
		o.what = TCE_AGENT_FREE;
		o.addr += call->arg[TCE_ARG_START];
		o.size = call->arg[TCE_ARG_SIZE];
		/* Something else may fill the hole: left to the end. */
		buf->length = 0;
		tce_kernel_punched(k, call);
	} else {
		o.what = TCE_AGENT_LOCK;
		o.size = buf->size;
	}
	err = tce_kernel_ask(k, call->by, &o, &r);
	if (!err)
		res->ret = r.ret;
	return err;
}

/* --- processes ------------------------------------------------------------ */

int tce_kernel_locked(struct tce_kernel *k, unsigned int by, uint64_t *value)
{
	const struct tce_agent_request o = { .what = TCE_AGENT_LOCKED };
	struct tce_agent_reply r;
	int err = tce_kernel_ask(k, by, &o, &r);

	if (!err)
		*value = r.value;
	return err;
}

static int run_fork(struct tce_kernel *k, unsigned int slot)
{
	struct tce_process *p = &k->process[slot];
	int err = tce_agent_fork(k->agent, TCE_SLOTS, &k->agent[slot]);

	if (err)
		return err;
	*p = k->process[0];
	return tce_kernel_locked(k, slot, &p->locked);
}

static int run_exec(struct tce_kernel *k, unsigned int slot, bool closing)
{
	const struct tce_agent_request o = { .what = TCE_AGENT_EXEC,
					     .value = closing };
	struct tce_process *p = &k->process[slot];
	struct tce_agent_reply r;
	int err = tce_kernel_ask(k, slot, &o, &r);

	if (err)
		return err;
	if (closing)
		tce_process_clear(p);
	memset(p->buffer, 0, sizeof(p->buffer));
	return tce_kernel_locked(k, slot, &p->locked);
}

static int run_pass(struct tce_kernel *k, const struct tce_request *call)
{
	const struct tce_agent_request o = { .what = TCE_AGENT_TAKE };
	int *slot = fd_slot(k, call->slot, call);
	struct tce_agent_reply r;
	int fd, err;

	err = fd_get(k, 0, call, &fd);
	if (!err && (!slot || fd == NOT_OPEN))
		err = -EBADF;
	if (!err)
		err = order_give_fd(k, call->slot, &o, fd, &r);
	return err ? err : fd_keep(k, call->slot, slot, (int)r.ret);
}

static int run_process(struct tce_kernel *k, const struct tce_request *call)
{
	unsigned int slot = call->slot;
	int err;

	if (!slot || slot >= TCE_SLOTS)
		return -EINVAL;
	if (call->op == TCE_OP_FORK)
		return k->agent[slot].pid ? -EEXIST : run_fork(k, slot);
	if (!k->agent[slot].pid)
		return -ESRCH;
	if (call->op == TCE_OP_EXEC || call->op == TCE_OP_EXEC_CLOSING)
		return run_exec(k, slot, call->op == TCE_OP_EXEC_CLOSING);
	if (call->op == TCE_OP_PASS)
		return run_pass(k, call);
	err = call->op == TCE_OP_EXIT ? tce_agent_exit(&k->agent[slot], -1)
				      : tce_agent_kill(&k->agent[slot]);
	tce_process_clear(&k->process[slot]);
	return err;
}

/* --- all of them ---------------------------------------------------------- */

int tce_kernel_run(struct tce_backend *b, const struct tce_request *call,
		   struct tce_reply *res)
{
	struct tce_kernel *k = (struct tce_kernel *)b;

	*res = (struct tce_reply){ 0 };
	k->why[0] = '\0';
	if (!tce_kernel_alive(k, call->by))
		return -ESRCH;
	switch (call->op) {
	case TCE_OP_CONTAINER:
	case TCE_OP_GROUP:
		return run_open(k, call, res);
	case TCE_OP_DEVICE:
		return run_device(k, call, res);
	case TCE_OP_CLOSE:
		return run_close(k, call, res);
	case TCE_OP_REBIND:
		return run_rebind(k, call);
	case TCE_OP_BUFFER:
		return run_buffer(k, call, res);
	case TCE_OP_PUNCH:
	case TCE_OP_MLOCK:
	case TCE_OP_LIMIT:
	case TCE_OP_UNPRIVILEGED:
		return run_memory(k, call, res);
	case TCE_OP_PATTERN:
	case TCE_OP_MASTER:
	case TCE_OP_ENGINE:
	case TCE_OP_DMA_WRITE:
	case TCE_OP_DMA_READ:
	case TCE_OP_DMA_START:
	case TCE_OP_DMA_WAIT:
		return tce_kernel_dma(k, call, res);
	case TCE_OP_FORK:
	case TCE_OP_EXEC:
	case TCE_OP_EXEC_CLOSING:
	case TCE_OP_EXIT:
	case TCE_OP_KILL:
	case TCE_OP_PASS:
		return run_process(k, call);
	default:
		if (call->op >= TCE_OP_API_VERSION && call->op <= TCE_OP_IOCTL)
			return run_ioctl(k, call, res);
		return -EINVAL;
	}
}
