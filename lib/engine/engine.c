// SPDX-License-Identifier: GPL-2.0-only
/* What all engines have in common: limits, waiting, bus mastering. */
#include <errno.h>
#include <stdio.h>
#include <time.h>

#include "engine.h"

#define ALIGN 4096 /* the smallest page of an IOMMU, and of NVMe */
#define NS_PER_MS 1000000u

uint64_t engine_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000 * NS_PER_MS + (uint64_t)t.tv_nsec;
}

/* An early return does no harm: the caller looks again. */
static void nap(uint64_t ns)
{
	const struct timespec t = {
		.tv_sec = (time_t)(ns / (1000 * NS_PER_MS)),
		.tv_nsec = (long)(ns % (1000 * NS_PER_MS)),
	};

	nanosleep(&t, NULL);
}

int engine_until(struct tce_engine *e, int (*poll)(struct tce_engine *e),
		 unsigned int timeout_ms)
{
	const uint64_t end = engine_now() + (uint64_t)timeout_ms * NS_PER_MS;
	uint64_t step = 10000;

	for (;;) {
		uint64_t now = engine_now();
		bool late;
		int ret;

		if (e->ready > now)
			nap((e->ready < end ? e->ready : end) - now);
		/* Read the clock first: a last look counts. */
		late = engine_now() >= end;
		ret = poll(e);
		if (ret != -EINPROGRESS)
			return ret;
		if (late)
			return engine_fail(e, -ETIMEDOUT,
					   "the transfer does not end");
		nap(step);
		if (step < 2 * NS_PER_MS)
			step *= 2;
	}
}

int engine_fail(struct tce_engine *e, int err, const char *why)
{
	e->why = why;
	return err;
}

unsigned int tce_engine_bits(const struct tce_engine_class *kind,
			     const struct tce_platform *p)
{
	return p->dma_bits && p->dma_bits < kind->dma_bits ? p->dma_bits
							   : kind->dma_bits;
}

int tce_engine_start(struct tce_engine *e, const struct tce_engine_class *kind,
		     struct tce_device *dev, void *memory, uint64_t iova)
{
	int ret;

	*e = (struct tce_engine){
		.kind = kind,
		.dev = dev,
		.memory = memory,
		.iova = iova,
		.dma_bits = kind->dma_bits,
	};
	if ((uintptr_t)memory % ALIGN || iova % ALIGN)
		return engine_fail(e, -EINVAL, "its memory is misaligned");
	ret = tce_device_bus_master(dev, false);
	if (ret)
		return engine_fail(e, ret, "no configuration space");
	kind->stop(e);
	ret = tce_device_bus_master(dev, true);
	if (!ret)
		ret = kind->init(e);
	if (ret)
		tce_device_bus_master(dev, false);
	return ret;
}

static int limits_check(struct tce_engine *e, uint64_t iova, size_t len)
{
	const struct tce_engine_class *c = e->kind;
	const uint64_t last = iova + len - 1;

	if (!len || len > c->largest || iova % c->granule || len % c->granule)
		return -EINVAL;
	if (last < iova)
		return -EINVAL;
	if (e->dma_bits < 64 && last >> e->dma_bits)
		return engine_fail(e, -EINVAL,
				   "the address has more bits than the device");
	return 0;
}

static int transfer(struct tce_engine *e,
		    int (*start)(struct tce_engine *e, uint64_t iova,
				 size_t len),
		    uint64_t iova, size_t len)
{
	int ret;

	if (e->busy)
		return -EBUSY;
	e->why = NULL;
	e->seen_len = 0;
	ret = start(e, iova, len);
	if (ret)
		return ret;
	e->busy = true;
	return 0;
}

int tce_engine_write(struct tce_engine *e, uint64_t iova, size_t len)
{
	const struct tce_engine_class *c = e->kind;
	int ret = limits_check(e, iova, len);

	if (!ret && len > c->chosen && len != c->largest)
		ret = -EINVAL;
	return ret ? ret : transfer(e, c->write, iova, len);
}

int tce_engine_read(struct tce_engine *e, uint64_t iova, size_t len)
{
	const struct tce_engine_class *c = e->kind;
	int ret = limits_check(e, iova, len);

	if (!c->reads)
		return -EOPNOTSUPP;
	if (!ret && c->read_size && len != c->read_size)
		ret = -EINVAL;
	return ret ? ret : transfer(e, c->read, iova, len);
}

int tce_engine_wait(struct tce_engine *e)
{
	int ret;

	if (!e->busy)
		return 0;
	ret = engine_until(e, e->kind->poll, e->kind->timeout_ms);
	e->busy = false;
	return ret;
}

void tce_engine_print(struct tce_engine *e, char *buf, size_t len)
{
	if (e->kind)
		e->kind->print(e, buf, len);
	else
		snprintf(buf, len, "no engine");
}

void tce_engine_stop(struct tce_engine *e)
{
	if (e->kind) {
		/* An error means that the device is gone. */
		tce_device_bus_master(e->dev, false);
		e->kind->stop(e);
	}
	*e = (struct tce_engine){ 0 };
}
