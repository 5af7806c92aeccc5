// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <unistd.h>

#include <tce/container.h>
#include <tce/ioctl.h>
#include <tce/uapi.h>

#include <core/call.h>
#include <core/file.h>

int tce_container_open(struct tce_container *container)
{
	int fd = core_file_open("/dev/vfio/vfio", O_RDWR);

	if (fd < 0)
		return fd;
	container->fd = fd;
	return 0;
}

int tce_container_close(struct tce_container container)
{
	return close(container.fd) ? -errno : 0;
}

int tce_container_api_version(struct tce_container container)
{
	return tce_ioctl(container.fd, TCE_REQ_API_VERSION, NULL);
}

int tce_container_check(struct tce_container container, unsigned int extension)
{
	return tce_ioctl(container.fd, TCE_REQ_CHECK_EXTENSION,
			 (void *)(uintptr_t)extension);
}

int tce_container_set_iommu(struct tce_container container,
			    enum tce_iommu iommu)
{
	return core_call(container.fd, TCE_REQ_SET_IOMMU,
			 (void *)(uintptr_t)(unsigned int)iommu);
}

int tce_info_get(struct tce_container container, struct tce_info *info)
{
	struct vfio_iommu_spapr_tce_info arg = { .argsz = sizeof(arg) };
	int ret = core_call(container.fd, TCE_REQ_GET_INFO, &arg);

	if (ret)
		return ret;
	*info = (struct tce_info){
		.dma32_start = arg.dma32_window_start,
		.dma32_size = arg.dma32_window_size,
		.flags = arg.flags,
		.page_sizes = arg.ddw.pgsizes,
		.max_windows = arg.ddw.max_dynamic_windows_supported,
		.levels = arg.ddw.levels,
	};
	return 0;
}

int tce_container_enable(struct tce_container container)
{
	return core_call(container.fd, TCE_REQ_ENABLE, NULL);
}

int tce_container_disable(struct tce_container container)
{
	return core_call(container.fd, TCE_REQ_DISABLE, NULL);
}
