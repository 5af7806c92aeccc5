/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CORE_GROUP_H
#define CORE_GROUP_H

/**
 * core_group_id() - IOMMU group of a PCI device
 * @bdf: 0000:00:00.0
 *
 * Return: N of /dev/vfio/N; -ENODEV no such device, or it has no group;
 * -errno.
 */
int core_group_id(const char *bdf);

#endif
