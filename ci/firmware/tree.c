// SPDX-License-Identifier: GPL-2.0-only
#include "tree.h"

#include "image.h"
#include "properties.h"
#include "text.h"

#define NONE UINT32_MAX

/* Those of /rtas that QEMU does not have. */
static const char added[][24] = { FIRMWARE_CALL_NAME };
#define ADDED (sizeof(added) / sizeof(added[0]))

struct value {
	struct fw_value_of of;
	uint32_t bridge; /* if it is its property */
	uint32_t cell;	 /* room for one */
};

static bool is_added(const char *name)
{
	for (uint32_t i = 0; i < ADDED; i++)
		if (fw_text_is(added[i], name))
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
	v->cell = cell;
	v->of = (struct fw_value_of){ FW_FROM_CELLS, &v->cell, 1 };
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

static void pci_value(struct fw *fw, uint32_t node, const char *name,
		      struct value *v)
{
	struct fw_pe *pe = bridge_of(fw, node);

	if (pe) {
		v->of = fw_bridge_property(fw, pe, name);
		return;
	}
	v->bridge = fw_client("parent", 1, &node);
	if (v->bridge == 0 || v->bridge == NONE)
		return;
	pe = bridge_of(fw, v->bridge);
	if (pe)
		v->of = fw_device_property(fw, pe, name);
}

/* What a node's property is. Phandles change while the kernel starts. */
static void value_of(struct fw *fw, uint32_t node, const char *name,
		     struct value *v)
{
	v->of.source = FW_FROM_QEMU;
	if ((fw_text_is(name, "rtas-size") || is_added(name)) &&
	    node == fw_finddevice("/rtas"))
		rtas_value(name, v);
	else if (fw_concerned(fw, name))
		pci_value(fw, node, name, v);
}

static bool get(struct fw *fw, struct fw_request *r)
{
	uint32_t *result = r->args + r->nargs, i;
	struct value v;

	value_of(fw, r->args[0], fw_pointer(r->args[1]), &v);
	switch (v.of.source) {
	case FW_FROM_QEMU:
		return false;
	case FW_FROM_NOWHERE:
		*result = NONE;
		break;
	case FW_FROM_CELLS:
		*result = v.of.ncells * 4;
		for (i = 0; r->nargs == 4 && i < v.of.ncells; i++)
			if ((i + 1) * 4 <= r->args[3])
				((uint32_t *)fw_pointer(r->args[2]))[i] =
					v.of.cells[i];
		break;
	case FW_FROM_BRIDGE:
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
	return fw_candidate(fw, i - ADDED);
}

/* Whether a node has that property, and by us alone. */
static bool ours(struct fw *fw, uint32_t node, const char *name)
{
	const uint32_t args[] = { node, fw_cell(name) };
	struct value v;

	value_of(fw, node, name, &v);
	return (v.of.source == FW_FROM_CELLS ||
		v.of.source == FW_FROM_BRIDGE) &&
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
		} while (*result == 1 && v.of.source == FW_FROM_NOWHERE);
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
