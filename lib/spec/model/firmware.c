// SPDX-License-Identifier: GPL-2.0-only
/*
 * The firmware of a pSeries machine: which windows it has for a PE, the calls
 * that reach it, and those that a case has it refuse. A call of the kernel is
 * counted as kernels make it today; no case is red for another number.
 */
#include <errno.h>

#include "state.h"

#define BUSY (-2)
/* 9900 + n: busy for 10^n ms */
#define DELAY_MIN 9900
#define DELAY_MAX 9905

static bool is_busy(int32_t status)
{
	return status == BUSY || (status >= DELAY_MIN && status <= DELAY_MAX);
}

/* A call, repeated while the firmware is busy if @rule is kept: its status. */
static int32_t call(struct model *m, unsigned int pe, enum tce_call call,
		    enum model_rule busy)
{
	struct model_firmware *f = &m->pe[pe].firmware;

	f->calls[call]++;
	while (f->fail[call].count) {
		f->fail[call].count--;
		if (!is_busy(f->fail[call].status)) {
			f->refusals++;
			return f->fail[call].status;
		}
		if (!keeps(m, busy))
			return f->fail[call].status;
		f->calls[call]++;
	}
	return 0;
}

void model_firmware(struct model *m, const struct tce_request *r)
{
	struct model_firmware *f = &m->pe[r->slot].firmware;

	m->pe[r->slot].touched = true;
	if (r->op == TCE_OP_REFUSE_LIVE) {
		f->refuses_live = true;
		return;
	}
	f->fail[r->kind].status = (int32_t)r->arg[TCE_ARG_VALUE];
	f->fail[r->kind].count = (uint32_t)r->arg[TCE_ARG_COUNT];
}

int64_t model_firmware_create(struct model *m, unsigned int pe)
{
	struct model_firmware *f = &m->pe[pe].firmware;
	int32_t status;
	int64_t ret = 0;

	if (!m->platform->pseries)
		return 0;
	if (f->lost)
		return -ENODEV;
	status = call(m, pe, TCE_CALL_QUERY, RULE_COUNT);
	/* a status becomes an errno today */
	if (status)
		ret = status;
	else if (call(m, pe, TCE_CALL_CREATE, RULE_FIRMWARE_BUSY))
		ret = -ENODEV;
	if (ret && !keeps(m, RULE_FIRMWARE_SPARES))
		f->lost = true;
	return ret && keeps(m, RULE_FIRMWARE_REFUSES) ? ret : 0;
}

bool model_firmware_remove(struct model *m, unsigned int pe,
			   const struct model_window *w)
{
	struct model_firmware *f = &m->pe[pe].firmware;
	int32_t status;

	if (!m->platform->pseries || !w->dynamic)
		return true;
	if (!keeps(m, RULE_FIRMWARE_REMOVES)) {
		f->left++;
		return true;
	}
	status = call(m, pe, TCE_CALL_REMOVE, RULE_COUNT);
	if (!status && f->refuses_live && w->ntces &&
	    !keeps(m, RULE_FIRMWARE_CLEARED)) {
		f->refusals++;
		status = -1;
	}
	return !status;
}

int32_t model_firmware_reset(struct model *m, unsigned int pe)
{
	int32_t status;

	if (!m->platform->pseries || !m->platform->reset_call)
		return 0;
	status = call(m, pe, TCE_CALL_RESET, RULE_FIRMWARE_RESET_BUSY);
	if (!status && keeps(m, RULE_FIRMWARE_RESETS))
		m->pe[pe].firmware.left = 0;
	return status;
}

/* Entries of a PE's windows, and those that a broken rule left in them. */
static uint64_t live(const struct model *m, unsigned int pe)
{
	const struct model_container *c = &m->container[0];
	uint64_t n = 0;

	if (m->pe[pe].container != MODEL_NONE)
		c = &m->container[m->pe[pe].container];
	for (unsigned int i = 0; c->pes & 1u << pe && i < MODEL_WINDOWS; i++)
		n += c->win[i].ntces;
	for (size_t i = 0; i < m->nstale; i++)
		n += m->stale[i].pes >> pe & 1;
	return n;
}

/* The default window, which VFIO leaves with the firmware, and dynamic ones. */
static uint64_t windows(const struct model *m, unsigned int pe)
{
	const int slot = m->pe[pe].container;
	uint64_t n = 1 + m->pe[pe].firmware.left;

	for (unsigned int i = 0; slot != MODEL_NONE && i < MODEL_WINDOWS; i++)
		n += m->container[slot].win[i].live &&
		     m->container[slot].win[i].dynamic;
	return n;
}

int model_firmware_look(const struct model *m, enum tce_what what,
			unsigned int pe, uint64_t *value)
{
	const struct model_firmware *f = &m->pe[pe].firmware;

	if (!m->platform->firmware)
		return -ENODATA;
	if (what == TCE_WHAT_WINDOWS)
		*value = windows(m, pe);
	else if (what == TCE_WHAT_LIVE)
		*value = live(m, pe);
	else if (what == TCE_WHAT_REFUSALS)
		*value = f->refusals;
	else
		*value = f->calls[what - TCE_WHAT_QUERIES];
	return 0;
}
