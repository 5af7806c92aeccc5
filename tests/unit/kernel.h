/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef UNIT_KERNEL_H
#define UNIT_KERNEL_H

#include "case.h"
#include "unit.h"

/* A kernel backend on a host without VFIO, for one test. */
extern struct tce_platform unit_platform;
extern struct tce_backend *unit_kernel;

/* Parts of unit_kernel_suite(). */
void unit_kernel_actor(TCase *tc);
void unit_kernel_memory(TCase *tc);

/* A request; its argument is accessible as a whole. */
struct tce_request call_of(enum tce_op op);

/* Make a call by process @by. */
struct tce_reply run_by(unsigned int by, struct tce_request call);

/* FORK, EXIT ... of process @slot; the error of a call that is not made. */
int64_t run_process(enum tce_op op, unsigned int slot);

/* A value that can be seen of process @by. */
uint64_t look(enum tce_what what, unsigned int by);

#endif
