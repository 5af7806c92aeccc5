// SPDX-License-Identifier: GPL-2.0-only
#include "properties.h"

#include "text.h"

/* Those that move from the bridge to its devices with at-device. */
static const char moving[][24] = {
	"ibm,dma-window",     "ibm,#dma-address-cells", "ibm,#dma-size-cells",
	"ibm,ddw-applicable", "ibm,ddw-extensions",
};
#define MOVING (sizeof(moving) / sizeof(moving[0]))

static bool moves(const char *name)
{
	for (uint32_t i = 0; i < MOVING; i++)
		if (fw_text_is(moving[i], name))
			return true;
	return false;
}

bool fw_concerned(const struct fw *fw, const char *name)
{
	uint32_t i;

	for (i = 0; i < fw->nproperties; i++)
		if (fw_text_is(fw->properties[i].name, name))
			return true;
	if (!moves(name))
		return false;
	for (i = 0; i < FW_PES; i++)
		if (fw->pes[i].at_device)
			return true;
	return false;
}

/* What the last of the settings for this PE and name says, or QEMU. */
static struct fw_value_of setting(const struct fw *fw, const struct fw_pe *pe,
				  const char *name)
{
	for (uint32_t i = fw->nproperties; i-- > 0;) {
		const struct fw_property *p = &fw->properties[i];

		if (fw_text_is(p->name, name) &&
		    (p->pe == FW_PES || &fw->pes[p->pe] == pe))
			return (struct fw_value_of){
				.source = p->gone ? FW_FROM_NOWHERE
						  : FW_FROM_CELLS,
				.cells = p->cells,
				.ncells = p->ncells,
			};
	}
	return (struct fw_value_of){ .source = FW_FROM_QEMU };
}

struct fw_value_of fw_bridge_property(const struct fw *fw,
				      const struct fw_pe *pe, const char *name)
{
	if (pe->at_device && moves(name))
		return (struct fw_value_of){ .source = FW_FROM_NOWHERE };
	return setting(fw, pe, name);
}

struct fw_value_of fw_device_property(const struct fw *fw,
				      const struct fw_pe *pe, const char *name)
{
	struct fw_value_of v = { .source = FW_FROM_QEMU };

	if (!pe->at_device || !moves(name))
		return v;
	v = setting(fw, pe, name);
	if (v.source == FW_FROM_QEMU)
		v.source = FW_FROM_BRIDGE;
	return v;
}

const char *fw_candidate(const struct fw *fw, uint32_t i)
{
	if (i < MOVING)
		return moving[i];
	i -= MOVING;
	return i < fw->nproperties ? fw->properties[i].name : NULL;
}
