// SPDX-License-Identifier: GPL-2.0-only
/*
 * Bytes: what a process writes to its buffers, and what a device that works
 * for it moves.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "state.h"

/* What a model's own device sends, always the same, as most devices do. */
#define SEED 0x7465636e65676e65
/* Limits of a device that no engine class drives. */
#define LARGEST 4088
#define MEMORY 4096

static void transfer_drop(struct model_engine *e)
{
	free(e->under_way);
	e->under_way = NULL;
}

void model_engine_end(struct model_engine *e)
{
	transfer_drop(e);
	*e = (struct model_engine){ 0 };
}

static const struct tce_engine_class *class_of(const struct model *m,
					       unsigned int pe)
{
	return pe < m->platform->npes
		       ? tce_engine_class_find(&m->platform->pe[pe].id)
		       : NULL;
}

static size_t largest_of(const struct model *m, unsigned int pe)
{
	const struct tce_engine_class *class = class_of(m, pe);

	return class ? class->largest : LARGEST;
}

static bool is_within_bits(const struct model *m, unsigned int pe,
			   uint64_t last)
{
	const struct tce_engine_class *class = class_of(m, pe);
	const unsigned int bits =
		class ? tce_engine_bits(class, m->platform) : 64;

	return bits >= 64 || !(last >> bits);
}

static size_t memory_of(const struct model *m, unsigned int pe)
{
	const struct tce_engine_class *class = class_of(m, pe);

	return class ? class->memory : MEMORY;
}

/* A part of a buffer, or of its guards: where it is in which store. */
struct part {
	struct model_store *store; /* NULL: there is a hole, or no buffer */
	uint64_t offset;
	bool inside; /* no byte of it is a guard's */
};

static struct part part_find(const struct model *m, unsigned int by,
			     unsigned int slot, int64_t offset, uint64_t len)
{
	const struct model_proc *proc = &m->proc[by];
	const struct model_mm *mm = &m->mm[proc->mm];
	const uint64_t guard = proc->buf_guard[slot];
	const uint64_t room = proc->buf_size[slot] + 2 * guard;
	const uint64_t at = (uint64_t)offset + guard;
	const uint64_t addr = proc->buf_addr[slot] + (uint64_t)offset;
	const struct model_vma *vma;
	struct part part = { 0 };

	if (at > room || len > room - at)
		return part;
	vma = model_vma_find(mm->vma, mm->nvmas, addr);
	if (!vma || vma->end - addr < len)
		return part;
	part.store = vma->store;
	part.offset = addr - vma->start + vma->offset;
	part.inside = part.offset >= part.store->guard &&
		      part.offset + len <= part.store->end;
	return part;
}

int model_bytes(struct tce_backend *b, unsigned int by, unsigned int slot,
		int64_t offset, void *bytes, size_t len)
{
	struct model *m = (struct model *)b;
	struct part part;

	if (!m->proc[by].live)
		return -ENODATA;
	part = part_find(m, by, slot, offset, len);
	if (!part.store || (part.store->device && part.inside))
		return -ENODATA;
	model_store_read(part.store, part.offset, bytes, len);
	return 0;
}

static int pattern(struct model *m, const struct tce_request *call)
{
	uint64_t size = call->arg[TCE_ARG_SIZE];
	struct part part = part_find(m, call->by, call->slot,
				     (int64_t)call->arg[TCE_ARG_START], size);
	void *bytes;
	int err;

	if (!part.store || !part.inside)
		return -EFAULT;
	bytes = malloc(size + 1);
	if (!bytes)
		return -ENOMEM;
	tce_pattern_fill(bytes, size, call->arg[TCE_ARG_VALUE]);
	err = model_store_write(part.store, part.offset, bytes, size);
	free(bytes);
	return err;
}

static int engine_start(struct model *m, const struct tce_request *call,
			struct tce_reply *res)
{
	struct model_engine *e = &m->proc[call->by].engine[call->fd];
	size_t memory = memory_of(m, call->fd);
	const struct part part = part_find(m, call->by, call->slot, 0, memory);

	model_engine_end(e);
	if (!part.store || !part.inside)
		return -EFAULT;
	*e = (struct model_engine){
		.live = true,
		.memory = part.store,
		.offset = part.offset,
		.iova = call->arg[TCE_ARG_IOVA],
	};
	m->pe[call->fd].master = true;
	if (!is_within_bits(m, call->fd, e->iova + memory - 1) ||
	    !model_engine_ready(m, call->fd, e, memory))
		return -EDESTADDRREQ;
	part.store->device = true;
	res->value = call->adopt ? call->value : largest_of(m, call->fd);
	return 0;
}

/* What an engine of this class cannot do. */
static int class_refused(const struct tce_engine_class *class,
			 const struct tce_request *call)
{
	uint64_t size = call->arg[TCE_ARG_SIZE];

	if (size > class->largest || size % class->granule ||
	    call->arg[TCE_ARG_IOVA] % class->granule)
		return -EINVAL;
	if (call->op != TCE_OP_DMA_READ)
		return size <= class->chosen || size == class->largest
			       ? 0
			       : -EINVAL;
	if (!class->reads)
		return -EOPNOTSUPP;
	return !class->read_size || size == class->read_size ? 0 : -EINVAL;
}

/*
 * A transfer that a device cannot do is a mistake of the case. The subject's
 * device has done it already when there is something to adopt.
 */
static int transfer_check(struct model *m, const struct tce_request *call)
{
	const struct tce_engine_class *class = class_of(m, call->fd);
	const struct model_engine *e = &m->proc[call->by].engine[call->fd];
	uint64_t size = call->arg[TCE_ARG_SIZE];

	if (!e->live || !size || size > sizeof(m->data))
		return -EINVAL;
	if (call->adopt)
		return 0;
	if (e->under_way)
		return -EBUSY;
	if (!is_within_bits(m, call->fd, call->arg[TCE_ARG_IOVA] + size - 1))
		return -EINVAL;
	if (class)
		return class_refused(class, call);
	return size <= LARGEST ? 0 : -EINVAL;
}

/*
 * Whether the device reaches its own memory; without that, some still transfer
 * and some do not.
 */
static bool is_able(struct model *m, const struct tce_request *call)
{
	const struct model_engine *e = &m->proc[call->by].engine[call->fd];

	return !m->pe[call->fd].master ||
	       model_engine_ready(m, call->fd, e, memory_of(m, call->fd));
}

static int dma_write(struct model *m, const struct tce_request *call,
		     struct tce_reply *res)
{
	size_t len = call->arg[TCE_ARG_SIZE];

	if (call->adopt && call->data && call->data_len == len)
		memcpy(m->data, call->data, len);
	else
		tce_pattern_fill(m->data, len, SEED);
	res->data = m->data;
	res->data_len = len;
	m->changed = false;
	res->ret = model_transfer(m, call->fd, true, call->arg[TCE_ARG_IOVA],
				  m->data, len);
	res->idle = !m->changed;
	return res->ret || is_able(m, call) ? 0 : -EDESTADDRREQ;
}

static void read_bytes(struct model *m, const struct tce_request *call,
		       struct tce_reply *res)
{
	size_t len = call->arg[TCE_ARG_SIZE];

	memset(m->data, 0, len);
	res->ret = model_transfer(m, call->fd, false, call->arg[TCE_ARG_IOVA],
				  m->data, len);
}

/* Whether that is what came, as far as the device says. */
static bool read_agrees(const struct model *m, const struct tce_request *call,
			const struct tce_reply *res)
{
	if (call->answer == -EIO)
		return res->ret == -EIO;
	return !call->data || call->data_at > sizeof(m->data) ||
	       call->data_len > sizeof(m->data) - call->data_at ||
	       !memcmp(m->data + call->data_at, call->data, call->data_len);
}

/* Whether a mapping for WRITE alone can be read is nobody's promise. */
static void read_otherwise(struct model *m, const struct tce_request *call,
			   struct tce_reply *res)
{
	m->write_reads = !m->write_reads;
	read_bytes(m, call, res);
	m->strayed = read_agrees(m, call, res);
	if (m->strayed)
		return;
	m->write_reads = !m->write_reads;
	read_bytes(m, call, res);
}

/* Nor whether an entry is there after a MAP over it has failed. */
static void read_doubtful(struct model *m, const struct tce_request *call,
			  struct tce_reply *res)
{
	const int slot = m->pe[call->fd].container;
	struct model_container *c =
		slot == MODEL_NONE ? NULL : &m->container[slot];

	if (!c || !model_tces_doubtful(c, NULL))
		return;
	m->strayed = res->ret == 0 && read_agrees(m, call, res);
	model_tces_resolve(c, NULL, !m->strayed);
	read_bytes(m, call, res);
}

static int dma_read(struct model *m, const struct tce_request *call,
		    struct tce_reply *res)
{
	size_t len = call->arg[TCE_ARG_SIZE];

	m->write_reads =
		!m->platform->pseries == keeps(m, RULE_DMA_WRITE_READS);
	read_bytes(m, call, res);
	if (call->answered)
		read_doubtful(m, call, res);
	if (call->answered && !read_agrees(m, call, res))
		read_otherwise(m, call, res);
	res->data_at = call->adopt ? call->data_at : 0;
	res->data_len = call->adopt ? call->data_len : len;
	if (res->data_at > len || res->data_len > len - res->data_at)
		return -EPROTO;
	res->data = m->data + res->data_at;
	return res->ret || is_able(m, call) ? 0 : -EDESTADDRREQ;
}

/* The bytes move at the end; what is mapped then, counts. */
static int dma_start(struct model *m, const struct tce_request *call,
		     struct tce_reply *res)
{
	struct model_engine *e = &m->proc[call->by].engine[call->fd];
	size_t len = call->arg[TCE_ARG_SIZE];

	if (!keeps(m, RULE_DMA_UNDER_WAY)) {
		dma_write(m, call, res);
		res->ret = 0;
		return 0;
	}
	transfer_drop(e);
	e->under_way = malloc(len);
	if (!e->under_way)
		return -ENOMEM;
	if (call->adopt && call->data && call->data_len == len)
		memcpy(e->under_way, call->data, len);
	else
		tce_pattern_fill(e->under_way, len, SEED);
	e->to = call->arg[TCE_ARG_IOVA];
	e->len = len;
	res->data = e->under_way;
	res->data_len = len;
	return 0;
}

static int dma_wait(struct model *m, const struct tce_request *call,
		    struct tce_reply *res)
{
	struct model_engine *e = &m->proc[call->by].engine[call->fd];

	if (!e->live)
		return -EINVAL;
	if (e->under_way)
		res->ret = model_transfer(m, call->fd, true, e->to,
					  e->under_way, e->len);
	transfer_drop(e);
	return 0;
}

int model_dma(struct model *m, const struct tce_request *call,
	      struct tce_reply *res)
{
	int err;

	if (call->op == TCE_OP_PATTERN)
		return pattern(m, call);
	if (call->fd_kind != TCE_FD_DEVICE ||
	    !m->proc[call->by].device[call->fd])
		return -EBADF;
	switch (call->op) {
	case TCE_OP_ENGINE:
		return engine_start(m, call, res);
	case TCE_OP_MASTER:
		m->pe[call->fd].master = call->arg[TCE_ARG_VALUE];
		return 0;
	case TCE_OP_DMA_WAIT:
		return dma_wait(m, call, res);
	default:
		err = transfer_check(m, call);
	}
	if (err)
		return err;
	if (call->op == TCE_OP_DMA_WRITE)
		return dma_write(m, call, res);
	if (call->op == TCE_OP_DMA_READ)
		return dma_read(m, call, res);
	return dma_start(m, call, res);
}

/* What is mapped stays; a transfer that is under way ends. */
int64_t model_reset(struct model *m, const struct tce_request *call)
{
	struct model_pe *pe = &m->pe[call->fd];

	if (!m->proc[call->by].device[call->fd])
		return -EBADF;
	if (call->fd >= m->platform->npes || !m->platform->pe[call->fd].resets)
		return keeps(m, RULE_RESET_NONE) ? -EINVAL : 0;
	for (unsigned int i = 0; i < TCE_SLOTS; i++)
		transfer_drop(&m->proc[i].engine[call->fd]);
	if (pe->container != MODEL_NONE && !keeps(m, RULE_RESET_KEEPS))
		model_tces_hide(&m->container[pe->container], NULL, 0, 0);
	return 0;
}
