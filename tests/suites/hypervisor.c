// SPDX-License-Identifier: GPL-2.0-only
#include "hypervisor.h"

#include <string.h>

#include <core/array.h>
#include <spec/kernel/control.h>

#include "harness.h"

/* With what comes after the PE's name; the first result. */
static uint32_t control(const struct tce_pe *pe, enum firmware_operation op,
			const uint32_t *more, unsigned int nmore,
			unsigned int nret)
{
	uint32_t ret[FIRMWARE_CELLS] = { 0 };
	int err = tce_firmware_control_pe(pe, op, more, nmore, ret, nret);

	if (err)
		tce_broken("the firmware does not take operation %u: %s",
			   (unsigned int)op, strerror(-err));
	return ret[0];
}

void hypervisor_fail(const struct tce_pe *pe, enum firmware_call call,
		     uint32_t skip, uint32_t count, int32_t status)
{
	const uint32_t more[] = { call, skip, count, (uint32_t)status };

	control(pe, FIRMWARE_FAIL, more, ARRAY_SIZE(more), 0);
}

void hypervisor_set(const struct tce_pe *pe, enum firmware_parameter what,
		    int64_t value)
{
	const uint32_t more[] = { what, (uint32_t)((uint64_t)value >> 32),
				  (uint32_t)value };

	control(pe, FIRMWARE_SET, more, ARRAY_SIZE(more), 0);
}

void hypervisor_clear(const struct tce_pe *pe)
{
	control(pe, FIRMWARE_CLEAR, NULL, 0, 0);
}

unsigned int hypervisor_count(const struct tce_pe *pe, enum firmware_call call)
{
	const uint32_t more = call;

	return control(pe, FIRMWARE_COUNT, &more, 1, 1);
}

unsigned int hypervisor_windows(const struct tce_pe *pe)
{
	unsigned int n = 0;

	for (uint32_t slot = 0; slot < FIRMWARE_SLOTS; slot++)
		n += control(pe, FIRMWARE_WINDOW, &slot, 1, 6) != 0;
	return n;
}
