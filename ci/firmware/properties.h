/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FIRMWARE_PROPERTIES_H
#define FIRMWARE_PROPERTIES_H

#include "firmware.h"

/* What the settings make of the properties of a bridge and its devices. */

/* Where a property of a node comes from. */
enum fw_source {
	FW_FROM_QEMU,
	FW_FROM_NOWHERE, /* the node has none of this name */
	FW_FROM_CELLS,
	FW_FROM_BRIDGE, /* QEMU's property of the bridge */
};

struct fw_value_of {
	enum fw_source source;
	const uint32_t *cells;
	uint32_t ncells;
};

/* Whether some setting is about properties of this name. */
bool fw_concerned(const struct fw *fw, const char *name);

/* The property of a PE's bridge, or of a device on it. */
struct fw_value_of fw_bridge_property(const struct fw *fw,
				      const struct fw_pe *pe, const char *name);
struct fw_value_of fw_device_property(const struct fw *fw,
				      const struct fw_pe *pe, const char *name);

/* The i-th name that a node may have besides QEMU's; NULL after the last. */
const char *fw_candidate(const struct fw *fw, uint32_t i);

#endif
