// SPDX-License-Identifier: GPL-2.0-only
#include "eeh.h"

#include "hypervisor.h"

/* As ibm,read-slot-reset-state2 reports them. */
enum eeh_state {
	NORMAL = 0,
	RESET = 1,
	STOPPED = 2,
	DMA_STOPPED = 4,
};

/* Functions of ibm,set-eeh-option. */
enum eeh_option {
	DISABLE = 0,
	ENABLE = 1,
	THAW_MMIO = 2,
	THAW_DMA = 3,
};

#define PE_ADDRESS 0x10000

/* Of the PE, or (function 1) what kind of PE it is: one function only. */
static void config_addr(const struct fw_call *c, uint32_t *results)
{
	results[1] = c->args[3] ? 1 : PE_ADDRESS;
}

static void option(struct fw_pe *pe, const struct fw_call *c, uint32_t *results)
{
	switch (c->args[3]) {
	case DISABLE:
	case ENABLE:
		break;
	case THAW_MMIO:
		if (pe->eeh_state == STOPPED)
			pe->eeh_state = DMA_STOPPED;
		break;
	case THAW_DMA:
		if (pe->eeh_state == DMA_STOPPED)
			pe->eeh_state = NORMAL;
		break;
	default:
		results[0] = (uint32_t)-3;
	}
}

static void state(const struct fw_pe *pe, const struct fw_call *c,
		  uint32_t *results)
{
	results[1] = pe->eeh_state;
	results[2] = 1; /* EEH is supported */
	for (uint32_t i = 3; i < c->nret; i++)
		results[i] = 0; /* not unavailable, so no time; nothing more */
}

/* What a device that does not answer reads as. */
static void read_config(const struct fw_pe *pe, struct fw_call *c,
			uint32_t *results)
{
	uint32_t bytes = c->args[3];

	if (pe->eeh_state == NORMAL || pe->eeh_state == DMA_STOPPED)
		fw_qemu_rtas(c);
	else
		results[1] = bytes < 4 ? (1u << 8 * bytes) - 1 : UINT32_MAX;
}

void fw_eeh(struct fw_pe *pe, struct fw_call *c, enum firmware_call call)
{
	uint32_t *results = fw_results(c);

	results[0] = 0;
	switch (call) {
	case FIRMWARE_CALL_CONFIG_ADDR:
		config_addr(c, results);
		break;
	case FIRMWARE_CALL_EEH_OPTION:
		option(pe, c, results);
		break;
	case FIRMWARE_CALL_SLOT_STATE:
		state(pe, c, results);
		break;
	case FIRMWARE_CALL_SLOT_RESET:
		pe->eeh_state = c->args[3] ? RESET : NORMAL;
		break;
	case FIRMWARE_CALL_ERROR_DETAIL:
		results[0] = 1; /* no log */
		break;
	case FIRMWARE_CALL_READ_CONFIG:
		read_config(pe, c, results);
		break;
	default: /* CONFIGURE: QEMU's devices keep what they are set to */
		break;
	}
}
