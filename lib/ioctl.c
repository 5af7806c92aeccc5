// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stddef.h>
#include <sys/ioctl.h>

#include <tce/ioctl.h>
#include <tce/uapi.h>

static const char *const names[] = {
	[0] = "VFIO_GET_API_VERSION",
	[1] = "VFIO_CHECK_EXTENSION",
	[2] = "VFIO_SET_IOMMU",
	[3] = "VFIO_GROUP_GET_STATUS",
	[4] = "VFIO_GROUP_SET_CONTAINER",
	[5] = "VFIO_GROUP_UNSET_CONTAINER",
	[6] = "VFIO_GROUP_GET_DEVICE_FD",
	[7] = "VFIO_DEVICE_GET_INFO",
	[8] = "VFIO_DEVICE_GET_REGION_INFO",
	[9] = "VFIO_DEVICE_GET_IRQ_INFO",
	[10] = "VFIO_DEVICE_SET_IRQS",
	[11] = "VFIO_DEVICE_RESET",
	[12] = "VFIO_IOMMU_SPAPR_TCE_GET_INFO",
	[13] = "VFIO_IOMMU_MAP_DMA",
	[14] = "VFIO_IOMMU_UNMAP_DMA",
	[15] = "VFIO_IOMMU_ENABLE",
	[16] = "VFIO_IOMMU_DISABLE",
	[17] = "VFIO_IOMMU_SPAPR_REGISTER_MEMORY",
	[18] = "VFIO_IOMMU_SPAPR_UNREGISTER_MEMORY",
	[19] = "VFIO_IOMMU_SPAPR_TCE_CREATE",
	[20] = "VFIO_IOMMU_SPAPR_TCE_REMOVE",
	[21] = "VFIO_EEH_PE_OP",
};

/* Where the kernel's macros are right, these numbers are the same. */
#ifdef __powerpc__
_Static_assert(TCE_REQ_SET_IOMMU == VFIO_SET_IOMMU, "request numbers");
_Static_assert(TCE_REQ_GROUP_ATTACH == VFIO_GROUP_SET_CONTAINER, "numbers");
_Static_assert(TCE_REQ_DEVICE_IRQS == VFIO_DEVICE_SET_IRQS, "request numbers");
_Static_assert(TCE_REQ_DEVICE_RESET == VFIO_DEVICE_RESET, "numbers");
_Static_assert(TCE_REQ_GET_INFO == VFIO_IOMMU_SPAPR_TCE_GET_INFO, "numbers");
_Static_assert(TCE_REQ_MAP == VFIO_IOMMU_MAP_DMA, "request numbers");
_Static_assert(TCE_REQ_UNMAP == VFIO_IOMMU_UNMAP_DMA, "request numbers");
_Static_assert(TCE_REQ_DISABLE == VFIO_IOMMU_DISABLE, "request numbers");
_Static_assert(TCE_REQ_UNREGISTER == VFIO_IOMMU_SPAPR_UNREGISTER_MEMORY,
	       "request numbers");
_Static_assert(TCE_REQ_REMOVE == VFIO_IOMMU_SPAPR_TCE_REMOVE, "numbers");
_Static_assert(TCE_REQ_EEH == VFIO_EEH_PE_OP, "request numbers");
#endif

int tce_ioctl(int fd, unsigned int request, void *arg)
{
	int ret = ioctl(fd, (unsigned long)request, arg);

	return ret == -1 ? -errno : ret;
}

const char *tce_request_name(unsigned int request)
{
	unsigned int nr = request - TCE_REQ(0);

	return nr < sizeof(names) / sizeof(names[0]) ? names[nr] : NULL;
}
