// SPDX-License-Identifier: GPL-2.0-only
/*
 * The caller's side: the device's own access to memory. An engine lives in the
 * process that made it; what it sent or read is fetched from there.
 */
#include "kernel.h"

#include <errno.h>

static int run_pattern(struct tce_kernel *k, const struct tce_request *call)
{
	const struct tce_process *p = &k->process[call->by];
	const struct tce_buffer *buf =
		&p->buffer[call->slot % TCE_OBJECT_SLOTS];
	const uint64_t start = call->arg[TCE_ARG_START];
	const uint64_t size = call->arg[TCE_ARG_SIZE];
	const struct tce_agent_request q = {
		.what = TCE_AGENT_PATTERN,
		.pattern = { .kind = (uint8_t)buf->kind,
			     .addr = (uintptr_t)buf->addr + start,
			     .size = size,
			     .seed = call->arg[TCE_ARG_VALUE] },
	};
	struct tce_agent_reply r;

	if (!buf->map || start > buf->size || size > buf->size - start)
		return tce_kernel_fail(k, -EINVAL, "there are no such bytes");
	return tce_kernel_ask(k, call->by, &q, &r);
}

static int run_master(struct tce_kernel *k, const struct tce_request *call,
		      int fd)
{
	const struct tce_agent_request q = {
		.what = TCE_AGENT_MASTER,
		.master = { .fd = fd, .on = call->arg[TCE_ARG_VALUE] },
	};
	struct tce_agent_reply r;

	return tce_kernel_ask(k, call->by, &q, &r);
}

static int run_engine(struct tce_kernel *k, const struct tce_request *call,
		      int fd, struct tce_reply *res)
{
	const struct tce_process *p = &k->process[call->by];
	const struct tce_buffer *buf =
		&p->buffer[call->slot % TCE_OBJECT_SLOTS];
	const struct tce_pe *pe = tce_kernel_pe(k, call->fd);
	const struct tce_engine_class *class =
		pe ? tce_engine_class_find(&pe->id) : NULL;
	struct tce_agent_request q = {
		.what = TCE_AGENT_ENGINE,
		.engine = { .fd = fd,
			    .slot = call->fd,
			    .memory = (uintptr_t)buf->addr,
			    .iova = call->arg[TCE_ARG_IOVA] },
	};
	struct tce_agent_reply r;
	int err;

	if (!class)
		return tce_kernel_fail(k, -ENODEV,
				       "no engine drives this device");
	if (!buf->map || buf->size < class->memory)
		return tce_kernel_fail(k, -EINVAL,
				       "the buffer is too small for it");
	q.engine.dma_bits = (uint8_t)tce_engine_bits(class, k->platform);
	q.engine.wraps = k->platform->wraps;
	while (tce_engine_class_get(q.engine.class) != class)
		q.engine.class ++;
	err = tce_kernel_ask(k, call->by, &q, &r);
	if (!err)
		res->value = r.engine.largest;
	return err;
}

/* All containers are tried: one of them has the PE. */
static int thaw(struct tce_kernel *k, const struct tce_request *call)
{
	const int *fd = k->process[call->by].fd[TCE_FD_CONTAINER];
	struct tce_agent_request q = { .what = TCE_AGENT_THAW };
	struct tce_agent_reply r;
	int err = 0;

	for (unsigned int i = 0; i < TCE_SLOTS && !err; i++) {
		q.thaw.fd = fd[i];
		if (q.thaw.fd >= 0)
			err = tce_kernel_ask(k, call->by, &q, &r);
	}
	return err;
}

static int run_transfer(struct tce_kernel *k, const struct tce_request *call,
			struct tce_reply *res)
{
	const struct tce_pe *pe = tce_kernel_pe(k, call->fd);
	const struct tce_agent_request q = {
		.what = TCE_AGENT_DMA,
		.dma = { .slot = call->fd,
			 .op = call->op,
			 .iova = call->arg[TCE_ARG_IOVA],
			 .size = call->arg[TCE_ARG_SIZE] },
	};
	struct tce_agent_reply r;
	int err;

	err = tce_kernel_ask(k, call->by, &q, &r);
	if (!err && r.dma.length > sizeof(k->data))
		err = -EPROTO;
	if (!err)
		err = tce_kernel_fetch(k, call->by, r.dma.data, k->data,
				       r.dma.length);
	if (!err && pe && pe->eeh && call->op != TCE_OP_DMA_START)
		err = thaw(k, call);
	if (err)
		return err;
	res->ret = r.ret;
	res->data = k->data;
	res->data_at = r.dma.at;
	res->data_len = r.dma.length;
	return 0;
}

int tce_kernel_dma(struct tce_kernel *k, const struct tce_request *call,
		   struct tce_reply *res)
{
	int fd;

	if (call->op == TCE_OP_PATTERN)
		return run_pattern(k, call);
	if (call->fd_kind != TCE_FD_DEVICE || call->fd >= TCE_SLOTS)
		return tce_kernel_fail(k, -EINVAL, "not on a device");
	fd = k->process[call->by].fd[TCE_FD_DEVICE][call->fd];
	if (fd < 0)
		return tce_kernel_fail(k, -EBADF, "the device is not open");
	if (call->op == TCE_OP_ENGINE)
		return run_engine(k, call, fd, res);
	if (call->op == TCE_OP_MASTER)
		return run_master(k, call, fd);
	return run_transfer(k, call, res);
}
