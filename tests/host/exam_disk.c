// SPDX-License-Identifier: GPL-2.0-only
#include "exam.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "claims.h"
#include "files.h"

/* File systems without which there is no machine. */
static const char *const vital[] = { "/", "/boot", "/boot/efi", "/usr" };

static bool is_node(const char *path, const struct host_part *disk)
{
	return !strncmp(path, "/dev/", 5) && !strcmp(path + 5, disk->name);
}

/*
 * "id parent major:minor root point options ... - type source ..."; a file
 * system over several disks has a number of its own, and names one of them.
 */
static bool mounts(const char *line, const struct host_part *disk, char *point,
		   size_t len)
{
	const char *end = strchr(line, '\n'), *dash = strstr(line, " - ");
	char dev[32], want[32], source[256] = "";

	if (!exam_word(line, 2, dev, sizeof(dev)) ||
	    !exam_word(line, 4, point, len))
		return false;
	snprintf(want, sizeof(want), "%u:%u", disk->major, disk->minor);
	if (dash && (!end || dash < end))
		exam_word(dash, 2, source, sizeof(source));
	return !strcmp(dev, want) || is_node(source, disk);
}

static void mounted(struct exam *x, const struct host_part *disk)
{
	char point[128];

	FOR_LINES(line, x->scene->mounts.text)
	{
		if (!mounts(line, disk, point, sizeof(point)))
			continue;
		exam_add(x, HOST_RISK_MOUNTED, false, "%s is mounted on %s",
			 disk->name, point);
		for (size_t i = 0; i < sizeof(vital) / sizeof(vital[0]); i++)
			if (!strcmp(point, vital[i]))
				exam_add(x, HOST_RISK_BOOT, false,
					 "%s holds %s", disk->name, point);
	}
}

/* Each member of such a file system, which is there while it is mounted. */
static void mounted_btrfs(struct exam *x, const struct host_part *disk)
{
	struct dirent **list;
	int n = host_list(&list, "/sys/fs/btrfs");

	if (n < 0 && n != -ENOENT)
		exam_add_unknown(x, BIT(MOUNTED), "/sys/fs/btrfs", n);
	for (int i = 0; i < n; i++)
		if (host_there("/sys/fs/btrfs/%s/devices/%s", list[i]->d_name,
			       disk->name))
			exam_add(x, HOST_RISK_MOUNTED, false,
				 "%s is part of a Btrfs that is mounted",
				 disk->name);
	host_list_free(list, n);
}

static void swap(struct exam *x, const struct host_part *disk)
{
	char path[128], type[32];

	FOR_LINES(line, x->scene->swaps.text)
	{
		if (!exam_word(line, 0, path, sizeof(path)) ||
		    !exam_word(line, 1, type, sizeof(type)) ||
		    strcmp(type, "partition") != 0)
			continue;
		if (is_node(path, disk))
			exam_add(x, HOST_RISK_SWAP, false, "%s is swapped to",
				 disk->name);
		else if (strncmp(path, "/dev/", 5) != 0 ||
			 !host_there("/sys/class/block/%s", path + 5))
			exam_add(x, HOST_RISK_SWAP, true,
				 "%s is swapped to, by whatever name", path);
	}
}

/* What stands on a disk, as the device mapper says itself. */
static void mapped(struct exam *x, const char *disk, const char *holder)
{
	char uuid[256];
	int ret = host_line(uuid, sizeof(uuid), "/sys/class/block/%s/dm/uuid",
			    holder);

	if (ret)
		exam_add_unknown(x, BIT(LVM) | BIT(MULTIPATH), holder, ret);
	else if (!strncmp(uuid, "LVM-", 4))
		exam_add(x, HOST_RISK_LVM, false, "%s is part of %s", disk,
			 holder);
	else if (strstr(uuid, "mpath-"))
		exam_add(x, HOST_RISK_MULTIPATH, false, "%s is a path of %s",
			 disk, holder);
	else
		exam_add(x, HOST_RISK_OPEN, false, "%s is held by %s (%.40s)",
			 disk, holder, *uuid ? uuid : "device mapper");
}

static void held(struct exam *x, const struct host_part *disk)
{
	struct dirent **list;
	int n = host_list(&list, "/sys/class/block/%s/holders", disk->name);

	/* What is not there has been noted with what is below. */
	for (int i = 0; i < n; i++) {
		const char *name = list[i]->d_name;

		if (host_there("/sys/class/block/%s/md", name))
			exam_add(x, HOST_RISK_RAID, false, "%s is part of %s",
				 disk->name, name);
		else if (!strncmp(name, "dm-", 3))
			mapped(x, disk->name, name);
		else
			exam_add(x, HOST_RISK_OPEN, false, "%s is held by %s",
				 disk->name, name);
	}
	host_list_free(list, n);
}

void exam_disk(struct exam *x, const struct host_part *disk)
{
	mounted(x, disk);
	mounted_btrfs(x, disk);
	swap(x, disk);
	held(x, disk);
	exam_open(x, S_IFBLK, disk->name, disk->major, disk->minor);
}

/* A disk or partition of the device itself, not what was built of it. */
static bool is_own(const struct exam *x, const struct host_part *part)
{
	while (part->of >= 0 &&
	       host_there("/sys/class/block/%s/partition", part->name))
		part = &x->parts.part[part->of];
	return part->kind == HOST_BLOCK && part->of < 0;
}

/* A partition: who has its disk has it, too. */
static bool is_covered(const struct exam *x, const struct host_part *part)
{
	while (part->of >= 0) {
		part = &x->parts.part[part->of];
		if (host_claims_has(x->scene->claims, part->name))
			return true;
	}
	return false;
}

static void claim(struct exam *x, const struct host_part *disk, bool report)
{
	int ret = host_claims_add(x->scene->claims, disk->name);
	char path[80];

	if (!ret || !report)
		return;
	snprintf(path, sizeof(path), "/dev/%s", disk->name);
	if (ret == -EBUSY)
		exam_add(x, HOST_RISK_OPEN, false,
			 "the kernel has %s for itself", disk->name);
	else
		exam_add_unknown(x, BIT(OPEN), path, ret);
}

void exam_claims(struct exam *x, bool report)
{
	for (size_t i = 0; i < x->parts.n; i++)
		if (is_own(x, &x->parts.part[i]) &&
		    !is_covered(x, &x->parts.part[i]))
			claim(x, &x->parts.part[i], report);
}
