// SPDX-License-Identifier: GPL-2.0-only
#include "below.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "files.h"
#include <core/file.h>

#define SUBSYSTEMS "/sys/class/nvme-subsystem"

/* The first thing that went wrong counts; what comes after it goes on. */
static void note(int *err, int ret)
{
	if (!*err && ret < 0)
		*err = ret;
}

/* Index of the part, which is there once; -errno. */
static int part_add(struct host_parts *parts, const struct host_part *part,
		    bool *new)
{
	struct host_part *more;

	*new = false;
	for (size_t i = 0; i < parts->n; i++)
		if (parts->part[i].kind == part->kind &&
		    !strcmp(parts->part[i].name, part->name))
			return (int)i;
	more = reallocarray(parts->part, parts->n + 1, sizeof(*more));
	if (!more)
		return -ENOMEM;
	parts->part = more;
	parts->part[parts->n] = *part;
	*new = true;
	return (int)parts->n++;
}

static int part_init(struct host_part *part, enum host_below kind,
		     const char *name, int of)
{
	*part = (struct host_part){ .kind = kind, .of = of };
	return host_copy(part->name, sizeof(part->name), name) ? 0
							       : -ENAMETOOLONG;
}

static void block_add(struct host_parts *parts, const char *name, int of,
		      int *err);

/* Folders of a disk that are its partitions. */
static void partitions_add(struct host_parts *parts, const char *name, int disk,
			   int *err)
{
	struct dirent **list;
	int n = host_list(&list, "/sys/class/block/%s", name);

	note(err, n);
	for (int i = 0; i < n; i++)
		if (host_there("/sys/class/block/%s/%s/partition", name,
			       list[i]->d_name))
			block_add(parts, list[i]->d_name, disk, err);
	host_list_free(list, n);
}

static void holders_add(struct host_parts *parts, const char *name, int held,
			int *err)
{
	struct dirent **list;
	int n = host_list(&list, "/sys/class/block/%s/holders", name);

	note(err, n);
	for (int i = 0; i < n; i++)
		block_add(parts, list[i]->d_name, held, err);
	host_list_free(list, n);
}

static void block_add(struct host_parts *parts, const char *name, int of,
		      int *err)
{
	struct host_part part;
	char dev[32];
	bool new;
	int at, ret = part_init(&part, HOST_BLOCK, name, of);

	if (!ret)
		ret = host_line(dev, sizeof(dev), "/sys/class/block/%s/dev",
				name);
	if (!ret && sscanf(dev, "%u:%u", &part.major, &part.minor) != 2)
		ret = -EPROTO;
	note(err, ret);
	if (ret == -ENAMETOOLONG)
		return;
	at = part_add(parts, &part, &new);
	note(err, at);
	if (at < 0 || !new)
		return;
	partitions_add(parts, name, at, err);
	holders_add(parts, name, at, err);
}

/* With all that stand on it: VLANs, bonds, bridges. */
static void net_add(struct host_parts *parts, const char *name, int of,
		    int *err)
{
	static const char upper[] = "upper_";
	struct host_part part;
	struct dirent **list;
	bool new;
	int at, n, ret = part_init(&part, HOST_NET, name, of);

	note(err, ret);
	if (ret)
		return;
	at = part_add(parts, &part, &new);
	note(err, at);
	if (at < 0 || !new)
		return;
	n = host_list(&list, "/sys/class/net/%s", name);
	note(err, n);
	for (int i = 0; i < n; i++)
		if (!strncmp(list[i]->d_name, upper, strlen(upper)))
			net_add(parts, list[i]->d_name + strlen(upper), at,
				err);
	host_list_free(list, n);
}

static void char_add(struct host_parts *parts, const char *name,
		     const char *dev, int *err)
{
	struct host_part part;
	bool new;
	int ret = part_init(&part, HOST_CHAR, name, -1);

	if (!ret && sscanf(dev, "%u:%u", &part.major, &part.minor) != 2)
		ret = -EPROTO;
	if (!ret)
		ret = part_add(parts, &part, &new);
	note(err, ret);
}

/*
 * With more than one way to an NVMe drive, or the possibility of it, its disks
 * are not below a controller but below their subsystem, which links to the
 * controllers.
 */
static void subsystems_add(struct host_parts *parts, const char *controller,
			   int *err)
{
	struct dirent **subs, **list;
	int n = host_list(&subs, SUBSYSTEMS);

	if (n < 0) {
		note(err, n == -ENOENT ? 0 : n);
		return;
	}
	for (int i = 0; i < n; i++) {
		const char *sub = subs[i]->d_name;
		int m;

		if (!host_there(SUBSYSTEMS "/%s/%s", sub, controller))
			continue;
		m = host_list(&list, SUBSYSTEMS "/%s", sub);
		note(err, m);
		for (int j = 0; j < m; j++)
			if (host_there(SUBSYSTEMS "/%s/%s/holders", sub,
				       list[j]->d_name))
				block_add(parts, list[j]->d_name, -1, err);
		host_list_free(list, m);
	}
	host_list_free(subs, n);
}

/* A folder of sysfs that stands for a device of its own. */
static void device_add(struct host_parts *parts, const char *path,
		       const char *name, int *err)
{
	char subsystem[64], dev[32];
	int ret = host_link(subsystem, sizeof(subsystem), "%s/subsystem", path);

	if (ret) {
		note(err, ret == -ENOENT ? 0 : ret);
		return;
	}
	if (!strcmp(subsystem, "net"))
		net_add(parts, name, -1, err);
	if (!strcmp(subsystem, "nvme"))
		subsystems_add(parts, name, err);
	ret = host_line(dev, sizeof(dev), "%s/dev", path);
	if (ret)
		note(err, ret == -ENOENT ? 0 : ret);
	else if (!strcmp(subsystem, "block"))
		block_add(parts, name, -1, err);
	else
		char_add(parts, name, dev, err);
}

static bool is_folder(const char *path)
{
	char full[PATH_MAX];
	struct stat st;

	return !core_path_print(full, "%s", path) && !lstat(full, &st) &&
	       S_ISDIR(st.st_mode);
}

/* @path is below the root, links in it resolved. */
static void walk(struct host_parts *parts, const char *path, int *err)
{
	char below[PATH_MAX];
	struct dirent **list;
	int n = host_list(&list, "%s", path);

	note(err, n);
	for (int i = 0; i < n; i++) {
		if (snprintf(below, sizeof(below), "%s/%s", path,
			     list[i]->d_name) >= PATH_MAX) {
			note(err, -ENAMETOOLONG);
			continue;
		}
		if (!is_folder(below))
			continue;
		device_add(parts, below, list[i]->d_name, err);
		walk(parts, below, err);
	}
	host_list_free(list, n);
}

int host_below_read(struct host_parts *parts, const char *bdf)
{
	char path[PATH_MAX], device[PATH_MAX], top[PATH_MAX];
	int err = 0,
	    ret = core_path_print(path, "/sys/bus/pci/devices/%s", bdf);

	*parts = (struct host_parts){ 0 };
	if (!ret)
		ret = core_path_print(top, "%s", "/");
	if (ret)
		return ret;
	if (!realpath(path, device) || !realpath(top, path))
		return -errno;
	/* What follows goes below the root again. */
	walk(parts, device + (strcmp(path, "/") ? strlen(path) : 0), &err);
	return err;
}

void host_below_free(struct host_parts *parts)
{
	free(parts->part);
	*parts = (struct host_parts){ 0 };
}
