/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TCE_AGENT_H
#define TCE_AGENT_H

#include <stdint.h>
#include <sys/types.h>

#include "request.h"

/* A process that carries out orders. */
struct tce_agent {
	pid_t pid; /* 0: there is none */
	int sock;
};

/**
 * tce_agent_fork() - start an agent as a copy of this process
 * @all: every agent that there is; the copy keeps no end of their sockets
 * @n: how many
 * @a: one of them, not running; filled on success
 *
 * The agent dies with this process.
 *
 * Return: 0 once it answers; -errno.
 */
int tce_agent_fork(struct tce_agent *all, unsigned int n, struct tce_agent *a);

/**
 * tce_agent_call() - have an order carried out
 * @a: running
 * @o: order; any but EXIT
 * @fd: descriptor that goes along (TAKE), or -1
 * @r: filled on success
 *
 * Waits for as long as it takes.
 *
 * Return: 0; -EPIPE the agent died; -errno.
 */
int tce_agent_call(const struct tce_agent *a, const struct tce_agent_request *o,
		   int fd, struct tce_agent_reply *r);

/**
 * tce_agent_exit() - have an agent exit, and wait for that
 * @a: running; it is not any more, whatever comes of it
 * @timeout_ms: after so long it is killed; -1: never
 *
 * Return: 0; -EPIPE it did not go by itself, with status 0; -errno.
 */
int tce_agent_exit(struct tce_agent *a, int timeout_ms);

/**
 * tce_agent_kill() - kill an agent and wait for its end
 * @a: running; it is not any more
 *
 * Return: 0 or -errno.
 */
int tce_agent_kill(struct tce_agent *a);

#endif
