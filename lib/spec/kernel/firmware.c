// SPDX-License-Identifier: GPL-2.0-only
/*
 * The caller's side: the suite's own firmware, by its control call. It belongs
 * to no process of a case.
 */
#include "kernel.h"

#include <errno.h>

#include <core/array.h>

#include "control.h"
#include "firmware_call.h"

_Static_assert(TCE_CALL_QUERY == (int)FIRMWARE_CALL_QUERY &&
		       TCE_CALL_CREATE == (int)FIRMWARE_CALL_CREATE &&
		       TCE_CALL_REMOVE == (int)FIRMWARE_CALL_REMOVE &&
		       TCE_CALL_RESET == (int)FIRMWARE_CALL_RESET,
	       "a step's calls are the firmware's");

#define BUSY (-2)

/* Operation @op on a PE, with what comes after its name. */
static int control_pe(const struct tce_kernel *k, unsigned int slot,
		      enum firmware_operation op, const uint32_t *more,
		      unsigned int nmore, uint32_t *ret, unsigned int nret)
{
	const struct tce_pe *pe = tce_kernel_pe(k, slot);

	return pe ? tce_firmware_control_pe(pe, op, more, nmore, ret, nret)
		  : -ENODEV;
}

static int count(const struct tce_kernel *k, unsigned int slot, uint32_t call,
		 uint32_t *n)
{
	return control_pe(k, slot, FIRMWARE_COUNT, &call, 1, n, 1);
}

void tce_kernel_firmware_begin(struct tce_kernel *k)
{
	struct tce_firmware_entry e;

	if (!k->platform->firmware)
		return;
	for (unsigned int pe = 0; pe < TCE_SLOTS; pe++) {
		if (!tce_kernel_pe(k, pe))
			continue;
		/* an earlier case may have come to no end */
		control_pe(k, pe, FIRMWARE_CLEAR, NULL, 0, NULL, 0);
		for (uint32_t call = 0; call < TCE_CALLS; call++)
			if (count(k, pe, call, &k->calls[pe][call]))
				k->calls[pe][call] = 0;
	}
	tce_firmware_logged(UINT32_MAX, &e);
	k->logged = e.total;
}

void tce_kernel_firmware_end(struct tce_kernel *k)
{
	for (unsigned int pe = 0; pe < TCE_SLOTS; pe++)
		if (k->firmware_set & 1u << pe)
			control_pe(k, pe, FIRMWARE_CLEAR, NULL, 0, NULL, 0);
	k->firmware_set = 0;
}

int tce_kernel_firmware(struct tce_kernel *k, const struct tce_request *call)
{
	const uint32_t fail[] = { call->kind, 0,
				  (uint32_t)call->arg[TCE_ARG_COUNT],
				  (uint32_t)call->arg[TCE_ARG_VALUE] };
	static const uint32_t live[] = { FIRMWARE_PARAMETER_LIVE, UINT32_MAX,
					 (uint32_t)-1 };
	int err;

	if (!k->platform->firmware)
		return tce_kernel_fail(k, -ENOTSUP, "this is another firmware");
	if (call->slot >= TCE_SLOTS)
		return -EINVAL;
	k->firmware_set |= 1u << call->slot;
	if (call->op == TCE_OP_FAIL)
		err = control_pe(k, call->slot, FIRMWARE_FAIL, fail,
				 ARRAY_SIZE(fail), NULL, 0);
	else
		err = control_pe(k, call->slot, FIRMWARE_SET, live,
				 ARRAY_SIZE(live), NULL, 0);
	return err ? tce_kernel_fail(k, err, "the firmware does not take it")
		   : 0;
}

/* Windows that the firmware has for a PE, or their live entries. */
static int look_windows(const struct tce_kernel *k, bool live,
			unsigned int slot, uint64_t *value)
{
	for (uint32_t i = 0; i < FIRMWARE_SLOTS; i++) {
		/* LIOBN, start, shifts, entries */
		uint32_t w[6] = { 0 };
		int err = control_pe(k, slot, FIRMWARE_WINDOW, &i, 1, w,
				     ARRAY_SIZE(w));

		if (err)
			return err;
		*value += !w[0] ? 0 : live ? w[5] : 1;
	}
	return 0;
}

/* Whether it is for a PE. A removal names none: any one's is. */
static bool is_for(const struct tce_firmware_entry *e, const struct tce_pe *pe)
{
	const uint64_t buid = tce_firmware_entry_buid(e);

	return !buid || buid == tce_firmware_buid(pe);
}

/* Calls for a PE that failed. */
static int look_refusals(const struct tce_kernel *k, unsigned int slot,
			 uint64_t *value)
{
	const struct tce_pe *pe = tce_kernel_pe(k, slot);
	struct tce_firmware_entry e;

	tce_firmware_logged(UINT32_MAX, &e);
	for (uint32_t i = k->logged, n = e.total; pe && i != n; i++) {
		int err = tce_firmware_logged(i, &e);

		if (err)
			return err;
		if (e.ret[0] < 0 && e.ret[0] != BUSY && is_for(&e, pe))
			++*value;
	}
	return 0;
}

int tce_kernel_firmware_look(const struct tce_kernel *k, enum tce_what what,
			     unsigned int slot, uint64_t *value)
{
	uint32_t call = (uint32_t)what - TCE_WHAT_QUERIES, n = 0;
	int err;

	*value = 0;
	if (!k->platform->firmware)
		return -ENODATA;
	if (what == TCE_WHAT_REFUSALS)
		return look_refusals(k, slot, value);
	if (what == TCE_WHAT_WINDOWS || what == TCE_WHAT_LIVE)
		return look_windows(k, what == TCE_WHAT_LIVE, slot, value);
	err = count(k, slot, call, &n);
	if (!err)
		*value = n - k->calls[slot % TCE_SLOTS][call];
	return err;
}
