/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TCE_ACTOR_H
#define TCE_ACTOR_H

#include <tce/device.h>
#include <tce/engine.h>

#include "request.h"

/*
 * The side that acts: a process carries out requests. Process 0 does it where
 * the backend is, every other one as an agent (agent.h).
 */

/*
 * Where arguments are placed: a page that the kernel may use, directly followed
 * by one that cannot be accessed.
 */
struct tce_scratch {
	uint8_t *page; /* NULL: not mapped yet */
	uint8_t *none;
	size_t size; /* of each of the two */
};

/* An engine. It works for the process that started it, and only there. */
struct tce_dma_slot {
	bool live;
	bool stale; /* the device was reset since */
	struct tce_device dev;
	struct tce_engine engine;
};

/* What a process keeps from one request to the next. */
struct tce_actor {
	struct tce_scratch scratch;
	int status; /* core_locked_open(), < 0: not open */
	struct tce_dma_slot dma[TCE_SLOTS]; /* by the slot of the device */
};

void tce_actor_init(struct tce_actor *a);

/*
 * Begin in a copy of the process, made by fork(2): the engines stay with the
 * original.
 */
void tce_actor_forked(struct tce_actor *a);

/* Give back what it has. Engines are left as they are. */
void tce_actor_end(struct tce_actor *a);

/**
 * tce_actor_run() - carry out a request in this process
 * @a: this process's
 * @q: any but TAKE, EXEC and EXIT
 * @r: filled in any case
 */
void tce_actor_run(struct tce_actor *a, const struct tce_agent_request *q,
		   struct tce_agent_reply *r);

/* actor_dma.c: the same for PATTERN, MASTER, ENGINE, DMA and THAW */
void tce_actor_dma(struct tce_actor *a, const struct tce_agent_request *q,
		   struct tce_agent_reply *r);

/* A descriptor was closed: it is no engine's any more. */
void tce_actor_dma_forget(struct tce_actor *a, int fd);

#endif
