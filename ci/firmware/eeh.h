/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FIRMWARE_EEH_H
#define FIRMWARE_EEH_H

#include <stdbool.h>

#include "firmware.h"

/*
 * EEH: a PE that an error stops, that is reset, and that works again. QEMU's
 * devices know nothing of it: the command registers of a stopped PE are off, so
 * that its devices reach no memory and have no registers, and what the kernel
 * reads of their configuration space are ones.
 */

/*
 * Answers a call of EEH, or to a configuration space, for a PE that is set to
 * have EEH.
 */
void fw_eeh(struct fw_pe *pe, struct fw_call *c, enum firmware_call call);

/* FIRMWARE_EEH. @return: whether there is such a state */
bool fw_eeh_set(struct fw_pe *pe, uint32_t state);

#endif
