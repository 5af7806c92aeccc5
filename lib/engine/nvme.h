/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef LIB_ENGINE_NVME_H
#define LIB_ENGINE_NVME_H

#include <engine/engine.h>

/* An NVMe controller with its admin queue, for the engine alone. */

#define NVME_PAGE 4096u
/* The engine's memory: a page for each queue, and one for data. */
#define NVME_DATA_AT (2 * NVME_PAGE)
/* Two more, where nvme_interrupt() has its queues. */
#define NVME_QUEUES_AT (3 * NVME_PAGE)
#define NVME_MEMORY (5 * NVME_PAGE)

/* Members of e->priv. */
enum nvme_priv {
	STRIDE,	      /* of doorbells, bytes */
	READY_MS,     /* the drive's own bound for becoming ready */
	TAIL,	      /* next entry of the submission queue */
	HEAD,	      /* next entry of the completion queue */
	PHASE,	      /* its bit there when it is new */
	STATUS,	      /* of the last completion */
	BROKEN,	      /* start over */
	STEP,	      /* of a read */
	HAS_CLOCK,    /* and it was read: */
	CLOCK,	      /* ms of it */
	CLOCK_NOW,    /* ... at this time of the host, ns */
	CLOCK_SET_NOW /* when it was set to other things, ns */
};
/* Read the controller's limits. */
int nvme_cap_read(struct tce_engine *e);

/* Stop the controller, and wait for that. */
int nvme_disable(struct tce_engine *e);

/* Start the controller with empty queues, and wait for that. */
int nvme_enable(struct tce_engine *e);

/* Start it again if it failed or was reset. */
int nvme_recover(struct tce_engine *e);

/**
 * nvme_submit() - submit a command
 * @e: engine, its controller enabled
 * @opcode: of the admin command set
 * @iova: bus address of its data
 * @len: bytes, at most NVME_PAGE; in two pages where @iova makes that needed
 * @namespace: the command's NSID
 * @argument: the command's CDW10, and above it CDW11
 */
int nvme_submit(struct tce_engine *e, uint8_t opcode, uint64_t iova, size_t len,
		uint32_t namespace, uint64_t argument);

/* Look for the completion: 0; -EINPROGRESS; -EIO it, or the controller, failed.
 */
int nvme_complete(struct tce_engine *e);

/* The doorbell of a queue: twice its number, and 1 more for completions. */
int nvme_ring(const struct tce_engine *e, unsigned int queue, uint32_t value);

/**
 * nvme_interrupt() - have the drive signal an interrupt
 * @e: engine, its controller enabled
 * @vector: of MSI-X
 *
 * Makes a pair of queues that has the vector, submits a command to it that
 * fails, and deletes the queues. The interrupt was sent when this returns.
 *
 * Return: 0; -EIO the drive makes no such queue; -ETIMEDOUT.
 */
int nvme_interrupt(struct tce_engine *e, unsigned int vector);

/* Registers for a person. */
void nvme_print(struct tce_engine *e, char *buf, size_t len);

#endif
