/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FIRMWARE_HYPERVISOR_H
#define FIRMWARE_HYPERVISOR_H

#include <stdint.h>

#include "firmware.h"

/*
 * What the firmware asks QEMU for. Functions, no table of them: an image that
 * runs at two addresses has no pointers to functions. Unit tests have their
 * own.
 */

/* QEMU's token of a call, or a number that no call has. */
uint32_t fw_token(enum firmware_call call);

/* Has QEMU answer an RTAS call; @return its status. */
int32_t fw_qemu_rtas(struct fw_call *c);

/* @return of the hypercall, 0 if it succeeded */
int64_t fw_qemu_tce_get(uint32_t liobn, uint64_t ioba, uint64_t *tce);
int64_t fw_qemu_tce_put(uint32_t liobn, uint64_t ioba, uint64_t tce);

#endif
