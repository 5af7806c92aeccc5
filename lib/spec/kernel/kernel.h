/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TCE_KERNEL_H
#define TCE_KERNEL_H

#include <stdbool.h>
#include <stdint.h>

#include <spec/session.h>
#include <tce/buffer.h>
#include <tce/engine.h>

#include "agent.h"
#include "request.h"

/* The running kernel as a backend: state that its two files share. */

#define TCE_FD_KINDS (TCE_FD_DEVICE + 1)
#define TCE_WHY_MAX 400

/* What a process has: as its own memory would tell, were it here. */
struct tce_process {
	int fd[TCE_FD_KINDS][TCE_SLOTS]; /* -1: closed */
	int foreign;
	struct tce_buffer buffer[TCE_OBJECTS];
	/* offsets: what was unmapped of it lies within */
	uint64_t hole_start[TCE_OBJECTS], hole_end[TCE_OBJECTS];
	uint64_t locked; /* VmLck at its start */
	uint32_t written;
	bool has_info, has_status;
	uint8_t info[TCE_AGENT_IMAGE];
	uint8_t status[TCE_AGENT_IMAGE];
};

struct tce_kernel {
	struct tce_backend backend;
	const struct tce_platform *platform;
	unsigned int first_pe;
	struct tce_process process[TCE_SLOTS];
	struct tce_agent agent[TCE_SLOTS]; /* [0] is never used */
	uint8_t data[TCE_ENGINE_LARGEST];  /* of the last transfer */
	char why[TCE_WHY_MAX];
	int node[TCE_SLOTS]; /* device tree nodes of PEs, < 0: not open */
};

/**
 * tce_kernel_pe() - the PE that a group's slot stands for
 *
 * Return: NULL when the platform has no such PE.
 */
const struct tce_pe *tce_kernel_pe(const struct tce_kernel *k,
				   unsigned int slot);

/* Whether process @by is there. */
bool tce_kernel_alive(const struct tce_kernel *k, unsigned int by);

/* Forget what a process had. */
void tce_process_clear(struct tce_process *p);

/**
 * tce_kernel_ask() - have an order carried out
 * @k: backend
 * @by: process
 * @o: order
 * @r: filled on success
 *
 * Return: 0; -ESRCH no such process; as tce_agent_call().
 */
int tce_kernel_ask(struct tce_kernel *k, unsigned int by,
		   const struct tce_agent_request *o,
		   struct tce_agent_reply *r);

/* VmLck of process @by, bytes. */
int tce_kernel_locked(struct tce_kernel *k, unsigned int by, uint64_t *value);

/* Close a descriptor of process @by; @r has the outcome. */
int tce_kernel_close(struct tce_kernel *k, unsigned int by, int fd,
		     struct tce_agent_reply *r);

/* Unmap a buffer of process @by, if there is one. */
int tce_kernel_unmap(struct tce_kernel *k, unsigned int by,
		     struct tce_buffer *buf);

/* Make a call: tce_backend.run. */
int tce_kernel_run(struct tce_backend *b, const struct tce_request *call,
		   struct tce_reply *res);

#endif
