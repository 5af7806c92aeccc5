/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_STOPPED_H
#define TESTS_STOPPED_H

#include <stdbool.h>
#include <stdint.h>

#include <spec/kernel/firmware_call.h>
#include <tce/tce.h>

#include "case.h"
#include "owner.h"

/* For cases with a run function: our firmware stops a PE, as after an error. */

/* @state: VFIO_EEH_PE_STATE_*, and what FIRMWARE_EEH takes besides */
void stopped_set(const struct tce_pe *pe, uint32_t state);

/*
 * The configuration space as the kernel reads it, not as VFIO shows it. A read
 * of ones is how a kernel notices that a PE is stopped.
 */
bool stopped_silent(const struct tce_pe *pe);

/* Whether the device has addresses for its registers, and answers to them. */
bool stopped_answers(const struct tce_pe *pe);

struct stopped_call {
	enum firmware_call call;
	uint32_t function; /* its last argument, or 0 */
};

/* Where the log of the firmware ends. */
uint32_t stopped_log_end(void);

/*
 * The next call in it that changes the PE. @from: where to look; then after it.
 * @return: whether there is one
 */
bool stopped_log(const struct tce_pe *pe, uint32_t *from,
		 struct stopped_call *call);

/* --- its owner ------------------------------------------------------------ */

/* What a case with these functions needs. */
#define STOPPED_NEEDS (NEED(ROOT) | NEED(EEH) | NEED(FIRMWARE))

/*
 * One that has just started the device; its command register. The first one of
 * a case clears what an earlier case left.
 */
uint16_t stopped_begin(struct owner *o, const struct tce_context *ctx);
uint16_t stopped_open(struct owner *o, const struct tce_context *ctx);

/* The firmware stops the PE, and that can be seen. @how: FIRMWARE_EEH_* */
void stopped_stop(struct owner *o, const struct tce_context *ctx, uint32_t how);

/* GET_STATE must return that. */
void stopped_check(const struct owner *o, int want, const char *when);

/* The operation must return 0. */
void stopped_op(const struct owner *o, unsigned int op, const char *name);
#define STOPPED_OP(o, op) stopped_op(o, VFIO_EEH_PE_##op, #op)

/* As Documentation/driver-api/vfio.rst has it. */
void stopped_reset(struct owner *o);

/* The device must work again, once its owner has set it up. */
void stopped_works(struct owner *o, uint16_t command);

#endif
