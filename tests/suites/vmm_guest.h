/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the guest of a virtual machine of QEMU does: memory, RTAS calls,
 * hypercalls, and the device edu, in slot 0 of the machine's own bridge.
 */
#ifndef TESTS_VMM_GUEST_H
#define TESTS_VMM_GUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vmm.h"

/* LIOBN of the bridge's default and of its dynamic window. */
#define VMM_LIOBN 0x80000000u
#define VMM_LIOBN_DYNAMIC 0x80000001u

/* Bytes of its physical addresses, in its order. */
void vmm_write(struct vmm *v, uint64_t at, const void *bytes, size_t n);
void vmm_read(struct vmm *v, uint64_t at, void *bytes, size_t n);

/*
 * An RTAS call, all in cells. @rets: filled, the first is the status, which
 * is returned.
 */
int32_t vmm_rtas(struct vmm *v, const char *name, const uint32_t *args,
		 unsigned int nargs, uint32_t *rets, unsigned int nrets);

/* The guest's CPU makes a hypercall. Its code, H_SUCCESS is 0. */
int64_t vmm_hypercall(struct vmm *v, uint64_t number, uint64_t a, uint64_t b,
		      uint64_t c, uint64_t d);

/* edu gets its BAR, and may be a master. */
void vmm_edu_start(struct vmm *v);

/*
 * edu reads @n bytes of a bus address and writes them to another: whether they
 * arrived at @target, an address of the guest's memory. @n is 64 at most.
 */
bool vmm_edu_copies(struct vmm *v, uint64_t from, uint64_t to, uint64_t source,
		    uint64_t target);

#endif
