// SPDX-License-Identifier: GPL-2.0-only
/* The calls that every user of the interface makes first. */
#include <errno.h>
#include <unistd.h>

#include <linux/vfio.h>

#include <tce/vfio.h>

#include <core/group.h>

/* An unviable group has an errno of ATTACH only; here it has a name. */
static int viable_check(struct tce_group group)
{
	uint32_t flags;
	int ret = tce_group_status(group, &flags);

	if (ret)
		return ret;
	return flags & VFIO_GROUP_FLAGS_VIABLE ? 0 : -EPERM;
}

static int group_enter(struct tce_vfio *vfio, enum tce_iommu iommu)
{
	int ret = viable_check(vfio->group);

	if (!ret)
		ret = tce_group_attach(vfio->group, vfio->container);
	if (!ret)
		ret = tce_container_set_iommu(vfio->container, iommu);
	return ret;
}

int tce_open(struct tce_vfio *vfio, const char *bdf, enum tce_iommu iommu)
{
	struct tce_vfio new = { .container.fd = -1, .group.fd = -1 };
	const int id = core_group_id(bdf);
	int ret = id < 0 ? id : 0;

	if (!ret)
		ret = tce_container_open(&new.container);
	if (!ret)
		ret = tce_group_open(&new.group, id);
	if (!ret)
		ret = group_enter(&new, iommu);
	if (ret)
		tce_close(&new);
	else
		*vfio = new;
	return ret;
}

static int close_if_open(int *fd)
{
	int ret = *fd >= 0 && close(*fd) ? -errno : 0;

	*fd = -1;
	return ret;
}

int tce_close(struct tce_vfio *vfio)
{
	int group = close_if_open(&vfio->group.fd);
	int container = close_if_open(&vfio->container.fd);

	return group ? group : container;
}
