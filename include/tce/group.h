/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TCE_GROUP_H
#define TCE_GROUP_H

#include <stdint.h>

/**
 * tce_group_open() - open an IOMMU group
 * @id: N of /dev/vfio/N
 *
 * Return: descriptor, closed on exec, the caller's to close; -ENOENT no
 * device of the group is bound to a VFIO driver; -EBUSY open elsewhere;
 * -ENODEV the group's last VFIO device just left; -EINVAL a negative @id; or
 * what else open(2) reports.
 */
int tce_group_open(int id);

/**
 * tce_group_close() - close a group
 * @fd: of tce_group_open(); gone even when this fails
 *
 * The group leaves its container once its device descriptors are closed, too.
 *
 * Return: 0 or -errno of close(2).
 */
int tce_group_close(int fd);

/**
 * tce_group_status() - read the state of a group
 * @fd: group
 * @flags: VFIO_GROUP_FLAGS_*, on success
 *
 * Return: 0; -ENODEV the group has lost its devices.
 */
int tce_group_status(int fd, uint32_t *flags);

/**
 * tce_group_attach() - put a group into a container
 * @fd: group
 * @container: descriptor of the container; any number is passed on
 *
 * Takes the PE from the host: its own DMA windows are gone until
 * tce_group_detach() or the last close.
 *
 * Return: 0; -EINVAL attached already; -EBADF, -EBADFD no container;
 * -EPERM a device of the group belongs to a host driver, or the container's
 * windows cannot be shared with a further group; -EBUSY the same group
 * twice; -ENODEV the group has lost its devices.
 */
int tce_group_attach(int fd, int container);

/**
 * tce_group_detach() - take a group out of its container
 * @fd: group
 *
 * Its entries are cleared and the PE is the host's again.
 *
 * Return: 0; -EINVAL not attached; -EBUSY a device of it is open.
 */
int tce_group_detach(int fd);

/**
 * tce_group_device_open() - get a device of the group
 * @fd: group in a container with an IOMMU driver
 * @name: as in sysfs, 0000:00:00.0 for PCI
 *
 * Return: descriptor, the caller's to close; -EINVAL the container has no
 * driver; -ENODEV no such device in this group.
 */
int tce_group_device_open(int fd, const char *name);

#endif
