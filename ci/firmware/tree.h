/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FIRMWARE_TREE_H
#define FIRMWARE_TREE_H

#include "firmware.h"

/* A request to Open Firmware: arguments, then results. */
struct fw_request {
	uint32_t service, nargs, nret;
	uint32_t args[10];
};

/*
 * Answers those for properties that are not QEMU's: of bridges and their
 * devices by the settings, and of /rtas.
 * @return: whether it did
 */
bool fw_tree(struct fw *fw, struct fw_request *r);

/* The size of QEMU's RTAS, after which ours begins. */
uint32_t fw_rtas_size(void);

#endif
