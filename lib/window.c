// SPDX-License-Identifier: GPL-2.0-only
#include <tce/uapi.h>
#include <tce/window.h>

#include <core/call.h>

int tce_window_create(struct tce_container container, struct tce_window *window)
{
	struct vfio_iommu_spapr_tce_create arg = {
		.argsz = sizeof(arg),
		.page_shift = window->page_shift,
		.window_size = window->size,
		.levels = window->levels,
	};
	int ret = core_call(container.fd, TCE_REQ_CREATE, &arg);

	if (!ret)
		window->start = arg.start_addr;
	return ret;
}

int tce_window_remove(struct tce_container container, uint64_t start)
{
	struct vfio_iommu_spapr_tce_remove arg = {
		.argsz = sizeof(arg),
		.start_addr = start,
	};

	return core_call(container.fd, TCE_REQ_REMOVE, &arg);
}
