// SPDX-License-Identifier: GPL-2.0-only
#include <tce/memory.h>
#include <tce/uapi.h>

#include <core/call.h>

static int memory_ioctl(struct tce_container container, unsigned int request,
			const void *addr, uint64_t size)
{
	struct vfio_iommu_spapr_register_memory arg = {
		.argsz = sizeof(arg),
		.vaddr = (uintptr_t)addr,
		.size = size,
	};

	return core_call(container.fd, request, &arg);
}

int tce_memory_register(struct tce_container container, const void *addr,
			uint64_t size)
{
	return memory_ioctl(container, TCE_REQ_REGISTER, addr, size);
}

int tce_memory_unregister(struct tce_container container, const void *addr,
			  uint64_t size)
{
	return memory_ioctl(container, TCE_REQ_UNREGISTER, addr, size);
}
