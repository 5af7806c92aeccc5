/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TCE_MEMORY_H
#define TCE_MEMORY_H

#include <stdint.h>

#include <tce/container.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * tce_memory_register() - allow DMA to a range of this process's memory
 * @container: v2 container; bound to this process from now on
 * @addr: start, a multiple of the CPU page
 * @size: bytes, a multiple of the CPU page
 *
 * Pins the pages and charges them to the process's locked memory. The memory
 * must stay mapped until tce_memory_unregister() or the container's end.
 *
 * Sources: struct vfio_iommu_spapr_register_memory in linux/vfio.h;
 * tce_iommu_register_pages() in drivers/vfio/vfio_iommu_spapr_tce.c,
 * mm_iommu_new() in arch/powerpc/mm/book3s64/iommu_api.c.
 *
 * Return: 0; -EINVAL misaligned, wrapping, or partly registered already;
 * -EBUSY registered already; -ENOMEM over RLIMIT_MEMLOCK; -EFAULT memory that
 * does not exist or is not writable; -EPERM another process owns the container;
 * -ENOTTY not a v2 container.
 */
int tce_memory_register(struct tce_container container, const void *addr,
			uint64_t size);

/**
 * tce_memory_unregister() - undo tce_memory_register()
 * @container: v2 container
 * @addr: the start that was registered
 * @size: the size that was registered
 *
 * Sources: struct vfio_iommu_spapr_register_memory in linux/vfio.h;
 * tce_iommu_unregister_pages() in drivers/vfio/vfio_iommu_spapr_tce.c,
 * mm_iommu_put() in arch/powerpc/mm/book3s64/iommu_api.c.
 *
 * Return: 0; -ENOENT this range was not registered as one; -EINVAL misaligned;
 * -EBUSY mappings still use it; -EPERM another process owns the container or
 * nothing bound it yet; -ENOTTY not a v2 container.
 */
int tce_memory_unregister(struct tce_container container, const void *addr,
			  uint64_t size);

#ifdef __cplusplus
}
#endif

#endif
