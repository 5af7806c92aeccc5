/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TCE_WINDOW_H
#define TCE_WINDOW_H

#include <stdint.h>

#include <tce/container.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A DMA window: a range of bus addresses with a TCE table behind it. */
struct tce_window {
	uint32_t page_shift; /* log2 bytes of an IOMMU page */
	uint32_t levels;     /* of the TCE table, 1 is flat */
	uint64_t size;	     /* bytes */
	uint64_t start;	     /* bus address, set by the kernel */
};

/**
 * tce_window_create() - create a DMA window
 * @container: v2 container
 * @window: page_shift, levels and size are taken, start is set on success
 *
 * The table is charged to the process's locked memory. Binds the container
 * to this process.
 *
 * The kernel makes the default window at the first of tce_window_create(),
 * tce_dma_map() and tce_dma_unmap(), unless it was removed before that.
 *
 * Sources: struct vfio_iommu_spapr_tce_create in linux/vfio.h;
 * tce_iommu_create_window() in drivers/vfio/vfio_iommu_spapr_tce.c; PAPR,
 * ibm,create-pe-dma-window.
 *
 * Return: 0; -EINVAL page size, size or levels that the PE does not offer;
 * -ENOSPC no window is left; -ENOMEM table over RLIMIT_MEMLOCK; -EPERM the
 * default window requested while a dynamic window exists (pSeries), or
 * another process owns the container; -ENXIO no group attached; -ENODEV the
 * firmware refused; -ENOTTY not a v2 container.
 */
int tce_window_create(struct tce_container container,
		      struct tce_window *window);

/**
 * tce_window_remove() - remove a DMA window and every mapping in it
 * @container: v2 container
 * @start: bus address of the window
 *
 * The default window can be removed before its first use has created it.
 *
 * Sources: struct vfio_iommu_spapr_tce_remove in linux/vfio.h;
 * tce_iommu_remove_window() in drivers/vfio/vfio_iommu_spapr_tce.c; PAPR,
 * ibm,remove-pe-dma-window.
 *
 * Return: 0; -EINVAL no window there; -ENXIO no group attached; -EPERM
 * another process owns the container; -ENOTTY not a v2 container.
 */
int tce_window_remove(struct tce_container container, uint64_t start);

#ifdef __cplusplus
}
#endif

#endif
