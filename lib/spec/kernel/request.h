/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TCE_AGENT_REQUEST_H
#define TCE_AGENT_REQUEST_H

#include <stddef.h>
#include <stdint.h>

/*
 * One system call (or a few) that a process is asked to make. Plain data, no
 * pointers: an order travels over a socket to the process that carries it
 * out, or is carried out where it is.
 */

#define TCE_AGENT_IMAGE                                      \
	64 /* bytes; no argument of this interface is larger \
	    */

enum tce_agent_what {
	TCE_AGENT_HELLO,  /* is anybody there? */
	TCE_AGENT_OPEN,	  /* path */
	TCE_AGENT_CLOSE,  /* fd */
	TCE_AGENT_IOCTL,  /* fd, request, and image, size, room, ptr or value */
	TCE_AGENT_DEVICE, /* the same, and a descriptor comes of it */
	TCE_AGENT_BUFFER, /* kind, size, value: bytes of a huge page */
	TCE_AGENT_FREE,	  /* addr, size: munmap(2) */
	TCE_AGENT_LOCK,	  /* addr, size: mlock(2) */
	TCE_AGENT_LIMIT,  /* size */
	TCE_AGENT_UNPRIVILEGED,
	TCE_AGENT_LOCKED, /* VmLck */
	/* of kind: slot of the device, unless said */
	TCE_AGENT_PATTERN, /* addr, size, value; kind of the buffer */
	TCE_AGENT_MASTER,  /* fd, value */
	TCE_AGENT_ENGINE,  /* fd, addr, value: iova, request: number of class */
	TCE_AGENT_DMA,	   /* request: TCE_OP_DMA_*, value: iova, size */
	TCE_AGENT_THAW,	   /* fd of a container */
	TCE_AGENT_TAKE,	   /* the descriptor that came with the order */
	TCE_AGENT_EXEC,	   /* value 1: all descriptors end with it */
	TCE_AGENT_EXIT,
};

struct tce_agent_request {
	uint8_t what;	  /* enum tce_agent_what */
	uint8_t kind;	  /* enum tce_buffer_kind */
	uint8_t ptr;	  /* enum tce_ptr */
	uint8_t by_value; /* the argument is @value, there is no image */
	int32_t fd;
	uint32_t request;
	uint32_t pad;
	uint64_t room; /* bytes of the image that are accessible */
	uint64_t value;
	uint64_t addr;
	uint64_t size;
	char path[32];
	uint8_t image[TCE_AGENT_IMAGE];
};

struct tce_agent_reply {
	int32_t err;	  /* -errno: the order could not be carried out */
	uint32_t written; /* bytes of the image up to the last one changed */
	int64_t ret;	  /* of the system call: value or -errno */
	uint64_t value;	  /* address, VmLck */
	/*
	 * Of a buffer: what to unmap, and its length. Of a transfer: place in
	 * it and length of the bytes at @value; of one that could not be made,
	 * and of an engine: length of the text at @value that says why.
	 */
	uint64_t map;
	uint64_t length;
	uint8_t image[TCE_AGENT_IMAGE]; /* as the call left it */
};

/**
 * tce_agent_carry_out() - carry out an order in this process
 * @o: any but TAKE, EXEC and EXIT
 * @r: filled, whatever comes of it
 */
void tce_agent_carry_out(const struct tce_agent_request *o,
			 struct tce_agent_reply *r);

#endif
