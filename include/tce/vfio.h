/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TCE_VFIO_H
#define TCE_VFIO_H

#include <tce/container.h>
#include <tce/group.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A container with one group in it. */
struct tce_vfio {
	struct tce_container container;
	struct tce_group group;
};

/**
 * tce_open() - open the group of a device in a container of its own
 * @vfio: filled on success, tce_close() ends it
 * @bdf: 0000:00:00.0, bound to vfio-pci
 * @iommu: type of the container
 *
 * Opens a container and the group, checks that the group is viable, attaches
 * it and sets the type. Maps and windows can be made then; for its registers
 * tce_device_open() opens the device. When a step fails, all before it are
 * undone.
 *
 * Sources: Documentation/driver-api/vfio.rst, "VFIO Usage Example".
 *
 * Return: 0; -ENODEV no such device, or it has no IOMMU group; -EPERM another
 * device of the group belongs to a host driver; or as tce_container_open(),
 * tce_group_open(), tce_group_attach() and tce_container_set_iommu().
 */
int tce_open(struct tce_vfio *vfio, const char *bdf, enum tce_iommu iommu);

/**
 * tce_close() - undo tce_open()
 * @vfio: of tce_open(); both descriptors are gone even when this fails, and
 *	  -1 afterwards
 *
 * Devices must be closed first: windows and mappings live on until the last
 * descriptor of the group is closed.
 *
 * Return: 0 or the first -errno of close(2).
 */
int tce_close(struct tce_vfio *vfio);

#ifdef __cplusplus
}
#endif

#endif
