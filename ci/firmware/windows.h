/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FIRMWARE_WINDOWS_H
#define FIRMWARE_WINDOWS_H

#include "firmware.h"

/*
 * The calls that make and remove windows, for a PE and what it is set to.
 * Windows themselves are QEMU's; what is kept here is which ones there are.
 * Each call leaves its results in @c, the status included.
 */

void fw_query(struct fw_pe *pe, struct fw_call *c);
void fw_create(struct fw_pe *pe, struct fw_call *c);
void fw_remove(struct fw_pe *pe, struct fw_call *c);
void fw_reset(struct fw_pe *pe, struct fw_call *c);

/* The PE that has a window of this number, or NULL. */
struct fw_pe *fw_owner(struct fw *fw, uint32_t liobn);

/* Entries of a window that allow a device anything, @most at most. */
uint32_t fw_live(const struct fw_window *w, uint32_t most);

#endif
