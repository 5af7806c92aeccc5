/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TCE_KERNEL_H
#define TCE_KERNEL_H

#include <stdbool.h>
#include <stdint.h>

#include <spec/session.h>
#include <tce/buffer.h>
#include <tce/engine.h>

#include "actor.h"
#include "agent.h"
#include "request.h"

/*
 * The running kernel as a backend, the caller's side: a step's call becomes
 * requests for the process that must act, and what comes of them is remembered
 * for that process.
 */

#define TCE_FD_KINDS (TCE_FD_DEVICE + 1)
/* The number that stands for a descriptor that is not open. */
#define TCE_FD_NONE 0x3fffffff

/* What a process has, as its own memory would show, were it here. */
struct tce_process {
	int fd[TCE_FD_KINDS][TCE_SLOTS]; /* -1: closed */
	int foreign;
	struct tce_buffer buffer[TCE_OBJECT_SLOTS];
	/* offsets: what was unmapped of it lies within */
	uint64_t hole_start[TCE_OBJECT_SLOTS], hole_end[TCE_OBJECT_SLOTS];
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
	struct tce_actor actor; /* process 0 carries out its own requests ... */
	struct tce_agent agent[TCE_SLOTS]; /* ... and so has no agent: [0] */
	uint8_t data[TCE_ENGINE_LARGEST];  /* of the last transfer */
	char why[TCE_WHY_MAX];
	int node[TCE_SLOTS]; /* device tree nodes of PEs, < 0: not open */
	uint32_t calls[TCE_SLOTS]
		      [TCE_CALLS]; /* to the firmware, before the case */
	uint32_t logged;	   /* calls to it in all, before the case */
	uint32_t firmware_set;	   /* bit n: PE n has rules there */
};

/* --- process.c: processes, and requests to them --------------------------- */

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
 * tce_kernel_ask() - have a request carried out
 * @k: backend; has the reason of a failure, if there is one in words
 * @by: process
 * @q: request
 * @r: filled on success
 *
 * Return: 0; -ESRCH no such process; as tce_agent_call().
 */
int tce_kernel_ask(struct tce_kernel *k, unsigned int by,
		   const struct tce_agent_request *q,
		   struct tce_agent_reply *r);

/* The same, and descriptor @fd goes with it. */
int tce_kernel_ask_fd(struct tce_kernel *k, unsigned int by,
		      const struct tce_agent_request *q, int fd,
		      struct tce_agent_reply *r);

/* Set the reason why a call could not be made; returns @err. */
int tce_kernel_fail(struct tce_kernel *k, int err, const char *why);

/* VmLck of process @by, bytes. */
int tce_kernel_locked(struct tce_kernel *k, unsigned int by, uint64_t *value);

/* Close a descriptor of process @by; @r has the outcome. */
int tce_kernel_fd_close(struct tce_kernel *k, unsigned int by, int fd,
			struct tce_agent_reply *r);

/* --- files.c: descriptors of processes ------------------------------------ */

/*
 * Where a call's descriptor is kept, NULL if that is no slot; and its number,
 * TCE_FD_NONE when nothing is open there.
 */
int *tce_kernel_fd_slot(struct tce_kernel *k, unsigned int by,
			const struct tce_request *call);
int tce_kernel_fd(struct tce_kernel *k, unsigned int by,
		  const struct tce_request *call, int *fd);

/* The same for one that is no VFIO file; it is opened when there is none. */
int tce_kernel_fd_foreign(struct tce_kernel *k, unsigned int by, int *fd);

/* Put a descriptor into a slot; the one that was there is closed. */
int tce_kernel_fd_keep(struct tce_kernel *k, unsigned int by, int *slot,
		       int fd);

/* Make a call: CONTAINER, GROUP; DEVICE; CLOSE; REBIND. */
int tce_kernel_open(struct tce_kernel *k, const struct tce_request *call,
		    struct tce_reply *res);
int tce_kernel_device(struct tce_kernel *k, const struct tce_request *call,
		      struct tce_reply *res);
int tce_kernel_close(struct tce_kernel *k, const struct tce_request *call,
		     struct tce_reply *res);
int tce_kernel_rebind(struct tce_kernel *k, const struct tce_request *call);

/* --- ioctl.c -------------------------------------------------------------- */

/* Make a call: an ioctl, DEVICE apart. */
int tce_kernel_ioctl(struct tce_kernel *k, const struct tce_request *call,
		     struct tce_reply *res);

/* --- memory.c: buffers of processes --------------------------------------- */

/* Make a call: BUFFER; PUNCH, RENEW, MLOCK, LIMIT and UNPRIVILEGED. */
int tce_kernel_buffer(struct tce_kernel *k, const struct tce_request *call,
		      struct tce_reply *res);
int tce_kernel_memory(struct tce_kernel *k, const struct tce_request *call,
		      struct tce_reply *res);

/* Unmap a buffer of process @by, if there is one. */
int tce_kernel_unmap(struct tce_kernel *k, unsigned int by,
		     struct tce_buffer *buf);

/* Read memory of process @by. */
int tce_kernel_fetch(const struct tce_kernel *k, unsigned int by, uint64_t addr,
		     void *bytes, size_t len);

/* tce_backend.bytes */
int tce_kernel_bytes(struct tce_backend *b, unsigned int by, unsigned int slot,
		     int64_t offset, void *bytes, size_t len);

/* --- dma.c: the device's own access to memory ----------------------------- */

/* Make a call: PATTERN, MASTER, ENGINE and DMA_*. */
int tce_kernel_dma(struct tce_kernel *k, const struct tce_request *call,
		   struct tce_reply *res);

/* --- firmware.c: the suite's own firmware, where there is one ------------- */

/* Make a call: FAIL and REFUSE_LIVE. */
int tce_kernel_firmware(struct tce_kernel *k, const struct tce_request *call);

/* Its windows, entries and calls: TCE_WHAT_WINDOWS and after it. */
int tce_kernel_firmware_look(const struct tce_kernel *k, enum tce_what what,
			     unsigned int slot, uint64_t *value);

/* Its rules end; its calls are counted from the beginning. */
void tce_kernel_firmware_begin(struct tce_kernel *k);
void tce_kernel_firmware_end(struct tce_kernel *k);

/* --- run.c ---------------------------------------------------------------- */

/* tce_backend.run */
int tce_kernel_run(struct tce_backend *b, const struct tce_request *call,
		   struct tce_reply *res);

#endif
