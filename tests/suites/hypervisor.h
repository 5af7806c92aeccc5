/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_HYPERVISOR_H
#define TESTS_HYPERVISOR_H

#include <stdint.h>

#include <spec/kernel/firmware_call.h>
#include <tce/tce.h>

/*
 * The suite's own firmware, which cases with a run function have fail: for
 * NEED(FIRMWARE). It must do so (broken otherwise), until it is cleared.
 */

/* Statuses that PAPR has for calls. */
#define HARDWARE (-1)
#define BUSY (-2)
#define PARAMETER (-3)

/* Words of steps: a dynamic window; the end of a use; how many windows. */
#define DYNAMIC(w, ...) \
	CREATE(w, .page_shift = N(16), .size = TCES(64), __VA_ARGS__)
#define CLOSE CLOSE_GROUP(G0), CLOSE_CONTAINER(C0)
/* The default one, and so many dynamic ones. */
#define HAS(n) CHECK_FIRMWARE(WINDOWS, G0, 1 + (n))

/* After @skip more calls the next @count ones end with @status. */
void hypervisor_fail(const struct tce_pe *pe, enum firmware_call call,
		     uint32_t skip, uint32_t count, int32_t status);

void hypervisor_set(const struct tce_pe *pe, enum firmware_parameter what,
		    int64_t value);

void hypervisor_clear(const struct tce_pe *pe);

/* How many such calls came, those refused included. */
unsigned int hypervisor_count(const struct tce_pe *pe, enum firmware_call call);

/* How many windows it has for the PE. */
unsigned int hypervisor_windows(const struct tce_pe *pe);

#endif
