// SPDX-License-Identifier: GPL-2.0-only
/* The device's own access to memory: both ends of the orders for it. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <tce/buffer.h>
#include <tce/eeh.h>
#include <tce/engine.h>

#include "dma.h"

/* --- the end of the process that acts ------------------------------------- */

/* An engine, by the slot of its device. */
struct place {
	pid_t owner; /* 0: there is none */
	bool stale;  /* the device was reset since */
	struct tce_device dev;
	struct tce_engine engine;
};

static struct place places[TCE_SLOTS];
static char why[TCE_WHY_MAX];

void tce_dma_forget(int fd)
{
	for (unsigned int i = 0; i < TCE_SLOTS; i++) {
		if (places[i].owner && places[i].dev.fd == fd)
			places[i].owner = 0;
	}
}

/* Words for a failure; the process that gave the order fetches them. */
static int explain(struct place *at, int err, struct tce_agent_reply *r)
{
	const struct tce_engine *e = &at->engine;
	const char *what = e->why ? e->why : strerror(-err);
	char registers[160];

	tce_engine_print(&at->engine, registers, sizeof(registers));
	if (e->class)
		snprintf(why, sizeof(why), "%s: %s (%s)", e->class->name, what,
			 registers);
	else
		snprintf(why, sizeof(why), "%s", what);
	r->value = (uintptr_t)why;
	r->length = strlen(why);
	return err;
}

static int engine_order(const struct tce_agent_request *o,
			struct tce_agent_reply *r)
{
	struct place *at = &places[o->kind % TCE_SLOTS];
	const struct tce_engine_class *class = tce_engine_class_get(o->request);
	int ret;

	if (at->owner == getpid())
		tce_engine_stop(&at->engine);
	at->owner = 0;
	at->engine = (struct tce_engine){ 0 };
	ret = tce_device_take(&at->dev, o->fd);
	if (!ret)
		ret = tce_engine_start(&at->engine, class, &at->dev,
				       (void *)(uintptr_t)o->addr, o->value);
	if (ret)
		return explain(at, ret, r);
	at->owner = getpid();
	at->stale = false;
	r->value = class->largest;
	return 0;
}

/* As it was, if it still can be: its own memory may be out of its reach. */
static int start_over(struct place *at)
{
	const struct tce_engine e = at->engine;
	int ret = tce_engine_start(&at->engine, e.class, &at->dev, e.memory,
				   e.iova);

	at->stale = ret;
	return ret;
}

/*
 * A PE that was stopped is reset as soon as it is seen, so that one transfer
 * that was to be blocked does not block all that follow.
 */
static int thaw_order(const struct tce_agent_request *o,
		      struct tce_agent_reply *r)
{
	int ret = tce_eeh_thaw((struct tce_container){ o->fd });

	for (unsigned int i = 0; ret > 0 && i < TCE_SLOTS; i++)
		places[i].stale = true;
	r->ret = ret;
	return 0;
}

static int dma_wait(struct place *at, struct tce_agent_reply *r)
{
	int ret = tce_engine_wait(&at->engine);

	if (ret && ret != -EIO)
		return explain(at, ret, r);
	r->ret = ret;
	return 0;
}

static int dma_order(const struct tce_agent_request *o,
		     struct tce_agent_reply *r)
{
	struct place *at = &places[o->kind % TCE_SLOTS];
	struct tce_engine *e = &at->engine;
	int ret = 0;

	if (at->owner != getpid()) {
		*e = (struct tce_engine){ .why = "the device is no engine of "
						 "this process" };
		return explain(at, -ENODEV, r);
	}
	if (at->stale && start_over(at)) {
		r->ret = -EIO;
		return 0;
	}
	if (o->request == TCE_OP_DMA_READ)
		ret = tce_engine_read(e, o->value, o->size);
	else if (o->request != TCE_OP_DMA_WAIT)
		ret = tce_engine_write(e, o->value, o->size);
	if (ret)
		return explain(at, ret, r);
	if (o->request != TCE_OP_DMA_START)
		ret = dma_wait(at, r);
	if (ret || o->request == TCE_OP_DMA_WAIT)
		return ret;
	if (o->request == TCE_OP_DMA_READ) {
		r->value = (uintptr_t)e->seen;
		r->length = r->ret ? 0 : e->seen_len;
		r->map = e->seen_at;
	} else {
		r->value = (uintptr_t)e->sent;
		r->length = o->size;
	}
	return 0;
}

static int master_order(const struct tce_agent_request *o)
{
	struct tce_device dev;
	int ret = tce_device_take(&dev, o->fd);

	return ret ? ret : tce_device_bus_master(&dev, o->value);
}

/* Buffers of one kind are read-only once they are filled. */
static int pattern_order(const struct tce_agent_request *o)
{
	const uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);
	void *from = (void *)(uintptr_t)(o->addr & ~(page - 1));
	const size_t len = o->size + (o->addr & (page - 1));
	const bool protected = o->kind == TCE_BUFFER_RO;

	if (protected && mprotect(from, len, PROT_READ | PROT_WRITE))
		return -errno;
	tce_pattern_fill((void *)(uintptr_t)o->addr, o->size, o->value);
	if (protected && mprotect(from, len, PROT_READ))
		return -errno;
	return 0;
}

void tce_dma_order(const struct tce_agent_request *o, struct tce_agent_reply *r)
{
	switch (o->what) {
	case TCE_AGENT_PATTERN:
		r->err = pattern_order(o);
		break;
	case TCE_AGENT_MASTER:
		r->err = master_order(o);
		break;
	case TCE_AGENT_ENGINE:
		r->err = engine_order(o, r);
		break;
	case TCE_AGENT_THAW:
		r->err = thaw_order(o, r);
		break;
	default:
		r->err = dma_order(o, r);
		break;
	}
}

/* --- the end of the process that gives the orders ------------------------- */

/*
 * Bytes of process @by, as it sees them. By way of a file: not every kernel
 * has process_vm_readv(2).
 */
static int fetch(const struct tce_kernel *k, unsigned int by, uint64_t addr,
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

static int fail(struct tce_kernel *k, int err, const char *text)
{
	snprintf(k->why, sizeof(k->why), "%s", text);
	return err;
}

/* Have it carried out; when that fails, learn why. */
static int order(struct tce_kernel *k, const struct tce_request *call,
		 const struct tce_agent_request *o, struct tce_agent_reply *r)
{
	char text[TCE_WHY_MAX] = "";
	int err;

	*r = (struct tce_agent_reply){ 0 };
	err = tce_kernel_ask(k, call->by, o, r);
	if (err && r->length && r->length < sizeof(text) &&
	    !fetch(k, call->by, r->value, text, r->length))
		fail(k, err, text);
	return err;
}

static int run_pattern(struct tce_kernel *k, const struct tce_request *call)
{
	const struct tce_process *p = &k->process[call->by];
	const struct tce_buffer *buf = &p->buffer[call->slot % TCE_OBJECTS];
	const uint64_t start = call->arg[TCE_ARG_START];
	const struct tce_agent_request o = {
		.what = TCE_AGENT_PATTERN,
		.kind = (uint8_t)buf->kind,
		.addr = (uintptr_t)buf->addr + start,
		.size = call->arg[TCE_ARG_SIZE],
		.value = call->arg[TCE_ARG_VALUE]
	};
	struct tce_agent_reply r;

	if (!buf->map || start > buf->size || o.size > buf->size - start)
		return fail(k, -EINVAL, "there are no such bytes");
	return order(k, call, &o, &r);
}

static int run_engine(struct tce_kernel *k, const struct tce_request *call,
		      struct tce_agent_request *o, struct tce_reply *res)
{
	const struct tce_process *p = &k->process[call->by];
	const struct tce_buffer *buf = &p->buffer[call->slot % TCE_OBJECTS];
	const struct tce_pe *pe = tce_kernel_pe(k, call->fd);
	const struct tce_engine_class *class =
		pe ? tce_engine_class_find(&pe->id) : NULL;
	struct tce_agent_reply r;
	int err;

	if (!class)
		return fail(k, -ENODEV, "no engine drives this device");
	if (!buf->map || buf->size < class->memory)
		return fail(k, -EINVAL, "the buffer is too small for it");
	o->what = TCE_AGENT_ENGINE;
	while (tce_engine_class_get(o->request) != class)
		o->request++;
	o->addr = (uintptr_t)buf->addr;
	o->value = call->arg[TCE_ARG_IOVA];
	err = order(k, call, o, &r);
	res->value = r.value;
	return err;
}

/* Whatever containers there are: one has the PE. */
static int thaw(struct tce_kernel *k, const struct tce_request *call)
{
	const int *fd = k->process[call->by].fd[TCE_FD_CONTAINER];
	struct tce_agent_request o = { .what = TCE_AGENT_THAW };
	struct tce_agent_reply r;
	int err = 0;

	for (unsigned int i = 0; i < TCE_SLOTS && !err; i++) {
		o.fd = fd[i];
		if (o.fd >= 0)
			err = order(k, call, &o, &r);
	}
	return err;
}

static int run_transfer(struct tce_kernel *k, const struct tce_request *call,
			struct tce_agent_request *o, struct tce_reply *res)
{
	const struct tce_pe *pe = tce_kernel_pe(k, call->fd);
	struct tce_agent_reply r;
	int err;

	o->what = TCE_AGENT_DMA;
	o->request = call->op;
	o->value = call->arg[TCE_ARG_IOVA];
	o->size = call->arg[TCE_ARG_SIZE];
	err = order(k, call, o, &r);
	if (!err && r.length > sizeof(k->data))
		err = -EPROTO;
	if (!err)
		err = fetch(k, call->by, r.value, k->data, r.length);
	if (!err && pe && pe->eeh && call->op != TCE_OP_DMA_START)
		err = thaw(k, call);
	if (err)
		return err;
	res->ret = r.ret;
	res->data = k->data;
	res->data_at = r.map;
	res->data_len = r.length;
	return 0;
}

int tce_kernel_dma(struct tce_kernel *k, const struct tce_request *call,
		   struct tce_reply *res)
{
	struct tce_agent_request o = { .kind = call->fd };
	struct tce_agent_reply r;

	if (call->op == TCE_OP_PATTERN)
		return run_pattern(k, call);
	if (call->fd_kind != TCE_FD_DEVICE || call->fd >= TCE_SLOTS)
		return fail(k, -EINVAL, "not on a device");
	o.fd = k->process[call->by].fd[TCE_FD_DEVICE][call->fd];
	if (o.fd < 0)
		return fail(k, -EBADF, "the device is not open");
	if (call->op == TCE_OP_ENGINE)
		return run_engine(k, call, &o, res);
	if (call->op != TCE_OP_MASTER)
		return run_transfer(k, call, &o, res);
	o.what = TCE_AGENT_MASTER;
	o.value = call->arg[TCE_ARG_VALUE];
	return order(k, call, &o, &r);
}

/* One range that has all of them. */
void tce_kernel_punched(struct tce_kernel *k, const struct tce_request *call)
{
	struct tce_process *p = &k->process[call->by];
	uint64_t *start = &p->hole_start[call->slot % TCE_OBJECTS];
	uint64_t *end = &p->hole_end[call->slot % TCE_OBJECTS];
	const uint64_t from = call->arg[TCE_ARG_START];
	const uint64_t to = from + call->arg[TCE_ARG_SIZE];

	*start = *end && *start < from ? *start : from;
	*end = *end > to ? *end : to;
}

int tce_kernel_bytes(struct tce_backend *b, unsigned int by, unsigned int slot,
		     uint64_t offset, void *bytes, size_t len)
{
	const struct tce_kernel *k = (struct tce_kernel *)b;
	const struct tce_process *p;
	const struct tce_buffer *buf;

	if (!tce_kernel_alive(k, by) || slot >= TCE_OBJECTS)
		return -ENODATA;
	p = &k->process[by];
	buf = &p->buffer[slot];
	if (!buf->map || offset > buf->size || len > buf->size - offset)
		return -ENODATA;
	/* Something else may have filled the hole. */
	if (offset < p->hole_end[slot] && p->hole_start[slot] < offset + len)
		return -ENODATA;
	return fetch(k, by, (uintptr_t)buf->addr + offset, bytes, len);
}
