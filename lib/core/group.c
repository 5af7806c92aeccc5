// SPDX-License-Identifier: GPL-2.0-only
#include "group.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "file.h"

int core_group_id(const char *bdf)
{
	char path[PATH_MAX], target[PATH_MAX];
	const char *name;
	ssize_t n;
	int ret = core_path_print(path, "/sys/bus/pci/devices/%s/iommu_group",
				  bdf);

	if (ret)
		return ret;
	n = readlink(path, target, sizeof(target) - 1);
	if (n < 0)
		return errno == ENOENT ? -ENODEV : -errno;
	target[n] = '\0';
	name = strrchr(target, '/');
	return atoi(name ? name + 1 : target);
}
