// SPDX-License-Identifier: GPL-2.0-only
#include "inventory.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include <core/file.h>
#include <core/node.h>

#define PCI "/sys/bus/pci"
#define CLASS_BRIDGE 0x06

static unsigned long id_read(const char *bdf, const char *name)
{
	unsigned long value = 0;

	host_number(&value, 16, PCI "/devices/%s/%s", bdf, name);
	return value;
}

static int group_read(const char *bdf)
{
	char name[16];

	if (host_link(name, sizeof(name), PCI "/devices/%s/iommu_group", bdf))
		return -1;
	return atoi(name);
}

static int numa_read(const char *bdf)
{
	char text[16];

	if (host_line(text, sizeof(text), PCI "/devices/%s/numa_node", bdf) ||
	    !*text)
		return -1;
	return atoi(text);
}

/* A slot is for all functions of a device. */
static void slot_read(struct host_function *f)
{
	size_t len = strcspn(f->bdf, ".");
	struct dirent **slots;
	char address[16];
	int n = host_list(&slots, PCI "/slots");

	for (int i = 0; i < n; i++) {
		const char *name = slots[i]->d_name;

		if (host_line(address, sizeof(address), PCI "/slots/%s/address",
			      name) ||
		    strlen(address) != len ||
		    strncmp(address, f->bdf, len) != 0)
			continue;
		host_copy(f->slot, sizeof(f->slot), name);
		break;
	}
	host_list_free(slots, n);
}

/* The location code of the nearest node, from the device's upwards. */
static void node_read(struct host_function *f)
{
	char path[PATH_MAX], device[PATH_MAX], node[PATH_MAX], *slash;

	if (core_path_print(path, PCI "/devices/%s", f->bdf) ||
	    !realpath(path, device) || core_node_find(device, node))
		return;
	if (!host_copy(f->node, sizeof(f->node), node))
		f->node[0] = '\0';
	for (slash = node; slash && *node;) {
		if (core_node_prop(node, "ibm,loc-code", f->location,
				   sizeof(f->location) - 1) > 0)
			return;
		slash = strrchr(node, '/');
		if (slash)
			*slash = '\0';
	}
}

static void virtual_read(struct host_function *f)
{
	host_link(f->physfn, sizeof(f->physfn), PCI "/devices/%s/physfn",
		  f->bdf);
	f->vfs_err = host_number(&f->vfs, 10, PCI "/devices/%s/sriov_numvfs",
				 f->bdf);
	f->sriov = f->vfs_err != -ENOENT;
	if (!f->sriov)
		f->vfs_err = 0;
}

static void function_read(struct host_function *f, const char *bdf)
{
	*f = (struct host_function){ .group = group_read(bdf),
				     .numa = numa_read(bdf) };
	host_copy(f->bdf, sizeof(f->bdf), bdf);
	f->id.vendor = (uint16_t)id_read(bdf, "vendor");
	f->id.device = (uint16_t)id_read(bdf, "device");
	f->id.class_code = (uint32_t)id_read(bdf, "class");
	f->bridge = f->id.class_code >> 16 == CLASS_BRIDGE;
	f->driver_err = tce_driver_read(bdf, f->driver);
	if (f->driver_err == -ENOENT)
		f->driver_err = 0;
	slot_read(f);
	node_read(f);
	virtual_read(f);
}

int host_inventory_read(struct host_inventory *inv)
{
	struct dirent **list;
	int n = host_list(&list, PCI "/devices");

	*inv = (struct host_inventory){ 0 };
	if (n < 0)
		return n;
	inv->f = calloc((size_t)n + 1, sizeof(*inv->f));
	for (int i = 0; inv->f && i < n; i++)
		if (strlen(list[i]->d_name) < sizeof(inv->f->bdf))
			function_read(&inv->f[inv->n++], list[i]->d_name);
	host_list_free(list, n);
	return inv->f ? 0 : -ENOMEM;
}

void host_inventory_free(struct host_inventory *inv)
{
	free(inv->f);
	*inv = (struct host_inventory){ 0 };
}

const struct host_function *
host_inventory_find(const struct host_inventory *inv, const char *bdf)
{
	for (size_t i = 0; i < inv->n; i++)
		if (!strcmp(inv->f[i].bdf, bdf))
			return &inv->f[i];
	return NULL;
}

const struct host_function *
host_inventory_next(const struct host_inventory *inv, int group,
		    const struct host_function *after)
{
	size_t i = after ? (size_t)(after - inv->f) + 1 : 0;

	for (; group >= 0 && i < inv->n; i++)
		if (inv->f[i].group == group)
			return &inv->f[i];
	return NULL;
}
