// SPDX-License-Identifier: GPL-2.0-only
/*
 * Interrupts of an NVMe controller, one vector after the other. The admin
 * queue has the first vector alone, so others get a queue of their own for a
 * moment. No namespace has the number that the command names.
 */
#include "nvme.h"

#include <endian.h>
#include <errno.h>
#include <string.h>

#define DELETE_SQ 0x00
#define CREATE_SQ 0x01
#define DELETE_CQ 0x04
#define CREATE_CQ 0x05
#define SET_FEATURES 0x09
#define FEATURE_QUEUES 0x07

#define FLUSH 0x00
#define NO_NAMESPACE 0xfffffffeu

#define QUEUE 1u /* number of both */
#define TWO_ENTRIES (1u << 16)
#define CONTIGUOUS 1u
#define INTERRUPTS 2u
#define SQ_AT NVME_QUEUES_AT
#define CQ_AT (NVME_QUEUES_AT + NVME_PAGE)
#define TIMEOUT_MS 5000

static int admin(struct tce_engine *e, uint8_t opcode, uint64_t iova,
		 uint32_t low, uint32_t high)
{
	int ret =
		nvme_submit(e, opcode, iova, 0, 0, (uint64_t)high << 32 | low);

	return ret ? ret : engine_until(e, nvme_complete, TIMEOUT_MS);
}

static int queues_make(struct tce_engine *e, unsigned int vector)
{
	int ret;

	memset(e->memory + NVME_QUEUES_AT, 0, 2 * NVME_PAGE);
	/* A drive that had more queues before refuses, and has enough. */
	admin(e, SET_FEATURES, 0, FEATURE_QUEUES, 0);
	ret = admin(e, CREATE_CQ, e->iova + CQ_AT, TWO_ENTRIES | QUEUE,
		    (uint32_t)vector << 16 | INTERRUPTS | CONTIGUOUS);
	if (ret)
		return ret;
	ret = admin(e, CREATE_SQ, e->iova + SQ_AT, TWO_ENTRIES | QUEUE,
		    QUEUE << 16 | CONTIGUOUS);
	if (ret)
		admin(e, DELETE_CQ, 0, QUEUE, 0);
	return ret;
}

static int completion_poll(struct tce_engine *e)
{
	const volatile uint32_t *last =
		(const volatile uint32_t *)(e->memory + CQ_AT + 12);

	return le32toh(*last) >> 16 & 1 ? 0 : -EINPROGRESS;
}

static int command(struct tce_engine *e)
{
	const uint32_t entry[2] = { htole32(FLUSH), htole32(NO_NAMESPACE) };
	int ret;

	memcpy(e->memory + SQ_AT, entry, sizeof(entry));
	ret = nvme_ring(e, 2 * QUEUE, 1);
	if (!ret)
		ret = engine_until(e, completion_poll, TIMEOUT_MS);
	return ret ? ret : nvme_ring(e, 2 * QUEUE + 1, 1);
}

int nvme_interrupt(struct tce_engine *e, unsigned int vector)
{
	int ret = queues_make(e, vector);

	if (ret)
		return ret;
	ret = command(e);
	if (admin(e, DELETE_SQ, 0, QUEUE, 0) ||
	    admin(e, DELETE_CQ, 0, QUEUE, 0))
		ret = ret ? ret : -EIO;
	return ret;
}
