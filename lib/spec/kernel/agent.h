/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TCE_AGENT_H
#define TCE_AGENT_H

#include <sys/types.h>

#include "request.h"

struct tce_actor;

/* A process that carries out requests, as the one that started it knows it. */
struct tce_agent {
	pid_t pid; /* 0: there is none */
	int sock;
};

/**
 * tce_agent_fork() - start an agent as a copy of this process
 * @all: every agent that there is; the copy keeps no end of their sockets
 * @n: how many
 * @a: one of them, not running; filled on success
 * @actor: of this process, the copy goes on with a copy of it
 *
 * The agent dies with this process.
 *
 * Return: 0 once it answers; -errno.
 */
int tce_agent_fork(struct tce_agent *all, unsigned int n, struct tce_agent *a,
		   struct tce_actor *actor);

/**
 * tce_agent_call() - have a request carried out
 * @a: running
 * @q: any request but EXIT
 * @fd: descriptor that goes with it (TAKE), or -1
 * @r: filled on success
 *
 * Waits for as long as it takes.
 *
 * Return: 0; -EPIPE the agent died; -errno.
 */
int tce_agent_call(const struct tce_agent *a, const struct tce_agent_request *q,
		   int fd, struct tce_agent_reply *r);

/**
 * tce_agent_exit() - have an agent exit, and wait for that
 * @a: running; not any more after this, even if it fails
 * @timeout_ms: after so long it is killed; -1: never
 *
 * Return: 0; -EPIPE it did not exit by itself with status 0; -errno.
 */
int tce_agent_exit(struct tce_agent *a, int timeout_ms);

/**
 * tce_agent_kill() - kill an agent and wait for its end
 * @a: running; not any more after this
 *
 * Return: 0 or -errno.
 */
int tce_agent_kill(struct tce_agent *a);

/**
 * tce_agent_serve() - be an agent: carry out requests until one of them is EXIT
 * @sock: where they come from
 * @actor: of this process
 *
 * Return: exit status of the process.
 */
int tce_agent_serve(int sock, struct tce_actor *actor);

#endif
