/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TCE_ORDER_H
#define TCE_ORDER_H

#include <stddef.h>
#include <stdint.h>

/*
 * One system call (or a few) that a process is asked to make. Plain data, no
 * pointers: an order travels over a socket to the process that carries it
 * out, or is carried out where it is.
 */

#define TCE_ORDER_IMAGE                                      \
	64 /* bytes; no argument of this interface is larger \
	    */

enum tce_order_what {
	TCE_ORDER_HELLO,  /* is anybody there? */
	TCE_ORDER_OPEN,	  /* path */
	TCE_ORDER_CLOSE,  /* fd */
	TCE_ORDER_IOCTL,  /* fd, request, and image, size, room, ptr or value */
	TCE_ORDER_DEVICE, /* the same, and a descriptor comes of it */
	TCE_ORDER_BUFFER, /* kind, size, value: bytes of a huge page */
	TCE_ORDER_FREE,	  /* addr, size: munmap(2) */
	TCE_ORDER_LOCK,	  /* addr, size: mlock(2) */
	TCE_ORDER_LIMIT,  /* size */
	TCE_ORDER_UNPRIVILEGED,
	TCE_ORDER_LOCKED, /* VmLck */
	/* of kind: slot of the device, unless said */
	TCE_ORDER_PATTERN, /* addr, size, value; kind of the buffer */
	TCE_ORDER_MASTER,  /* fd, value */
	TCE_ORDER_ENGINE,  /* fd, addr, value: iova, request: number of class */
	TCE_ORDER_DMA,	   /* request: TCE_OP_DMA_*, value: iova, size */
	TCE_ORDER_THAW,	   /* fd of a container */
	TCE_ORDER_TAKE,	   /* the descriptor that came with the order */
	TCE_ORDER_EXEC,	   /* value 1: all descriptors end with it */
	TCE_ORDER_EXIT,
};

struct tce_order {
	uint8_t what;	  /* enum tce_order_what */
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
	uint8_t image[TCE_ORDER_IMAGE];
};

struct tce_reply {
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
	uint8_t image[TCE_ORDER_IMAGE]; /* as the call left it */
};

/**
 * tce_order_run() - carry out an order in this process
 * @o: any but TAKE, EXEC and EXIT
 * @r: filled, whatever comes of it
 */
void tce_order_run(const struct tce_order *o, struct tce_reply *r);

#endif
