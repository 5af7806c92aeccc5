// SPDX-License-Identifier: GPL-2.0-only
/*
 * The side that acts: the device's own access to memory. What becomes of a
 * transfer when the device is closed, or its process ends, is up to the kernel:
 * nothing here stops it.
 */
#include "actor.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <tce/buffer.h>
#include <tce/eeh.h>

/* Above all windows but those at 64-bit addresses. */
#define HIGH_BITS 58

void tce_actor_dma_forget(struct tce_actor *a, int fd)
{
	for (unsigned int i = 0; i < TCE_SLOTS; i++) {
		if (a->dma[i].dev.fd == fd)
			a->dma[i].live = false;
	}
}

static int explain(struct tce_dma_slot *d, int err, struct tce_agent_reply *r)
{
	const struct tce_engine *e = &d->engine;
	const char *text = e->why ? e->why : strerror(-err);
	char registers[TCE_WHY_MAX / 2];

	tce_engine_print(&d->engine, registers, sizeof(registers));
	if (e->kind)
		snprintf(r->why, sizeof(r->why), "%s: %s (%s)", e->kind->name,
			 text, registers);
	else
		snprintf(r->why, sizeof(r->why), "%s", text);
	return err;
}

/*
 * Cases are chosen by what is announced. Where a bridge cuts addresses as well,
 * no probe shows which bits below the highest ones the device cuts.
 */
static int width_check(struct tce_dma_slot *d,
		       const struct tce_agent_request *q,
		       struct tce_agent_reply *r)
{
	const unsigned int bits = d->engine.dma_bits;

	if (q->engine.wraps && q->engine.dma_bits < HIGH_BITS)
		d->engine.dma_bits = q->engine.dma_bits;
	if (d->engine.dma_bits >= q->engine.dma_bits)
		return 0;
	tce_engine_stop(&d->engine);
	snprintf(r->why, sizeof(r->why),
		 "its addresses have %u bits, not %u: --fact dma_bits=%u", bits,
		 q->engine.dma_bits, bits);
	return -ERANGE;
}

static int act_engine(struct tce_actor *a, const struct tce_agent_request *q,
		      struct tce_agent_reply *r)
{
	struct tce_dma_slot *d = &a->dma[q->engine.slot % TCE_SLOTS];
	const struct tce_engine_class *class =
		tce_engine_class_get(q->engine.class);
	int ret;

	if (d->live)
		tce_engine_stop(&d->engine);
	d->live = false;
	d->engine = (struct tce_engine){ 0 };
	ret = tce_device_take(&d->dev, q->engine.fd);
	if (!ret)
		ret = tce_engine_start(&d->engine, class, &d->dev,
				       (void *)(uintptr_t)q->engine.memory,
				       q->engine.iova);
	if (ret)
		return explain(d, ret, r);
	ret = width_check(d, q, r);
	if (ret)
		return ret;
	d->live = true;
	d->stale = false;
	r->engine.largest = class->largest;
	return 0;
}

/* As it was, if it still can be: its own memory may be out of its reach. */
static int start_over(struct tce_dma_slot *d)
{
	const struct tce_engine e = d->engine;
	int ret =
		tce_engine_start(&d->engine, e.kind, &d->dev, e.memory, e.iova);

	d->engine.dma_bits = e.dma_bits;
	d->stale = ret;
	return ret;
}

/*
 * A PE that was stopped is reset as soon as that is seen, so that one transfer
 * that had to be blocked does not block all that follow.
 */
static int act_thaw(struct tce_actor *a, const struct tce_agent_request *q,
		    struct tce_agent_reply *r)
{
	int ret = tce_eeh_thaw((struct tce_container){ q->thaw.fd });

	for (unsigned int i = 0; ret > 0 && i < TCE_SLOTS; i++)
		a->dma[i].stale = true;
	r->ret = ret;
	return 0;
}

static int act_wait(struct tce_dma_slot *d, struct tce_agent_reply *r)
{
	int ret = tce_engine_wait(&d->engine);

	if (ret && ret != -EIO)
		return explain(d, ret, r);
	r->ret = ret;
	return 0;
}

static int transfer_start(struct tce_engine *e,
			  const struct tce_agent_request *q)
{
	switch (q->dma.op) {
	case TCE_OP_DMA_READ:
		return tce_engine_read(e, q->dma.iova, q->dma.size);
	case TCE_OP_DMA_WAIT:
		return 0;
	default:
		return tce_engine_write(e, q->dma.iova, q->dma.size);
	}
}

static int act_transfer(struct tce_actor *a, const struct tce_agent_request *q,
			struct tce_agent_reply *r)
{
	struct tce_dma_slot *d = &a->dma[q->dma.slot % TCE_SLOTS];
	struct tce_engine *e = &d->engine;
	int ret;

	if (!d->live) {
		*e = (struct tce_engine){ .why = "the device is no engine of "
						 "this process" };
		return explain(d, -ENODEV, r);
	}
	if (d->stale && start_over(d)) {
		r->ret = -EIO;
		return 0;
	}
	ret = transfer_start(e, q);
	if (ret)
		return explain(d, ret, r);
	if (q->dma.op != TCE_OP_DMA_START)
		ret = act_wait(d, r);
	if (ret || q->dma.op == TCE_OP_DMA_WAIT)
		return ret;
	if (q->dma.op == TCE_OP_DMA_READ) {
		r->dma.data = (uintptr_t)e->seen;
		r->dma.length = r->ret ? 0 : e->seen_len;
		r->dma.at = e->seen_at;
	} else {
		r->dma.data = (uintptr_t)e->sent;
		r->dma.length = q->dma.size;
	}
	return 0;
}

static int act_master(const struct tce_agent_request *q)
{
	struct tce_device dev;
	int ret = tce_device_take(&dev, q->master.fd);

	return ret ? ret : tce_device_bus_master(&dev, q->master.on);
}

/* Buffers of one kind are read-only once they are filled. */
static int act_pattern(const struct tce_agent_request *q)
{
	const uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);
	const uint64_t addr = q->pattern.addr, size = q->pattern.size;
	void *from = (void *)(uintptr_t)(addr & ~(page - 1));
	const size_t len = size + (addr & (page - 1));
	const bool protected = q->pattern.kind == TCE_BUFFER_RO;

	if (protected && mprotect(from, len, PROT_READ | PROT_WRITE))
		return -errno;
	tce_pattern_fill((void *)(uintptr_t)addr, size, q->pattern.seed);
	if (protected && mprotect(from, len, PROT_READ))
		return -errno;
	return 0;
}

void tce_actor_dma(struct tce_actor *a, const struct tce_agent_request *q,
		   struct tce_agent_reply *r)
{
	switch (q->what) {
	case TCE_AGENT_PATTERN:
		r->err = act_pattern(q);
		break;
	case TCE_AGENT_MASTER:
		r->err = act_master(q);
		break;
	case TCE_AGENT_ENGINE:
		r->err = act_engine(a, q, r);
		break;
	case TCE_AGENT_THAW:
		r->err = act_thaw(a, q, r);
		break;
	default:
		r->err = act_transfer(a, q, r);
		break;
	}
}
