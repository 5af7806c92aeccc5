/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TCE_CONTAINER_H
#define TCE_CONTAINER_H

#include <stdint.h>

#include <linux/vfio.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Types of containers: without (v1) and with (v2) memory registration. */
enum tce_iommu {
	TCE_IOMMU_V1 = VFIO_SPAPR_TCE_IOMMU,
	TCE_IOMMU_V2 = VFIO_SPAPR_TCE_v2_IOMMU,
};

/* A container: windows and mappings that its groups share. */
struct tce_container {
	int fd;
};

/* The answer of VFIO_IOMMU_SPAPR_TCE_GET_INFO. */
struct tce_info {
	uint32_t dma32_start; /* default window, bus address */
	uint32_t dma32_size;  /* default window, bytes */
	uint32_t flags;	      /* VFIO_IOMMU_SPAPR_INFO_* */
	uint64_t page_sizes;  /* bit n: 2^n bytes; this and below: DDW only */
	uint32_t max_windows;
	uint32_t levels; /* most that a window may have */
};

/**
 * tce_container_open() - open a fresh container
 * @container: its descriptor on success, closed on exec;
 *	       tce_container_close() ends it
 *
 * Source: vfio_fops_open() in drivers/vfio/container.c.
 *
 * Return: 0; -ENOENT or -ENODEV no VFIO; -EACCES no permission; or another
 * errno of open(2).
 */
int tce_container_open(struct tce_container *container);

/**
 * tce_container_close() - close a container
 * @container: of tce_container_open(); gone even when this fails
 *
 * Windows and mappings stay until the last descriptor of the container's
 * groups and of their devices is closed as well.
 *
 * Source: vfio_fops_release() in drivers/vfio/container.c.
 *
 * Return: 0 or -errno of close(2).
 */
int tce_container_close(struct tce_container container);

/**
 * tce_container_api_version() - version of the VFIO interface
 * @container: container
 *
 * Sources: VFIO_GET_API_VERSION in linux/vfio.h; vfio_fops_unl_ioctl() in
 * drivers/vfio/container.c.
 *
 * Return: the version, VFIO_API_VERSION (0); -errno.
 */
int tce_container_api_version(struct tce_container container);

/**
 * tce_container_check() - ask for an extension
 * @container: with or without an IOMMU driver
 * @extension: VFIO_*_IOMMU, VFIO_EEH or any other number
 *
 * Any process may ask, not only the owner of the container.
 *
 * Sources: VFIO_CHECK_EXTENSION in linux/vfio.h;
 * vfio_container_ioctl_check_extension() in drivers/vfio/container.c,
 * tce_iommu_ioctl() in drivers/vfio/vfio_iommu_spapr_tce.c.
 *
 * Return: positive when present, 0 when not; -errno.
 */
int tce_container_check(struct tce_container container, unsigned int extension);

/**
 * tce_container_set_iommu() - give the container its IOMMU driver
 * @container: with one group at least and no driver
 * @iommu: type; values beyond the enum are passed on
 *
 * Sources: VFIO_SET_IOMMU in linux/vfio.h; vfio_ioctl_set_iommu() in
 * drivers/vfio/container.c, tce_iommu_open() and tce_iommu_attach_group() in
 * drivers/vfio/vfio_iommu_spapr_tce.c.
 *
 * Return: 0; -EINVAL no group attached, driver already set, or (v2) a PE
 * without dynamic windows; -ENODEV no driver has this type; -EBUSY (v1) more
 * than one group; or the errno of attaching a group.
 */
int tce_container_set_iommu(struct tce_container container,
			    enum tce_iommu iommu);

/**
 * tce_info_get() - describe the DMA windows that the container can have
 * @container: with an IOMMU driver
 * @info: filled on success; 0 where the kernel wrote nothing
 *
 * Sources: struct vfio_iommu_spapr_tce_info in linux/vfio.h; tce_iommu_ioctl()
 * in drivers/vfio/vfio_iommu_spapr_tce.c.
 *
 * Return: 0; -ENXIO no group attached; -EINVAL no driver; -EPERM another
 * process owns the container.
 */
int tce_info_get(struct tce_container container, struct tce_info *info);

/**
 * tce_container_enable() - allow mappings on a v1 container
 * @container: of TCE_IOMMU_V1
 *
 * Charges the whole default window to the process's locked memory.
 *
 * Sources: VFIO_IOMMU_ENABLE in linux/vfio.h; tce_iommu_enable() in
 * drivers/vfio/vfio_iommu_spapr_tce.c.
 *
 * Return: 0; -EBUSY enabled already; -ENODEV no group; -ENOMEM over
 * RLIMIT_MEMLOCK; -EPERM no default window or another process owns the
 * container; -ENOTTY not a v1 container.
 */
int tce_container_enable(struct tce_container container);

/**
 * tce_container_disable() - undo tce_container_enable()
 * @container: of TCE_IOMMU_V1, enabled or not
 *
 * Sources: VFIO_IOMMU_DISABLE in linux/vfio.h; tce_iommu_disable() in
 * drivers/vfio/vfio_iommu_spapr_tce.c.
 *
 * Return: 0; -EPERM another process owns the container; -ENOTTY not a v1
 * container.
 */
int tce_container_disable(struct tce_container container);

#ifdef __cplusplus
}
#endif

#endif
