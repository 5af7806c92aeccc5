// SPDX-License-Identifier: GPL-2.0-only
/* The caller's side: buffers of processes, and what is in them. */
#include "kernel.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int tce_kernel_unmap(struct tce_kernel *k, unsigned int by,
		     struct tce_buffer *buf)
{
	const struct tce_agent_request q = {
		.what = TCE_AGENT_FREE,
		.range = { .addr = (uintptr_t)buf->map, .size = buf->length },
	};
	struct tce_agent_reply r;

	*buf = (struct tce_buffer){ 0 };
	if (!q.range.size)
		return 0;
	return tce_kernel_ask(k, by, &q, &r);
}

int tce_kernel_buffer(struct tce_kernel *k, const struct tce_request *call,
		      struct tce_reply *res)
{
	const struct tce_agent_request q = {
		.what = TCE_AGENT_BUFFER,
		.buffer = { .kind = call->kind,
			    .size = call->arg[TCE_ARG_SIZE],
			    .guard = call->guard,
			    .huge_size = k->platform->huge_size },
	};
	struct tce_buffer *buf;
	struct tce_agent_reply r;
	int err;

	if (call->slot >= TCE_OBJECT_SLOTS)
		return -EINVAL;
	buf = &k->process[call->by].buffer[call->slot];
	err = tce_kernel_unmap(k, call->by, buf);
	if (!err)
		err = tce_kernel_ask(k, call->by, &q, &r);
	if (err)
		return err;
	res->ret = r.ret;
	if (r.ret < 0)
		return 0;
	res->value = r.buffer.addr;
	buf->addr = (void *)(uintptr_t)r.buffer.addr;
	buf->map = (void *)(uintptr_t)r.buffer.map;
	buf->size = call->arg[TCE_ARG_SIZE];
	buf->guard = call->guard;
	buf->length = r.buffer.length;
	buf->kind = call->kind;
	k->process[call->by].hole_end[call->slot] = 0;
	return 0;
}

/*
 * Remember what a PUNCH took away: other things may come to lie there. One
 * range has all of the holes.
 */
static void note_hole(struct tce_process *p, const struct tce_request *call)
{
	uint64_t *start = &p->hole_start[call->slot];
	uint64_t *end = &p->hole_end[call->slot];
	const uint64_t from = call->arg[TCE_ARG_START];
	const uint64_t to = from + call->arg[TCE_ARG_SIZE];

	*start = *end && *start < from ? *start : from;
	*end = *end > to ? *end : to;
}

int tce_kernel_memory(struct tce_kernel *k, const struct tce_request *call,
		      struct tce_reply *res)
{
	struct tce_process *p = &k->process[call->by];
	struct tce_agent_request q = { 0 };
	struct tce_agent_reply r;
	struct tce_buffer *buf;
	int err;

	if (call->slot >= TCE_OBJECT_SLOTS)
		return -EINVAL;
	buf = &p->buffer[call->slot];
	if (call->op == TCE_OP_LIMIT) {
		q.what = TCE_AGENT_LIMIT;
		q.limit.bytes = call->arg[TCE_ARG_SIZE];
	} else if (call->op == TCE_OP_UNPRIVILEGED) {
		q.what = TCE_AGENT_UNPRIVILEGED;
	} else if (!buf->map) {
		return -EINVAL;
	} else if (call->op == TCE_OP_PUNCH) {
		q.what = TCE_AGENT_FREE;
		q.range.addr = (uintptr_t)buf->addr + call->arg[TCE_ARG_START];
		q.range.size = call->arg[TCE_ARG_SIZE];
		/* Something else may fill the hole: left to the end. */
		buf->length = 0;
		note_hole(p, call);
	} else if (call->op == TCE_OP_RENEW) {
		q.what = TCE_AGENT_RENEW;
		q.range.addr = (uintptr_t)buf->addr + call->arg[TCE_ARG_START];
		q.range.size = call->arg[TCE_ARG_SIZE];
	} else {
		q.what = TCE_AGENT_LOCK;
		q.range.addr = (uintptr_t)buf->addr;
		q.range.size = buf->size;
	}
	err = tce_kernel_ask(k, call->by, &q, &r);
	if (!err)
		res->ret = r.ret;
	return err;
}

/* Through a file: not every kernel has process_vm_readv(2). */
int tce_kernel_fetch(const struct tce_kernel *k, unsigned int by, uint64_t addr,
		     void *bytes, size_t len)
{
	char path[32];
	int fd, err = 0;
	ssize_t n;

	if (!by) {
		memcpy(bytes, (const void *)(uintptr_t)addr, len);
		return 0;
	}
	snprintf(path, sizeof(path), "/proc/%d/mem", (int)k->agent[by].pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	n = pread(fd, bytes, len, (off_t)addr);
	if (n < 0)
		err = -errno;
	else if ((size_t)n != len)
		err = -EIO;
	close(fd);
	return err;
}

int tce_kernel_bytes(struct tce_backend *b, unsigned int by, unsigned int slot,
		     int64_t offset, void *bytes, size_t len)
{
	const struct tce_kernel *k = (struct tce_kernel *)b;
	const struct tce_process *p;
	const struct tce_buffer *buf;
	uint64_t room, at;

	if (!tce_kernel_alive(k, by) || slot >= TCE_OBJECT_SLOTS)
		return -ENODATA;
	p = &k->process[by];
	buf = &p->buffer[slot];
	room = buf->size + 2 * buf->guard;
	at = (uint64_t)offset + buf->guard;
	if (!buf->map || at > room || len > room - at)
		return -ENODATA;
	/* Something else may have filled the hole. */
	if (p->hole_end[slot] && offset < (int64_t)p->hole_end[slot] &&
	    (int64_t)p->hole_start[slot] < offset + (int64_t)len)
		return -ENODATA;
	return tce_kernel_fetch(k, by, (uintptr_t)buf->addr + (uint64_t)offset,
				bytes, len);
}
