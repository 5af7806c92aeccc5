/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TCE_DMA_H
#define TCE_DMA_H

#include <stdint.h>

#include <linux/vfio.h>

#include <tce/container.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Accesses that are allowed, as the device sees them. */
enum tce_dma_access {
	TCE_DMA_READ = VFIO_DMA_MAP_FLAG_READ,
	TCE_DMA_WRITE = VFIO_DMA_MAP_FLAG_WRITE,
	TCE_DMA_RW = TCE_DMA_READ | TCE_DMA_WRITE,
};

/**
 * tce_dma_map() - enter memory into a DMA window
 * @container: v2, or v1 and enabled
 * @access: of enum tce_dma_access; other bits are passed on
 * @addr: memory, a multiple of the window's page; registered (v2)
 * @iova: bus address, a multiple of the window's page
 * @size: bytes, a multiple of the window's page
 *
 * Replaces earlier mappings of the range. Creates the default window if that
 * is still to be made: see tce_window_create(). When a map fails half-way, none
 * of the range is mapped.
 *
 * Sources: struct vfio_iommu_type1_dma_map in linux/vfio.h; tce_iommu_ioctl(),
 * tce_iommu_build() (v1) and tce_iommu_build_v2() in
 * drivers/vfio/vfio_iommu_spapr_tce.c; PAPR, H_PUT_TCE.
 *
 * Return: 0; -EINVAL misaligned, no access, unknown bits, memory not
 * registered (v2) or in pages smaller than the window's; -ENXIO no window
 * there; -EPERM registration (v2) or tce_container_enable() (v1) is missing,
 * or another process owns the container; -EFAULT (v1) no such memory.
 */
int tce_dma_map(struct tce_container container, uint32_t access,
		const void *addr, uint64_t iova, uint64_t size);

/**
 * tce_dma_unmap() - clear a range of a DMA window
 * @container: v2, or v1 and enabled
 * @iova: bus address, a multiple of the window's page
 * @size: bytes, a multiple of the window's page
 *
 * When this returns the device reaches none of the range. Parts that are not
 * mapped are ignored. Creates the default window, as tce_dma_map().
 *
 * Sources: struct vfio_iommu_type1_dma_unmap in linux/vfio.h; tce_iommu_ioctl()
 * and tce_iommu_clear() in drivers/vfio/vfio_iommu_spapr_tce.c.
 *
 * Return: 0; -EINVAL misaligned or past the window's end; -ENXIO no window
 * there; -EPERM as for tce_dma_map().
 */
int tce_dma_unmap(struct tce_container container, uint64_t iova, uint64_t size);

#ifdef __cplusplus
}
#endif

#endif
