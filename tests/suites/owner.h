/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_OWNER_H
#define TESTS_OWNER_H

#include <stdbool.h>
#include <stdint.h>

#include <tce/tce.h>

/* For cases with a run function: one that has a device, with memory for it. */
struct owner {
	struct tce_vfio vfio;
	struct tce_buffer memory; /* the engine's, then two pages */
	struct tce_device device;
	struct tce_engine engine;
	uint64_t start;	 /* of the window, where the memory is mapped */
	uint64_t target; /* of a transfer: where in both of memory and window */
	uint64_t page;	 /* bytes of a page */
};

#define OWNER_TRANSFER 256u	  /* bytes of one */
#define OWNER_DYNAMIC (64l << 20) /* bytes of a dynamic window */

/* Opens, and makes no window. */
void owner_attach(struct owner *o, const struct tce_platform *p);

/* Then maps, and opens the device; @dynamic: into a dynamic window, alone. */
void owner_map(struct owner *o, const struct tce_platform *p, bool dynamic);

/* Both. */
void owner_open(struct owner *o, const struct tce_platform *p, bool dynamic);

/* The device can transfer, as it can again after it was reset. */
void owner_start(struct owner *o);

/* Whether the bytes of a transfer to an address arrive there in the memory. */
bool owner_writes(struct owner *o, uint64_t iova, uint64_t where);

/* ... of one to the pages that are for that. */
bool owner_transfers(struct owner *o);

void owner_close(struct owner *o);

/* Another device of the group, of which only the name counts. */
struct tce_pe owner_sibling(const struct tce_pe *pe);

#endif
