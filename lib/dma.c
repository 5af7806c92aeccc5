// SPDX-License-Identifier: GPL-2.0-only
#include <tce/dma.h>
#include <tce/uapi.h>

#include <core/call.h>

int tce_dma_map(struct tce_container container, uint32_t access,
		const void *addr, uint64_t iova, uint64_t size)
{
	struct vfio_iommu_type1_dma_map arg = {
		.argsz = sizeof(arg),
		.flags = access,
		.vaddr = (uintptr_t)addr,
		.iova = iova,
		.size = size,
	};

	return core_call(container.fd, TCE_REQ_MAP, &arg);
}

int tce_dma_unmap(struct tce_container container, uint64_t iova, uint64_t size)
{
	struct vfio_iommu_type1_dma_unmap arg = {
		.argsz = sizeof(arg),
		.iova = iova,
		.size = size,
	};

	return core_call(container.fd, TCE_REQ_UNMAP, &arg);
}
