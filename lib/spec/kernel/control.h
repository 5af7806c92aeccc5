/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TCE_SPEC_KERNEL_CONTROL_H
#define TCE_SPEC_KERNEL_CONTROL_H

#include <stdint.h>

#include <tce/platform.h>

#include "firmware_call.h"

/**
 * tce_firmware_control() - make the control call of our firmware
 * @arg: the operation and its arguments
 * @nargs: how many
 * @ret: out: results after the status
 * @nret: how many; with @nargs fewer than 15
 *
 * Return: 0; -EINVAL the firmware does not take it; -errno of sys_rtas(2)
 */
int tce_firmware_control(const uint32_t *arg, unsigned int nargs, uint32_t *ret,
			 unsigned int nret);

/**
 * tce_firmware_control_pe() - make it for a PE
 * @more: arguments after the PE's bridge
 *
 * Return: as tce_firmware_control()
 */
int tce_firmware_control_pe(const struct tce_pe *pe, enum firmware_operation op,
			    const uint32_t *more, unsigned int nmore,
			    uint32_t *ret, unsigned int nret);

/* What the log has of a call, after the number of all entries. */
struct tce_firmware_entry {
	uint32_t total, token, arg[5];
	int32_t ret[4];
};

/**
 * tce_firmware_logged() - read an entry of the firmware's log
 * @index: from 0 on
 * @e: out: zeros where there is no entry, but for @total
 *
 * Return: as tce_firmware_control(); -EINVAL: there is none
 */
int tce_firmware_logged(uint32_t index, struct tce_firmware_entry *e);

/* The PE's bridge, for calls that name one. */
uint64_t tce_firmware_entry_buid(const struct tce_firmware_entry *e);

/* The token of a call, as the device tree has it; 0: none. */
uint32_t tce_firmware_token(enum firmware_call call);

/* The unit address of its bridge, by which the firmware knows a PE. */
uint64_t tce_firmware_buid(const struct tce_pe *pe);

#endif
