/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FIRMWARE_EEH_H
#define FIRMWARE_EEH_H

#include "firmware.h"

/*
 * The EEH calls, from CONFIG_ADDR to READ_CONFIG, for a PE that is set to have
 * EEH. Each leaves its results in @c, the status included. No device is really
 * frozen: its DMA goes on, and so does MMIO.
 */
void fw_eeh(struct fw_pe *pe, struct fw_call *c, enum firmware_call call);

#endif
