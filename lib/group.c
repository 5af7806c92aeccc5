// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include <tce/group.h>
#include <tce/ioctl.h>
#include <tce/uapi.h>

int tce_group_open(int id)
{
	char path[32];
	int fd;

	if (id < 0)
		return -EINVAL;
	snprintf(path, sizeof(path), "/dev/vfio/%d", id);
	fd = open(path, O_RDWR | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

int tce_group_close(int fd)
{
	return close(fd) ? -errno : 0;
}

int tce_group_status(int fd, uint32_t *flags)
{
	struct vfio_group_status arg = { .argsz = sizeof(arg) };
	int ret = tce_ioctl(fd, TCE_REQ_GROUP_STATUS, &arg);

	if (!ret)
		*flags = arg.flags;
	return ret;
}

int tce_group_attach(int fd, int container)
{
	return tce_ioctl(fd, TCE_REQ_GROUP_ATTACH, &container);
}

int tce_group_detach(int fd)
{
	return tce_ioctl(fd, TCE_REQ_GROUP_DETACH, NULL);
}

int tce_group_device_open(int fd, const char *name)
{
	return tce_ioctl(fd, TCE_REQ_GROUP_DEVICE, (void *)name);
}
