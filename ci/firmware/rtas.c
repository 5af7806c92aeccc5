// SPDX-License-Identifier: GPL-2.0-only
#include "rtas.h"

#include "eeh.h"
#include "hypervisor.h"
#include "rules.h"
#include "windows.h"

/* The PE that a call is for, or NULL. */
static struct fw_pe *pe_of(struct fw *fw, const struct fw_call *c,
			   enum firmware_call call)
{
	if (call == FIRMWARE_CALL_REMOVE)
		return fw_owner(fw, c->args[0]);
	return fw_pe(fw, fw_pair(c->args + 1));
}

static void carry_out(struct fw_pe *pe, struct fw_call *c,
		      enum firmware_call call)
{
	int32_t status;

	if (fw_rule_applies(pe, call, &status)) {
		fw_results(c)[0] = (uint32_t)status;
		return;
	}
	switch (call) {
	case FIRMWARE_CALL_QUERY:
		fw_query(pe, c);
		break;
	case FIRMWARE_CALL_CREATE:
		fw_create(pe, c);
		break;
	case FIRMWARE_CALL_REMOVE:
		fw_remove(pe, c);
		break;
	case FIRMWARE_CALL_RESET:
		fw_reset(pe, c);
		break;
	default:
		if (fw_set(pe, FIRMWARE_PARAMETER_EEH))
			fw_eeh(pe, c, call);
		else
			fw_qemu_rtas(c);
	}
}

/* Cells that each call takes and gives at least; QEMU refuses fewer. */
static const struct {
	uint8_t nargs, nret;
} cells[FIRMWARE_CALL_END] = {
	[FIRMWARE_CALL_QUERY] = { 3, 5 },
	[FIRMWARE_CALL_CREATE] = { 5, 4 },
	[FIRMWARE_CALL_REMOVE] = { 1, 1 },
	[FIRMWARE_CALL_RESET] = { 3, 1 },
	[FIRMWARE_CALL_CONFIG_ADDR] = { 4, 2 },
	[FIRMWARE_CALL_EEH_OPTION] = { 4, 1 },
	[FIRMWARE_CALL_SLOT_STATE] = { 3, 3 },
	[FIRMWARE_CALL_SLOT_RESET] = { 4, 1 },
	[FIRMWARE_CALL_CONFIGURE] = { 3, 1 },
	[FIRMWARE_CALL_ERROR_DETAIL] = { 8, 1 },
	[FIRMWARE_CALL_READ_CONFIG] = { 4, 2 },
	[FIRMWARE_CALL_WRITE_CONFIG] = { 5, 1 },
};

static struct fw_entry *log_call(struct fw *fw, const struct fw_call *c)
{
	struct fw_entry *e = &fw->log[fw->nlog++ % FIRMWARE_LOGGED];

	*e = (struct fw_entry){ .token = c->token };
	for (uint32_t i = 0; i < c->nargs && i < 5; i++)
		e->args[i] = c->args[i];
	return e;
}

static void log_results(struct fw_entry *e, struct fw_call *c)
{
	for (uint32_t i = 0; i < c->nret && i < 4; i++)
		e->results[i] = fw_results(c)[i];
}

void fw_answer(struct fw *fw, struct fw_call *c, enum firmware_call call)
{
	struct fw_entry *e = NULL;
	struct fw_pe *pe;

	/* The kernel never makes such a call, a user with sys_rtas(2) may. */
	if (c->nargs > 16 || c->nret > 16 - c->nargs ||
	    c->nargs < cells[call].nargs || c->nret < cells[call].nret) {
		fw_qemu_rtas(c);
		return;
	}
	if (call != FIRMWARE_CALL_READ_CONFIG &&
	    call != FIRMWARE_CALL_WRITE_CONFIG)
		e = log_call(fw, c);
	pe = pe_of(fw, c, call);
	if (pe)
		carry_out(pe, c, call);
	else
		fw_qemu_rtas(c);
	if (e)
		log_results(e, c);
}
