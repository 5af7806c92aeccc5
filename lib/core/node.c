// SPDX-License-Identifier: GPL-2.0-only
#include "node.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "file.h"

#define TREE "/proc/device-tree"

static const char *const names[] = {
	[TCE_DT_WINDOW] = "ibm,dma-window",
	[TCE_DT_SAVED] = "ibm,dma-window-saved",
	[TCE_DT_DDW] = "linux,dma64-ddr-window-info",
	[TCE_DT_DIRECT] = "linux,direct64-ddr-window-info",
};

const char *core_prop_name(enum tce_dt_prop prop)
{
	return (size_t)prop < sizeof(names) / sizeof(names[0]) ? names[prop]
							       : NULL;
}

/* Resolve the first link that matches, into @node. */
static bool link_resolve(const char *folder, const char *pattern, char *node)
{
	char path[PATH_MAX + 32];
	glob_t g = { 0 };
	bool ok;

	snprintf(path, sizeof(path), "%s/%s", folder, pattern);
	ok = !glob(path, 0, NULL, &g) && realpath(g.gl_pathv[0], node);
	globfree(&g);
	return ok;
}

void core_node_up(char *node)
{
	char *slash = strrchr(node, '/');

	*(slash ? slash : node) = '\0';
}

/*
 * The node of a device, or of the nearest bridge above it that has one (a
 * root bus has its node in its pci_bus folder): absolute, links resolved.
 */
static bool of_node_find(char *device, char *node)
{
	for (; *device; core_node_up(device))
		if (link_resolve(device, "of_node", node) ||
		    link_resolve(device, "pci_bus/*/of_node", node))
			return true;
	return false;
}

int core_node_find(char *device, char *node)
{
	char path[PATH_MAX], tree[PATH_MAX], found[PATH_MAX];
	size_t len;
	int ret = core_path_print(path, TREE);

	if (ret)
		return ret;
	if (!realpath(path, tree))
		return -errno;
	len = strlen(tree);
	*node = '\0';
	if (of_node_find(device, found) && !strncmp(found, tree, len))
		memcpy(node, found + len, strlen(found + len) + 1);
	return 0;
}

int core_node_prop(const char *node, const char *prop, void *buf, size_t len)
{
	char path[PATH_MAX];
	int ret = core_path_print(path, TREE "%s/%s", node, prop);

	return ret ? ret : core_file_read(path, buf, len);
}

int core_node_seek(const char *node, const char *prop)
{
	char path[PATH_MAX];
	int ret = core_path_print(path, TREE "%s/%s", node, prop);

	if (ret)
		return ret;
	return access(path, F_OK) ? -errno : 0;
}

int core_node_open(const struct tce_pe *pe)
{
	char path[PATH_MAX];
	int ret = core_path_print(path, TREE "%s", pe->dt_path);

	if (ret || !pe->dt_path[0])
		return ret ? ret : -ENOENT;
	ret = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	return ret < 0 ? -errno : ret;
}

int core_node_has(int node, enum tce_dt_prop prop)
{
	const char *name = core_prop_name(prop);

	if (!name)
		return -EINVAL;
	if (!faccessat(node, name, F_OK, 0))
		return 1;
	return errno == ENOENT ? 0 : -errno;
}
