// SPDX-License-Identifier: GPL-2.0-only
#include "tree.h"

#include "image.h"
#include "text.h"

#define NONE UINT32_MAX

/* Those that move from the bridge to its devices with at-device. */
static const char moving[][24] = {
	"ibm,dma-window",     "ibm,#dma-address-cells", "ibm,#dma-size-cells",
	"ibm,ddw-applicable", "ibm,ddw-extensions",
};
#define MOVING (sizeof(moving) / sizeof(moving[0]))

/* Those of /rtas that QEMU does not have. */
static const char added[][24] = { FIRMWARE_CALL_NAME };
#define ADDED (sizeof(added) / sizeof(added[0]))

/* Where a property of a node comes from. */
enum source {
	QEMU,
	NOWHERE, /* the node has none of this name */
	CELLS,
	BRIDGE, /* QEMU's property of the bridge */
};

struct value {
	enum source source;
	const uint32_t *cells;
	uint32_t ncells;
	uint32_t bridge;
	uint32_t cell; /* room for one */
};

static bool listed(const char names[][24], uint32_t n, const char *name)
{
	for (uint32_t i = 0; i < n; i++)
		if (fw_text_is(names[i], name))
			return true;
	return false;
}

uint32_t fw_rtas_size(void)
{
	uint32_t size = 0;

	fw_getprop(fw_finddevice("/rtas"), "rtas-size", &size, sizeof(size));
	return (size + 0xfff) & ~0xfffu;
}

static void one_cell(struct value *v, uint32_t cell)
{
	v->source = CELLS;
	v->cell = cell;
	v->cells = &v->cell;
	v->ncells = 1;
}

/* Of /rtas. */
static void rtas_value(const char *name, struct value *v)
{
	if (fw_text_is(name, "rtas-size"))
		one_cell(v, fw_rtas_size() + (uint32_t)fw_offset(fw_end));
	else
		one_cell(v, FIRMWARE_CALL_TOKEN);
}

/* The PE whose bridge this node is, or NULL. */
static struct fw_pe *bridge_of(struct fw *fw, uint32_t node)
{
	uint32_t reg[2];

	if (fw_getprop(node, "reg", reg, sizeof(reg)) == NONE)
		return NULL;
	return fw_pe(fw, fw_pair(reg));
}

/* The last of the settings for this PE and name, or NULL. */
static const struct fw_property *
setting(const struct fw *fw, const struct fw_pe *pe, const char *name)
{
	const struct fw_property *p = fw->properties + fw->nproperties;

	while (p-- > fw->properties)
		if (fw_text_is(p->name, name) &&
		    (p->pe == FW_PES || &fw->pes[p->pe] == pe))
			return p;
	return NULL;
}

static bool set_value(const struct fw *fw, const struct fw_pe *pe,
		      const char *name, struct value *v)
{
	const struct fw_property *p = setting(fw, pe, name);

	if (!p)
		return false;
	v->source = p->gone ? NOWHERE : CELLS;
	v->cells = p->cells;
	v->ncells = p->ncells;
	return true;
}

/* Whether some setting is about properties of this name. */
static bool concerned(const struct fw *fw, const char *name)
{
	uint32_t i;

	for (i = 0; i < fw->nproperties; i++)
		if (fw_text_is(fw->properties[i].name, name))
			return true;
	if (!listed(moving, MOVING, name))
		return false;
	for (i = 0; i < FW_PES; i++)
		if (fw->pes[i].at_device)
			return true;
	return false;
}

static void pci_value(struct fw *fw, uint32_t node, const char *name,
		      struct value *v)
{
	struct fw_pe *pe = bridge_of(fw, node);

	if (pe && pe->at_device && listed(moving, MOVING, name)) {
		v->source = NOWHERE;
		return;
	}
	if (pe) {
		set_value(fw, pe, name, v);
		return;
	}
	v->bridge = fw_client("parent", 1, &node);
	pe = v->bridge != 0 && v->bridge != NONE ? bridge_of(fw, v->bridge)
						 : NULL;
	if (pe && pe->at_device && listed(moving, MOVING, name) &&
	    !set_value(fw, pe, name, v))
		v->source = BRIDGE;
}

/* What a node's property is. Phandles change while the kernel starts. */
static void value_of(struct fw *fw, uint32_t node, const char *name,
		     struct value *v)
{
	v->source = QEMU;
	if ((fw_text_is(name, "rtas-size") || listed(added, ADDED, name)) &&
	    node == fw_finddevice("/rtas"))
		rtas_value(name, v);
	else if (concerned(fw, name))
		pci_value(fw, node, name, v);
}

static bool get(struct fw *fw, struct fw_request *r)
{
	uint32_t *result = r->args + r->nargs, i;
	struct value v;

	value_of(fw, r->args[0], fw_pointer(r->args[1]), &v);
	switch (v.source) {
	case QEMU:
		return false;
	case NOWHERE:
		*result = NONE;
		break;
	case CELLS:
		*result = v.ncells * 4;
		for (i = 0; r->nargs == 4 && i < v.ncells; i++)
			if ((i + 1) * 4 <= r->args[3])
				((uint32_t *)fw_pointer(r->args[2]))[i] =
					v.cells[i];
		break;
	case BRIDGE:
		r->args[0] = v.bridge;
		return false;
	}
	return true;
}

/* The i-th name that a node may have besides QEMU's, or NULL after the last. */
static const char *candidate(const struct fw *fw, uint32_t i)
{
	if (i < ADDED)
		return added[i];
	i -= ADDED;
	if (i < MOVING)
		return moving[i];
	i -= MOVING;
	return i < fw->nproperties ? fw->properties[i].name : NULL;
}

/* Whether a node has that property, and by us alone. */
static bool ours(struct fw *fw, uint32_t node, const char *name)
{
	const uint32_t args[] = { node, fw_cell(name) };
	struct value v;

	value_of(fw, node, name, &v);
	return (v.source == CELLS || v.source == BRIDGE) &&
	       fw_client("getproplen", 2, args) == NONE;
}

/* The first candidate of its name, from the i-th on, that is ours; or NULL. */
static const char *next_of_ours(struct fw *fw, uint32_t node, uint32_t i)
{
	const char *name, *earlier;
	uint32_t k;

	for (; (name = candidate(fw, i)); i++) {
		for (k = 0; (earlier = candidate(fw, k)) != name; k++)
			if (fw_text_is(earlier, name))
				break;
		if (k == i && ours(fw, node, name))
			return name;
	}
	return NULL;
}

/* Properties of a node, one after the other: QEMU's, then ours. */
static void next(struct fw *fw, struct fw_request *r)
{
	const uint32_t node = r->args[0];
	uint32_t args[3] = { node, r->args[1], r->args[2] };
	const char *prev = fw_pointer(r->args[1]), *name;
	char *to = fw_pointer(r->args[2]);
	uint32_t *result = r->args + r->nargs, i = 0;
	struct value v;

	while ((name = candidate(fw, i++)))
		if (prev && fw_text_is(prev, name) && ours(fw, node, name))
			break;
	if (!name) {
		do {
			*result = fw_client("nextprop", 3, args);
			args[1] = args[2];
			if (*result == 1)
				value_of(fw, node, to, &v);
		} while (*result == 1 && v.source == NOWHERE);
		if (*result == 1)
			return;
		i = 0;
	}
	name = next_of_ours(fw, node, i);
	*result = name != NULL;
	if (!name)
		return;
	do
		*to++ = *name;
	while (*name++);
}

bool fw_tree(struct fw *fw, struct fw_request *r)
{
	const char *service = fw_pointer(r->service);

	if (fw_text_is(service, "getprop") || fw_text_is(service, "getproplen"))
		return get(fw, r);
	if (!fw_text_is(service, "nextprop"))
		return false;
	next(fw, r);
	return true;
}
