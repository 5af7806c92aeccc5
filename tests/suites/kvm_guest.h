/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_KVM_GUEST_H
#define TESTS_KVM_GUEST_H

#include <stdbool.h>
#include <stdint.h>

#include <tce/tce.h>

#include "case.h"
#include "owner.h"

/*
 * The owner of a device, and its guest. The guest's memory is what lies behind
 * the engine's own; its table is for the window's first pages.
 */
struct guest {
	struct owner owner;
	struct tce_kvm kvm;
	struct tce_window window; /* the guest's */
	int table;		  /* 0: none */
	uint64_t locked;	  /* of this process, before */
	uint64_t iova;	/* of the guest's memory, where nothing is mapped yet */
	uint64_t entry; /* what maps it there */
};

#define NEEDS_GUEST NEED(KVM)

#define GUEST_LIOBN 0x5ce0 /* any number: it is the guest's own */
#define GUEST_SHIFT 12	   /* of its window */

#define GUEST_LIST 512 /* entries of a call: PAPR's most */

/* In an entry: what the device may do. */
#define GUEST_READ 1
#define GUEST_WRITE 2

/* Instead of a code of PAPR's: the call is left to the caller. */
#define GUEST_LEFT INT64_MAX

/*
 * For a table that would go with the host's own window, which has no larger
 * pages than the CPU.
 */
uint32_t guest_host_shift(const struct tce_platform *p);

/* The guest has its memory, and KVM the group. */
void guest_begin_apart(struct guest *w, const struct tce_platform *p,
		       bool dynamic);

/* ... and a table with pages of this size, which goes with the window. */
void guest_attach(struct guest *w, uint32_t page_shift);

/* Both, with pages as the window's. */
void guest_begin(struct guest *w, const struct tce_platform *p, bool dynamic);

void guest_end(struct guest *w);

/* What this process had locked before is what it has locked now. */
void guest_check_locked(const struct guest *w);
void guest_end_counted(struct guest *w);

/* What a hypercall answers, or GUEST_LEFT. */
int64_t guest_call(const struct guest *w, uint64_t number, uint64_t iova,
		   uint64_t a, uint64_t b);
int64_t guest_put(const struct guest *w, uint64_t iova, uint64_t entry);

void guest_check(const char *what, int64_t got, int64_t want);

/* Whether the device writes into the guest's memory. */
void guest_check_access(struct guest *w, const char *when, bool want);

/* What H_GET_TCE reports of the guest's memory. */
void guest_check_entry(const struct guest *w, uint64_t want);

#endif
