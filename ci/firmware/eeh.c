// SPDX-License-Identifier: GPL-2.0-only
/*
 * The calls of EEH, after LoPAR's "PE State Transition Table". A transition
 * that it does not have ends with -7; a reset of a fundamental kind is like a
 * hot one.
 */
#include "eeh.h"

#include <linux/pci_regs.h>

#include "hypervisor.h"

/* The only PE of its bridge. */
#define ADDRESS 0x10000
#define DELAY_MS 1000 /* until an unavailable PE may be there again */

#define PARAMETER (-3)
#define UNEXPECTED (-7)
#define NO_LOG 1

/* States, as ibm,read-slot-reset-state2 has them. */
#define NORMAL 0
#define RESET 1
#define STOPPED 2
#define STOPPED_DMA 4
#define UNAVAILABLE 5

/* ibm,set-eeh-option */
#define OPTION_ENABLE 1
#define OPTION_LOAD_STORE 2
#define OPTION_DMA 3

/* ibm,set-slot-reset */
#define RESET_OFF 0
#define RESET_HOT 1
#define RESET_FUNDAMENTAL 3

#define LOG_PERMANENT 2 /* ibm,slot-error-detail: the PE is given up */

#define SLOTS 32	    /* of a bus */
#define MANY_FUNCTIONS 0x80 /* of a header type */

/* --- configuration space -------------------------------------------------- */

static struct fw_call config_call(const struct fw_pe *pe, uint32_t address,
				  uint32_t at, uint32_t size)
{
	return (struct fw_call){
		.args = { (at & 0xf00) << 20 | address << 8 | (at & 0xff),
			  (uint32_t)(pe->buid >> 32), (uint32_t)pe->buid,
			  size },
	};
}

static uint32_t config_read(const struct fw_pe *pe, uint32_t address,
			    uint32_t at, uint32_t size)
{
	struct fw_call c = config_call(pe, address, at, size);

	c.token = fw_token(FIRMWARE_CALL_READ_CONFIG);
	c.nargs = 4;
	c.nret = 2;
	return fw_qemu_rtas(&c) ? 0xffffffff : fw_results(&c)[1];
}

static void config_write(const struct fw_pe *pe, uint32_t address, uint32_t at,
			 uint32_t size, uint32_t value)
{
	struct fw_call c = config_call(pe, address, at, size);

	c.token = fw_token(FIRMWARE_CALL_WRITE_CONFIG);
	c.nargs = 5;
	c.nret = 1;
	c.args[4] = value;
	fw_qemu_rtas(&c);
}

/* What a call to a configuration space is for. */
static uint32_t config_address(const struct fw_call *c)
{
	return c->args[0] >> 8 & 0xffff;
}

static uint32_t config_at(const struct fw_call *c)
{
	return (c->args[0] >> 20 & 0xf00) | (c->args[0] & 0xff);
}

/* --- functions of a PE ---------------------------------------------------- */

static void function_keep(struct fw_pe *pe, uint32_t address)
{
	struct fw_eeh *eeh = &pe->eeh;
	struct fw_function *f = &eeh->functions[eeh->nfunctions];

	if (eeh->nfunctions == FW_FUNCTIONS)
		return;
	eeh->nfunctions++;
	f->address = (uint16_t)address;
	f->command = (uint16_t)config_read(pe, address, PCI_COMMAND, 2);
}

/* What devices there are, and what their command registers say. */
static void scan(struct fw_pe *pe)
{
	pe->eeh.nfunctions = 0;
	for (uint32_t slot = 0; slot < 8 * SLOTS; slot += 8) {
		uint32_t type = MANY_FUNCTIONS;

		for (uint32_t at = slot; at < slot + 8; at++) {
			if (config_read(pe, at, PCI_VENDOR_ID, 2) != 0xffff)
				function_keep(pe, at);
			if (at == slot)
				type = config_read(pe, at, PCI_HEADER_TYPE, 1);
			if (type == 0xff || !(type & MANY_FUNCTIONS))
				break;
		}
	}
}

/* The devices of a PE may do what its state allows. */
static void allow(struct fw_pe *pe)
{
	const struct fw_eeh *eeh = &pe->eeh;
	uint16_t off = PCI_COMMAND_IO | PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER;

	if (eeh->state == NORMAL)
		off = 0;
	else if (eeh->state == STOPPED_DMA)
		off = PCI_COMMAND_MASTER;
	for (uint32_t i = 0; i < eeh->nfunctions; i++)
		config_write(pe, eeh->functions[i].address, PCI_COMMAND, 2,
			     eeh->functions[i].command & ~(uint32_t)off);
}

static void state_set(struct fw_pe *pe, uint32_t state)
{
	if (pe->eeh.state == NORMAL)
		scan(pe);
	pe->eeh.state = state;
	allow(pe);
}

bool fw_eeh_set(struct fw_pe *pe, uint32_t state)
{
	uint32_t plain = state & 0xff;

	if (plain > UNAVAILABLE || plain == 3 ||
	    (state & FIRMWARE_EEH_FOR_EVER && plain != UNAVAILABLE))
		return false;
	pe->eeh.armed = state & FIRMWARE_EEH_ARMED;
	pe->eeh.bridged = state & FIRMWARE_EEH_BRIDGED;
	pe->eeh.unconfigured = false;
	pe->eeh.delay = state & FIRMWARE_EEH_FOR_EVER ? 0 : DELAY_MS;
	if (plain != pe->eeh.state)
		state_set(pe, plain);
	return true;
}

/* --- resets --------------------------------------------------------------- */

/* Interrupts are off after a reset. */
static void capabilities_clear(struct fw_pe *pe, uint32_t address)
{
	uint32_t at = config_read(pe, address, PCI_CAPABILITY_LIST, 1);

	for (uint32_t i = 0; at >= PCI_STD_HEADER_SIZEOF && i < 48; i++) {
		uint32_t id = config_read(pe, address, at, 1);

		if (id == PCI_CAP_ID_MSI || id == PCI_CAP_ID_MSIX)
			config_write(pe, address, at + PCI_MSI_FLAGS, 2, 0);
		at = config_read(pe, address, at + PCI_CAP_LIST_NEXT, 1) & ~3u;
	}
}

/* As far as its configuration space: QEMU has nothing that resets it. */
static void function_reset(struct fw_pe *pe, uint32_t address)
{
	config_write(pe, address, PCI_COMMAND, 2, 0);
	config_write(pe, address, PCI_CACHE_LINE_SIZE, 1, 0);
	config_write(pe, address, PCI_LATENCY_TIMER, 1, 0);
	config_write(pe, address, PCI_INTERRUPT_LINE, 1, 0);
	for (uint32_t bar = 0; bar < 6; bar++)
		config_write(pe, address, PCI_BASE_ADDRESS_0 + 4 * bar, 4, 0);
	config_write(pe, address, PCI_ROM_ADDRESS, 4, 0);
	if (config_read(pe, address, PCI_STATUS, 2) & PCI_STATUS_CAP_LIST)
		capabilities_clear(pe, address);
}

static void reset(struct fw_pe *pe)
{
	struct fw_eeh *eeh = &pe->eeh;

	if (eeh->state == NORMAL)
		scan(pe);
	for (uint32_t i = 0; i < eeh->nfunctions; i++)
		function_reset(pe, eeh->functions[i].address);
	eeh->nfunctions = 0; /* nothing of them is worth keeping */
	eeh->unconfigured = eeh->bridged;
	eeh->state = RESET;
}

/* --- calls ---------------------------------------------------------------- */

static void slot_state(const struct fw_eeh *eeh, struct fw_call *c)
{
	const uint32_t results[] = {
		0,
		eeh->state,
		1 /* has EEH */,
		eeh->state == UNAVAILABLE ? eeh->delay : 0,
	};

	for (uint32_t i = 0; i < c->nret; i++)
		fw_results(c)[i] = i < 4 ? results[i] : 0;
}

static int32_t option(struct fw_pe *pe, uint32_t option)
{
	switch (option) {
	case OPTION_LOAD_STORE:
		if (pe->eeh.state != STOPPED)
			return UNEXPECTED;
		state_set(pe, STOPPED_DMA);
		return 0;
	case OPTION_DMA:
		if (pe->eeh.state != STOPPED_DMA)
			return UNEXPECTED;
		state_set(pe, NORMAL);
		return 0;
	default:
		return option > OPTION_ENABLE ? PARAMETER : 0;
	}
}

static int32_t slot_reset(struct fw_pe *pe, uint32_t kind)
{
	if (pe->eeh.state == UNAVAILABLE)
		return UNEXPECTED;
	switch (kind) {
	case RESET_OFF:
		if (pe->eeh.state != NORMAL)
			state_set(pe, NORMAL);
		return 0;
	case RESET_HOT:
	case RESET_FUNDAMENTAL:
		reset(pe);
		return 0;
	default:
		return PARAMETER;
	}
}

/* Until the next boot, or FIRMWARE_EEH. */
static void give_up(struct fw_pe *pe)
{
	state_set(pe, UNAVAILABLE);
	pe->eeh.delay = 0;
}

static bool silent(const struct fw_eeh *eeh)
{
	return eeh->unconfigured ||
	       (eeh->state != NORMAL && eeh->state != STOPPED_DMA);
}

static void read_config(struct fw_pe *pe, struct fw_call *c)
{
	const struct fw_eeh *eeh = &pe->eeh;
	uint32_t *results = fw_results(c);
	uint32_t size = c->args[3];

	if (silent(eeh)) {
		results[0] = 0;
		results[1] = size < 4 ? (1u << 8 * size) - 1 : 0xffffffff;
		return;
	}
	fw_qemu_rtas(c);
	if (config_at(c) != PCI_COMMAND || size < 2 || results[0])
		return;
	for (uint32_t i = 0; i < eeh->nfunctions; i++)
		if (eeh->functions[i].address == config_address(c))
			results[1] |=
				eeh->functions[i].command & PCI_COMMAND_MASTER;
}

/* A device whose memory was off was accessed, perhaps: an error. */
static bool accessed_while_off(struct fw_eeh *eeh, uint32_t command)
{
	bool on = command & PCI_COMMAND_MEMORY;
	bool was_off = eeh->off;

	if (!eeh->armed)
		return false;
	eeh->off = !on;
	if (!on || !was_off)
		return false;
	eeh->armed = eeh->off = false;
	return true;
}

/* The command register of a PE that may be stopped, or become it. */
static void write_command(struct fw_pe *pe, struct fw_call *c)
{
	struct fw_eeh *eeh = &pe->eeh;
	uint32_t command = c->args[4];

	for (uint32_t i = 0; eeh->state == STOPPED_DMA && i < eeh->nfunctions;
	     i++)
		if (eeh->functions[i].address == config_address(c)) {
			eeh->functions[i].command = (uint16_t)command;
			c->args[4] &= ~(uint32_t)PCI_COMMAND_MASTER;
		}
	fw_qemu_rtas(c);
	c->args[4] = command;
	if (accessed_while_off(eeh, command))
		state_set(pe, STOPPED);
}

static void write_config(struct fw_pe *pe, struct fw_call *c)
{
	if (silent(&pe->eeh))
		fw_results(c)[0] = 0;
	else if (config_at(c) == PCI_COMMAND && c->args[3] >= 2)
		write_command(pe, c);
	else
		fw_qemu_rtas(c);
}

/* Calls that name the PE itself. */
static int32_t pe_call(struct fw_pe *pe, struct fw_call *c,
		       enum firmware_call call)
{
	if (c->args[0] != ADDRESS)
		return PARAMETER;
	switch (call) {
	case FIRMWARE_CALL_EEH_OPTION:
		return option(pe, c->args[3]);
	case FIRMWARE_CALL_SLOT_RESET:
		return slot_reset(pe, c->args[3]);
	case FIRMWARE_CALL_CONFIGURE:
		pe->eeh.unconfigured = false;
		return 0;
	case FIRMWARE_CALL_ERROR_DETAIL:
		if (c->args[7] == LOG_PERMANENT)
			give_up(pe);
		return NO_LOG;
	default:
		slot_state(&pe->eeh, c);
		return 0;
	}
}

void fw_eeh(struct fw_pe *pe, struct fw_call *c, enum firmware_call call)
{
	switch (call) {
	case FIRMWARE_CALL_CONFIG_ADDR:
		fw_results(c)[0] = 0;
		/* the PE's address, or: it has one, which is its own */
		fw_results(c)[1] = c->args[3] ? 1 : ADDRESS;
		break;
	case FIRMWARE_CALL_READ_CONFIG:
		read_config(pe, c);
		break;
	case FIRMWARE_CALL_WRITE_CONFIG:
		write_config(pe, c);
		break;
	default:
		fw_results(c)[0] = (uint32_t)pe_call(pe, c, call);
		break;
	}
}
