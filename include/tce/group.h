/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TCE_GROUP_H
#define TCE_GROUP_H

#include <stdint.h>

#include <tce/container.h>

#ifdef __cplusplus
extern "C" {
#endif

/* An IOMMU group: on POWER a PE. */
struct tce_group {
	int fd;
};

/**
 * tce_group_open() - open an IOMMU group
 * @group: its descriptor on success, closed on exec; tce_group_close() ends it
 * @id: N of /dev/vfio/N
 *
 * Source: vfio_group_fops_open() in drivers/vfio/group.c.
 *
 * Return: 0; -ENOENT no device of the group is bound to a VFIO driver; -EBUSY
 * open elsewhere; -ENODEV the group's last VFIO device just left; -EINVAL a
 * negative @id; or another errno of open(2).
 */
int tce_group_open(struct tce_group *group, int id);

/**
 * tce_group_close() - close a group
 * @group: of tce_group_open(); gone even when this fails
 *
 * The group leaves its container when its device descriptors are closed as
 * well.
 *
 * Source: vfio_group_fops_release() in drivers/vfio/group.c.
 *
 * Return: 0 or -errno of close(2).
 */
int tce_group_close(struct tce_group group);

/**
 * tce_group_status() - read the state of a group
 * @group: group
 * @flags: VFIO_GROUP_FLAGS_*, on success
 *
 * Sources: struct vfio_group_status in linux/vfio.h;
 * vfio_group_ioctl_get_status() in drivers/vfio/group.c.
 *
 * Return: 0; -ENODEV the group has lost its devices.
 */
int tce_group_status(struct tce_group group, uint32_t *flags);

/**
 * tce_group_attach() - put a group into a container
 * @group: group
 * @container: container; any descriptor is passed on
 *
 * Takes the PE from the host: the host's DMA windows are gone until
 * tce_group_detach() or the last close.
 *
 * Sources: VFIO_GROUP_SET_CONTAINER in linux/vfio.h;
 * vfio_group_ioctl_set_container() in drivers/vfio/group.c,
 * vfio_container_attach_group() in drivers/vfio/container.c,
 * tce_iommu_attach_group() in drivers/vfio/vfio_iommu_spapr_tce.c.
 *
 * Return: 0; -EINVAL attached already; -EBADF, -EBADFD no container;
 * -EPERM a device of the group belongs to a host driver, or the container's
 * windows cannot be shared with a further group; -EBUSY the same group
 * twice; -ENODEV the group has lost its devices.
 */
int tce_group_attach(struct tce_group group, struct tce_container container);

/**
 * tce_group_detach() - take a group out of its container
 * @group: group
 *
 * Its TCEs are cleared and the PE goes back to the host.
 *
 * Sources: VFIO_GROUP_UNSET_CONTAINER in linux/vfio.h;
 * vfio_group_ioctl_unset_container() in drivers/vfio/group.c,
 * tce_iommu_detach_group() in drivers/vfio/vfio_iommu_spapr_tce.c.
 *
 * Return: 0; -EINVAL not attached; -EBUSY a device of it is open.
 */
int tce_group_detach(struct tce_group group);

/**
 * tce_group_device_open() - get a device of the group
 * @group: in a container with an IOMMU driver
 * @name: as in sysfs, 0000:00:00.0 for PCI
 *
 * Sources: VFIO_GROUP_GET_DEVICE_FD in linux/vfio.h;
 * vfio_group_ioctl_get_device_fd() in drivers/vfio/group.c.
 *
 * Return: descriptor, the caller's to close; -EINVAL the container has no
 * driver; -ENODEV no such device in this group.
 */
int tce_group_device_open(struct tce_group group, const char *name);

#ifdef __cplusplus
}
#endif

#endif
