// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include <tce/group.h>
#include <tce/ioctl.h>
#include <tce/uapi.h>

#include <core/call.h>
#include <core/file.h>

int tce_group_open(struct tce_group *group, int id)
{
	char path[32];
	int fd;

	if (id < 0)
		return -EINVAL;
	snprintf(path, sizeof(path), "/dev/vfio/%d", id);
	fd = core_file_open(path, O_RDWR);
	if (fd < 0)
		return fd;
	group->fd = fd;
	return 0;
}

int tce_group_close(struct tce_group group)
{
	return close(group.fd) ? -errno : 0;
}

int tce_group_status(struct tce_group group, uint32_t *flags)
{
	struct vfio_group_status arg = { .argsz = sizeof(arg) };
	int ret = core_call(group.fd, TCE_REQ_GROUP_STATUS, &arg);

	if (!ret)
		*flags = arg.flags;
	return ret;
}

int tce_group_attach(struct tce_group group, struct tce_container container)
{
	return core_call(group.fd, TCE_REQ_GROUP_ATTACH, &container.fd);
}

int tce_group_detach(struct tce_group group)
{
	return core_call(group.fd, TCE_REQ_GROUP_DETACH, NULL);
}

int tce_group_device_open(struct tce_group group, const char *name)
{
	return tce_ioctl(group.fd, TCE_REQ_GROUP_DEVICE, (void *)name);
}
