/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FIRMWARE_SETTINGS_H
#define FIRMWARE_SETTINGS_H

#include "firmware.h"

/*
 * The settings of a machine's file. Words of a line are for the PE that the
 *last pe=N in it names, or, before the first, for each PE:
 *
 *   pe=N			what follows is for bridge N
 *   PARAMETER=NUMBER		one of FIRMWARE_PARAMETERS
 *   fail=CALL:FIRST:COUNT:STATUS  from the FIRST such call on COUNT ones
 *				end with STATUS and do nothing
 *   prop=NAME[:CELL]...	a property of the bridge's node, changed or new
 *   noprop=NAME		it has no such property
 *   at-device=1		its DMA properties are at the devices' nodes
 */

struct fw_wrong {
	const char *what; /* is wrong, or NULL */
	const char *word; /* the place in the text */
};

/*
 * Reads settings. PEs are those of @fw that are used.
 * @return: whether all is well; else @wrong says what is not
 */
bool fw_settings(struct fw *fw, const char *text, struct fw_wrong *wrong);

#endif
