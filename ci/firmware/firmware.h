/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FIRMWARE_H
#define FIRMWARE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <spec/kernel/firmware_call.h>

/*
 * What the firmware knows: its PEs, what settings make of them, and what the
 * kernel asked for. Plain numbers and text, no pointers: in the firmware this
 * is part of the image, which is copied to where the kernel wants RTAS.
 *
 * On a bridge of QEMU all devices share one address space and its two windows,
 * so a PE is a bridge.
 */

/* Bridges that QEMU numbers from 0 on. */
#define FW_PES 32
#define FW_BUID 0x800000020000000ULL
#define FW_RULES 8
#define FW_PROPERTIES 32
#define FW_CELLS 8
#define FW_NAME 32

/* Arguments of an RTAS call; the results follow the arguments. */
struct fw_call {
	uint32_t token, nargs, nret;
	uint32_t args[16];
};

struct fw_window {
	uint32_t liobn; /* 0: none */
	uint32_t page_shift, window_shift;
	uint64_t start;
};

/* The next @count calls after @skip ones end with @status. */
struct fw_rule {
	uint32_t call, skip, count;
	int32_t status;
	bool settings; /* from them: CLEAR leaves it */
};

struct fw_value {
	bool set;
	int64_t number;
};

#define FW_FUNCTIONS 8
struct fw_function {
	uint16_t address; /* bus, device and function */
	uint16_t command; /* its register, if the PE were not stopped */
};

struct fw_eeh {
	uint32_t state; /* as ibm,read-slot-reset-state2 reports it */
	uint32_t delay; /* ms that a PE is unavailable; 0: permanently */
	bool armed, off;
	bool bridged;	   /* between a reset and ibm,configure-pe ... */
	bool unconfigured; /* ... no configuration space can be reached */
	uint32_t nfunctions;
	struct fw_function functions[FW_FUNCTIONS];
};

struct fw_pe {
	uint64_t buid;
	bool used; /* there is such a bridge */
	/* DMA properties are those of the devices' nodes */
	bool at_device;
	struct fw_value settings[FIRMWARE_PARAMETER_END];
	struct fw_value now[FIRMWARE_PARAMETER_END];
	struct fw_rule rules[FW_RULES];
	uint32_t calls[FIRMWARE_CALL_END];
	uint32_t busy[FIRMWARE_CALL_END]; /* times since it was done */
	/* at boot, and now */
	struct fw_window standard;
	struct fw_window windows[FIRMWARE_SLOTS];
	struct fw_eeh eeh;
};

/* A property of a bridge's node that is not QEMU's. */
struct fw_property {
	char name[FW_NAME];
	uint32_t pe; /* FW_PES: of each */
	bool gone;
	uint32_t ncells;
	uint32_t cells[FW_CELLS];
};

struct fw_entry {
	uint32_t token, args[5], results[4];
};

struct fw {
	struct fw_pe pes[FW_PES];
	struct fw_property properties[FW_PROPERTIES];
	uint32_t nproperties;
	struct fw_entry log[FIRMWARE_LOGGED];
	uint32_t nlog; /* all that came */
};

static inline uint32_t *fw_results(struct fw_call *c)
{
	return c->args + c->nargs;
}

static inline uint64_t fw_pair(const uint32_t *cells)
{
	return (uint64_t)cells[0] << 32 | cells[1];
}

/* By its bridge's BUID, or NULL. */
static inline struct fw_pe *fw_pe(struct fw *fw, uint64_t buid)
{
	uint64_t index = buid - FW_BUID;

	return index < FW_PES && fw->pes[index].used ? &fw->pes[index] : NULL;
}

static inline bool fw_set(const struct fw_pe *pe, enum firmware_parameter p)
{
	return pe->now[p].set;
}

#endif
