// SPDX-License-Identifier: GPL-2.0-only
/* Sources: Documentation/driver-api/vfio-mediated-device.rst */
#include "mdev.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <core/file.h>

#define CREATE "/sys/class/mdev_bus/mtty/mdev_supported_types/mtty-1/create"
#define UUID "7c5e5a4c-8f6b-4d0e-9a35-74636574657a"
#define DEVICE "/sys/bus/mdev/devices/" UUID

bool tce_mdev_there(void)
{
	return !access(CREATE, W_OK);
}

int tce_mdev_make(void)
{
	char link[PATH_MAX];
	ssize_t len;
	int ret;

	/* One that is there already is what a case left that did not end. */
	tce_mdev_remove();
	ret = core_text_write(CREATE, UUID);
	if (ret)
		return ret;
	len = readlink(DEVICE "/iommu_group", link, sizeof(link) - 1);
	if (len < 0) {
		tce_mdev_remove();
		return -ENOENT;
	}
	link[len] = '\0';
	return atoi(strrchr(link, '/') + 1);
}

int tce_mdev_remove(void)
{
	return core_text_write(DEVICE "/remove", "1");
}
