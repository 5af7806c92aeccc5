/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef UNIT_FAKE_QEMU_H
#define UNIT_FAKE_QEMU_H

#include "../../ci/firmware/firmware.h"

/* What ci/firmware asks of QEMU, here: a bridge with two tables. */

#define TOKEN 0x2000 /* of the first call */
#define TABLES 2
#define ABOVE 0x800000000000000u
#define LIOBN(n) (0x80000100u + (n))

extern struct fake_qemu {
	struct fw_window tables[TABLES];
	uint64_t live; /* the I/O address of a live entry; 0: none */
	unsigned int calls;
} fake_qemu;

/* How many there are. */
unsigned int fake_qemu_windows(void);

/* As after a boot: the default window in the first table. */
void fake_qemu_boot(void);

#endif
