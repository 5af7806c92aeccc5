/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TCE_AGENT_REQUEST_H
#define TCE_AGENT_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <spec/session.h>

/*
 * What the two sides of the kernel backend say to each other. A request is one
 * system call (or a few) that a process must make. It is plain data without
 * pointers: it travels over a socket to the process that carries it out, or is
 * carried out where it is.
 */

/* Bytes; no argument of this interface is larger. */
#define TCE_AGENT_IMAGE 64

enum tce_agent_what {
	TCE_AGENT_HELLO,  /* - */
	TCE_AGENT_OPEN,	  /* request.open */
	TCE_AGENT_CLOSE,  /* request.close */
	TCE_AGENT_IOCTL,  /* request.ioctl, reply.ioctl */
	TCE_AGENT_BUFFER, /* request.buffer, reply.buffer */
	TCE_AGENT_FREE,	  /* request.range: munmap(2) */
	TCE_AGENT_RENEW,  /* request.range: mmap(2) of new memory there */
	TCE_AGENT_LOCK,	  /* request.range: mlock(2) */
	TCE_AGENT_LIMIT,  /* request.limit */
	TCE_AGENT_UNPRIVILEGED,
	TCE_AGENT_LOCKED,  /* reply.locked */
	TCE_AGENT_PATTERN, /* request.pattern */
	TCE_AGENT_MASTER,  /* request.master */
	TCE_AGENT_ENGINE,  /* request.engine, reply.engine */
	TCE_AGENT_DMA,	   /* request.dma, reply.dma */
	TCE_AGENT_THAW,	   /* request.thaw */
	TCE_AGENT_TAKE,	   /* the descriptor that came with the request */
	TCE_AGENT_EXEC,	   /* request.exec */
	TCE_AGENT_EXIT,
};

struct tce_agent_request {
	uint8_t what; /* enum tce_agent_what: which member counts */
	union {
		struct {
			char path[32];
		} open;
		struct {
			int32_t fd;
		} close;
		struct {
			int32_t fd;
			uint32_t number;
			uint8_t ptr;   /* enum tce_ptr */
			bool by_value; /* the argument is @value, no image */
			bool gives_fd; /* a descriptor comes of it */
			uint64_t value;
			uint64_t room; /* bytes of the image, accessible */
			uint8_t image[TCE_AGENT_IMAGE];
		} ioctl;
		struct {
			uint8_t kind; /* enum tce_buffer_kind */
			uint64_t size, guard;
			uint64_t huge_size; /* bytes of a huge page */
		} buffer;
		struct {
			uint64_t addr, size;
		} range;
		struct {
			uint64_t bytes; /* RLIMIT_MEMLOCK */
		} limit;
		struct {
			uint8_t kind; /* enum tce_buffer_kind */
			uint64_t addr, size;
			uint64_t seed;
		} pattern;
		struct {
			int32_t fd; /* device */
			bool on;
		} master;
		struct {
			int32_t fd;	  /* device ... */
			uint8_t slot;	  /* ... and its slot */
			uint32_t class;	  /* tce_engine_class_get() */
			uint64_t memory;  /* address of the engine's own ... */
			uint64_t iova;	  /* ... and where that is mapped */
			uint8_t dma_bits; /* that its addresses have */
			bool wraps;	  /* the bridge's addresses */
		} engine;
		struct {
			uint8_t slot; /* device */
			uint8_t op;   /* TCE_OP_DMA_* */
			uint64_t iova, size;
		} dma;
		struct {
			int32_t fd; /* container */
		} thaw;
		struct {
			bool closing; /* all descriptors end with it */
		} exec;
	};
};

struct tce_agent_reply {
	int32_t err; /* -errno: the request could not be carried out ... */
	char why[TCE_WHY_MAX]; /* ... because of this, or "" */
	int64_t ret;	       /* of the system call: value or -errno */
	union {
		struct {
			uint32_t written; /* bytes, up to the last changed */
			uint8_t image[TCE_AGENT_IMAGE]; /* as it was left */
		} ioctl;
		struct {
			uint64_t addr;
			uint64_t map, length; /* what to unmap */
		} buffer;
		struct {
			uint64_t bytes; /* VmLck */
		} locked;
		struct {
			uint64_t largest; /* transfer, bytes */
		} engine;
		struct {
			uint64_t data; /* address of what was sent or read */
			uint64_t length;
			uint64_t at; /* offset of these bytes in the transfer */
		} dma;
	};
};

#endif
