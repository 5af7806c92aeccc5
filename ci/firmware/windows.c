// SPDX-License-Identifier: GPL-2.0-only
#include "windows.h"

#include "hypervisor.h"

/* What a create with BOGUS adds to the number of its window. */
#define BOGUS 0x00f00000u

/* Bits of a TCE that let a device read and write. */
#define TCE_ALLOWS 3

static uint32_t windows_of(const struct fw_pe *pe)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < FIRMWARE_SLOTS; i++)
		n += pe->windows[i].liobn != 0;
	return n;
}

/* The window of this number, or NULL. */
static struct fw_window *window(struct fw_pe *pe, uint32_t liobn)
{
	for (uint32_t i = 0; i < FIRMWARE_SLOTS; i++)
		if (pe->windows[i].liobn == liobn)
			return &pe->windows[i];
	return NULL;
}

static void only_the_default(struct fw_pe *pe)
{
	for (uint32_t i = 1; i < FIRMWARE_SLOTS; i++)
		pe->windows[i] = (struct fw_window){ 0 };
	pe->windows[0] = pe->standard;
}

/* A PE that nothing is said of has what QEMU gives it, to the letter. */
static bool plain(const struct fw_pe *pe)
{
	for (uint32_t i = 0; i < FIRMWARE_PARAMETER_END; i++)
		if (pe->now[i].set)
			return false;
	return true;
}

static bool is_default(const struct fw_pe *pe, const struct fw_window *w)
{
	return w->liobn == pe->standard.liobn &&
	       w->start == pe->standard.start &&
	       w->page_shift == pe->standard.page_shift &&
	       w->window_shift == pe->standard.window_shift;
}

struct fw_pe *fw_owner(struct fw *fw, uint32_t liobn)
{
	for (uint32_t i = 0; liobn && i < FW_PES; i++)
		if (fw->pes[i].used && window(&fw->pes[i], liobn))
			return &fw->pes[i];
	return NULL;
}

uint32_t fw_live(const struct fw_window *w, uint32_t most)
{
	uint64_t entries = 1ULL << (w->window_shift - w->page_shift), tce;
	uint32_t n = 0;

	for (uint64_t i = 0; w->liobn && i < entries && n < most; i++)
		n += !fw_qemu_tce_get(w->liobn, w->start + (i << w->page_shift),
				      &tce) &&
		     (tce & TCE_ALLOWS);
	return n;
}

/* Calls to QEMU of our own. */

static int32_t make(const struct fw_pe *pe, uint32_t page_shift,
		    uint32_t window_shift, struct fw_window *w)
{
	struct fw_call c = { .token = fw_token(FIRMWARE_CALL_CREATE),
			     .nargs = 5,
			     .nret = 4,
			     .args = { 0, (uint32_t)(pe->buid >> 32),
				       (uint32_t)pe->buid, page_shift,
				       window_shift } };
	int32_t status = fw_qemu_rtas(&c);

	if (!status)
		*w = (struct fw_window){ .liobn = fw_results(&c)[1],
					 .page_shift = page_shift,
					 .window_shift = window_shift,
					 .start = fw_pair(fw_results(&c) + 2) };
	return status;
}

static int32_t drop(uint32_t liobn)
{
	struct fw_call c = { .token = fw_token(FIRMWARE_CALL_REMOVE),
			     .nargs = 1,
			     .nret = 1,
			     .args = { liobn } };

	return fw_qemu_rtas(&c);
}

static int32_t restore(const struct fw_pe *pe)
{
	struct fw_call c = { .token = fw_token(FIRMWARE_CALL_RESET),
			     .nargs = 3,
			     .nret = 1,
			     .args = { 0, (uint32_t)(pe->buid >> 32),
				       (uint32_t)pe->buid } };

	return fw_qemu_rtas(&c);
}

/*
 * QEMU has a PE's first window start where the default one did, unless there is
 * another meanwhile.
 */
static int32_t make_above(const struct fw_pe *pe, uint32_t page_shift,
			  uint32_t window_shift, struct fw_window *w)
{
	struct fw_window other;
	int32_t status = make(pe, 12, 12, &other);

	if (status)
		return status;
	status = make(pe, page_shift, window_shift, w);
	drop(other.liobn);
	return status;
}

void fw_query(struct fw_pe *pe, struct fw_call *c)
{
	uint32_t *results = fw_results(c), *mask = results + c->nret - 2;
	const struct fw_value *now = pe->now;

	if (fw_qemu_rtas(c))
		return;
	if (fw_set(pe, FIRMWARE_PARAMETER_WINDOWS)) {
		int64_t most = now[FIRMWARE_PARAMETER_WINDOWS].number;

		results[1] = 0;
		if (most > windows_of(pe))
			results[1] = (uint32_t)(most - windows_of(pe));
	}
	if (fw_set(pe, FIRMWARE_PARAMETER_BLOCK)) {
		uint64_t block = (uint64_t)now[FIRMWARE_PARAMETER_BLOCK].number;

		if (c->nret == 6) {
			results[2] = (uint32_t)(block >> 32);
			results[3] = (uint32_t)block;
		} else {
			results[2] = block >> 32 ? UINT32_MAX : (uint32_t)block;
		}
	}
	if (fw_set(pe, FIRMWARE_PARAMETER_MASK))
		mask[0] = (uint32_t)now[FIRMWARE_PARAMETER_MASK].number;
	if (fw_set(pe, FIRMWARE_PARAMETER_MIGRATE))
		mask[1] = (uint32_t)now[FIRMWARE_PARAMETER_MIGRATE].number;
}

/* The bit of a page size in LoPAR's mask, or 0. */
static uint32_t page_bit(uint32_t page_shift)
{
	static const uint8_t shifts[] = { 12, 16, 24, 25, 26, 27, 28, 34, 21 };

	for (uint32_t i = 0; i < sizeof(shifts); i++)
		if (shifts[i] == page_shift)
			return 1u << i;
	return 0;
}

/* Whether the PE is set to something that this window is not. */
static bool refused(const struct fw_pe *pe, uint32_t page_shift,
		    uint32_t window_shift)
{
	const struct fw_value *now = pe->now;
	int64_t entries;

	if (window_shift < page_shift || window_shift - page_shift > 62)
		return true;
	entries = 1LL << (window_shift - page_shift);
	if (fw_set(pe, FIRMWARE_PARAMETER_LEAST) &&
	    entries < now[FIRMWARE_PARAMETER_LEAST].number)
		return true;
	if (fw_set(pe, FIRMWARE_PARAMETER_BLOCK) &&
	    entries > now[FIRMWARE_PARAMETER_BLOCK].number)
		return true;
	if (fw_set(pe, FIRMWARE_PARAMETER_MASK) &&
	    !(now[FIRMWARE_PARAMETER_MASK].number & page_bit(page_shift)))
		return true;
	return fw_set(pe, FIRMWARE_PARAMETER_WINDOWS) &&
	       windows_of(pe) >= now[FIRMWARE_PARAMETER_WINDOWS].number;
}

/* Makes a window as the PE's parameters want it; results that it changes. */
static int32_t create(struct fw_pe *pe, uint32_t page_shift,
		      uint32_t window_shift, struct fw_window *w)
{
	int32_t status;

	if (fw_set(pe, FIRMWARE_PARAMETER_SHORT)) {
		int64_t less = pe->now[FIRMWARE_PARAMETER_SHORT].number;

		if (window_shift - page_shift >= less)
			window_shift -= (uint32_t)less;
	}
	/* A PE with one window has it above, also in place of the default. */
	if (fw_set(pe, FIRMWARE_PARAMETER_WINDOWS) &&
	    pe->now[FIRMWARE_PARAMETER_WINDOWS].number == 1)
		status = make_above(pe, page_shift, window_shift, w);
	else
		status = make(pe, page_shift, window_shift, w);
	if (!status && fw_set(pe, FIRMWARE_PARAMETER_BOGUS)) {
		drop(w->liobn);
		w->liobn |= BOGUS;
	}
	return status;
}

void fw_create(struct fw_pe *pe, struct fw_call *c)
{
	uint32_t page_shift = c->args[3], window_shift = c->args[4];
	uint32_t *results = fw_results(c);
	struct fw_window *w = window(pe, 0);

	if (plain(pe)) {
		if (fw_qemu_rtas(c) || !w)
			return;
		*w = (struct fw_window){ .liobn = results[1],
					 .page_shift = page_shift,
					 .window_shift = window_shift,
					 .start = fw_pair(results + 2) };
		return;
	}
	if (!w || refused(pe, page_shift, window_shift)) {
		results[0] = (uint32_t)-3;
		return;
	}
	results[0] = (uint32_t)create(pe, page_shift, window_shift, w);
	if (results[0])
		return;
	results[1] = w->liobn;
	results[2] = (uint32_t)(w->start >> 32);
	results[3] = (uint32_t)w->start;
}

/* QEMU's windows: how many it has for a PE, the other way round. */
static bool qemu_has_none(const struct fw_pe *pe)
{
	struct fw_call c = { .token = fw_token(FIRMWARE_CALL_QUERY),
			     .nargs = 3,
			     .nret = 5,
			     .args = { 0, (uint32_t)(pe->buid >> 32),
				       (uint32_t)pe->buid } };

	return !fw_qemu_rtas(&c) && fw_results(&c)[1] == FIRMWARE_SLOTS;
}

/*
 * PAPR has the default window come back after the last other one. QEMU does so
 * only if that was in the second of its tables.
 */
static void removed_the_last(struct fw_pe *pe)
{
	if (qemu_has_none(pe)) {
		if (plain(pe))
			return;
		restore(pe);
	}
	only_the_default(pe);
}

/* PAPR: who removes or resets a window has emptied it. */
static bool refuses_live(const struct fw_pe *pe, const struct fw_window *w,
			 struct fw_call *c)
{
	if (!fw_set(pe, FIRMWARE_PARAMETER_LIVE) || !w->liobn || !fw_live(w, 1))
		return false;
	fw_results(c)[0] = (uint32_t)pe->now[FIRMWARE_PARAMETER_LIVE].number;
	return true;
}

void fw_remove(struct fw_pe *pe, struct fw_call *c)
{
	struct fw_window *w = window(pe, c->args[0]);
	const bool was_default = is_default(pe, w);

	if (refuses_live(pe, w, c))
		return;
	if (w->liobn & BOGUS)
		fw_results(c)[0] = 0;
	else if (fw_qemu_rtas(c))
		return;
	*w = (struct fw_window){ 0 };
	if (!windows_of(pe) && !was_default)
		removed_the_last(pe);
}

/* A fourth argument asks for windows at addresses of few bits. */
void fw_reset(struct fw_pe *pe, struct fw_call *c)
{
	bool limited = c->nargs == 4 && fw_set(pe, FIRMWARE_PARAMETER_LIMITED);

	if (c->nargs != 3 && !limited) {
		fw_results(c)[0] = (uint32_t)-3;
		return;
	}
	for (unsigned int i = 0; i < FIRMWARE_SLOTS; i++)
		if (refuses_live(pe, &pe->windows[i], c))
			return;
	if (limited)
		fw_results(c)[0] = (uint32_t)restore(pe);
	else
		fw_qemu_rtas(c);
	if (!fw_results(c)[0])
		only_the_default(pe);
}
