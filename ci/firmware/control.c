// SPDX-License-Identifier: GPL-2.0-only
#include "control.h"

#include "eeh.h"
#include "hypervisor.h"
#include "rules.h"
#include "windows.h"

/*
 * Each of these functions has the arguments after the operation, and the BUID
 * where there is one, in @in, and the results after the status in @out.
 * @return: whether they are right
 */

static bool hello(const struct fw *fw, uint32_t *out)
{
	out[0] = FIRMWARE_MAGIC;
	out[1] = FIRMWARE_VERSION;
	out[2] = 0;
	for (uint32_t i = 0; i < FW_PES; i++)
		out[2] += fw->pes[i].used;
	return true;
}

static bool fail(struct fw_pe *pe, const uint32_t *in)
{
	const struct fw_rule rule = { .call = in[0],
				      .skip = in[1],
				      .count = in[2],
				      .status = (int32_t)in[3] };

	return rule.count && fw_rule_lawful(rule.call, rule.status) &&
	       fw_rule_add(pe, &rule);
}

static bool set(struct fw_pe *pe, const uint32_t *in)
{
	const int64_t number = (int64_t)fw_pair(in + 1);

	if (!fw_parameter_valid(in[0], number))
		return false;
	pe->now[in[0]] = (struct fw_value){ .set = true, .number = number };
	return true;
}

static bool unset(struct fw_pe *pe, const uint32_t *in)
{
	if (in[0] >= FIRMWARE_PARAMETER_END)
		return false;
	pe->now[in[0]].set = false;
	return true;
}

static bool count(const struct fw_pe *pe, const uint32_t *in, uint32_t *out)
{
	if (in[0] >= FIRMWARE_CALL_END)
		return false;
	out[0] = pe->calls[in[0]];
	return true;
}

static bool log_entry(const struct fw *fw, const uint32_t *in, uint32_t *out)
{
	const struct fw_entry *e = &fw->log[in[0] % FIRMWARE_LOGGED];
	uint32_t i;

	out[0] = fw->nlog;
	if (in[0] >= fw->nlog || fw->nlog - in[0] > FIRMWARE_LOGGED)
		return false;
	out[1] = e->token;
	for (i = 0; i < 5; i++)
		out[2 + i] = e->args[i];
	for (i = 0; i < 4; i++)
		out[7 + i] = e->results[i];
	return true;
}

static bool window(const struct fw_pe *pe, const uint32_t *in, uint32_t *out)
{
	const struct fw_window *w = &pe->windows[in[0] % FIRMWARE_SLOTS];

	if (in[0] >= FIRMWARE_SLOTS)
		return false;
	out[0] = w->liobn;
	out[1] = (uint32_t)(w->start >> 32);
	out[2] = (uint32_t)w->start;
	out[3] = w->page_shift;
	out[4] = w->window_shift;
	out[5] = fw_live(w, UINT32_MAX);
	return true;
}

static bool tce_get(const uint32_t *in, uint32_t *out)
{
	uint64_t tce;

	if (fw_qemu_tce_get(in[0], fw_pair(in + 1), &tce))
		return false;
	out[0] = (uint32_t)(tce >> 32);
	out[1] = (uint32_t)tce;
	return true;
}

static bool of_a_pe(struct fw_pe *pe, uint32_t operation, const uint32_t *in,
		    uint32_t *out)
{
	switch (operation) {
	case FIRMWARE_FAIL:
		return fail(pe, in);
	case FIRMWARE_SET:
		return set(pe, in);
	case FIRMWARE_UNSET:
		return unset(pe, in);
	case FIRMWARE_COUNT:
		return count(pe, in, out);
	case FIRMWARE_WINDOW:
		return window(pe, in, out);
	case FIRMWARE_CLEAR:
		fw_rules_clear(pe);
		return fw_eeh_set(pe, 0);
	case FIRMWARE_EEH:
		return fw_set(pe, FIRMWARE_PARAMETER_EEH) &&
		       fw_eeh_set(pe, in[0]);
	default:
		return false;
	}
}

static bool control(struct fw *fw, uint32_t operation, const uint32_t *in,
		    uint32_t *out)
{
	struct fw_pe *pe;

	switch (operation) {
	case FIRMWARE_HELLO:
		return hello(fw, out);
	case FIRMWARE_LOG:
		return log_entry(fw, in, out);
	case FIRMWARE_TCE_GET:
		return tce_get(in, out);
	case FIRMWARE_TCE_PUT:
		return !fw_qemu_tce_put(in[0], fw_pair(in + 1),
					fw_pair(in + 3));
	default:
		pe = fw_pe(fw, fw_pair(in));
		return pe && of_a_pe(pe, operation, in + 2, out);
	}
}

/* Cells that an operation takes and gives, itself and the status included. */
static const struct {
	uint8_t nargs, nret;
} cells[] = {
	[FIRMWARE_HELLO] = { 1, 4 },   [FIRMWARE_FAIL] = { 7, 1 },
	[FIRMWARE_SET] = { 6, 1 },     [FIRMWARE_UNSET] = { 4, 1 },
	[FIRMWARE_COUNT] = { 4, 2 },   [FIRMWARE_LOG] = { 2, 12 },
	[FIRMWARE_WINDOW] = { 4, 7 },  [FIRMWARE_CLEAR] = { 3, 1 },
	[FIRMWARE_EEH] = { 4, 1 },     [FIRMWARE_TCE_GET] = { 4, 3 },
	[FIRMWARE_TCE_PUT] = { 6, 1 },
};

void fw_control(struct fw *fw, struct fw_call *c)
{
	uint32_t *results = fw_results(c), operation = c->args[0];

	results[0] = (uint32_t)-3;
	if (!c->nargs || operation >= sizeof(cells) / sizeof(cells[0]) ||
	    c->nargs < cells[operation].nargs ||
	    c->nret < cells[operation].nret)
		return;
	if (control(fw, operation, c->args + 1, results + 1))
		results[0] = 0;
}
