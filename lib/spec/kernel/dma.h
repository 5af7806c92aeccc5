/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TCE_KERNEL_DMA_H
#define TCE_KERNEL_DMA_H

#include "kernel.h"

/*
 * The device's own access to memory. An engine lives in the process that made
 * it, and only there: a copy made by fork(2) has none. Nobody stops it: what
 * becomes of a transfer when the device is closed, or its process ends, is up
 * to the kernel.
 */

/* Carry out an order: PATTERN, MASTER, ENGINE or DMA. */
void tce_dma_order(const struct tce_agent_request *o,
		   struct tce_agent_reply *r);

/* A descriptor was closed: no engine is behind it any more. */
void tce_dma_forget(int fd);

/* Make a call: PATTERN, MASTER, ENGINE and DMA_*. */
int tce_kernel_dma(struct tce_kernel *k, const struct tce_request *call,
		   struct tce_reply *res);

/* Remember what a PUNCH took away: other things may come to lie there. */
void tce_kernel_punched(struct tce_kernel *k, const struct tce_request *call);

/* tce_backend.bytes */
int tce_kernel_bytes(struct tce_backend *b, unsigned int by, unsigned int slot,
		     uint64_t offset, void *bytes, size_t len);

#endif
