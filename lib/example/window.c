// SPDX-License-Identifier: GPL-2.0-only
/*
 * window BDF: make a DMA window of 1 GiB for a device that vfio-pci has, map
 * one page of memory in it, and undo all that.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <tce/tce.h>

static int report(const char *what, int ret)
{
	if (ret)
		fprintf(stderr, "window: %s: %s\n", what, strerror(-ret));
	return ret;
}

/* The device can reach the page at the window's start until it is unmapped. */
static int page_map(struct tce_container container,
		    const struct tce_window *window, void *page, uint64_t size)
{
	int ret = report("map", tce_dma_map(container, TCE_DMA_RW, page,
					    window->start, size));

	if (ret)
		return ret;
	printf("memory at %p is mapped at bus address %#llx\n", page,
	       (unsigned long long)window->start);
	return report("unmap", tce_dma_unmap(container, window->start, size));
}

/* Memory is registered before it can be mapped. */
static int memory_use(struct tce_container container,
		      const struct tce_window *window, uint64_t size)
{
	struct tce_buffer buf = { .size = size, .align = size };
	int ret = report("memory", tce_buffer_alloc(&buf));
	int undone;

	if (ret)
		return ret;
	ret = report("register",
		     tce_memory_register(container, buf.addr, size));
	if (!ret) {
		ret = page_map(container, window, buf.addr, size);
		undone = report(
			"unregister",
			tce_memory_unregister(container, buf.addr, size));
		ret = ret ? ret : undone;
	}
	tce_buffer_free(&buf);
	return ret;
}

/* IOMMU pages of the CPU's page size: the bridge must offer them. */
static int window_use(struct tce_container container, uint64_t page_size)
{
	struct tce_window window = { .levels = 1, .size = 1ull << 30 };
	struct tce_info info;
	int ret = report("info", tce_info_get(container, &info));
	int undone;

	if (ret)
		return ret;
	while (1ull << window.page_shift < page_size)
		window.page_shift++;
	if (!(info.page_sizes & page_size)) {
		fprintf(stderr, "window: no IOMMU pages of %llu bytes\n",
			(unsigned long long)page_size);
		return 1;
	}
	ret = report("create", tce_window_create(container, &window));
	if (ret)
		return ret;
	ret = memory_use(container, &window, page_size);
	undone = report("remove", tce_window_remove(container, window.start));
	return ret ? ret : undone;
}

int main(int argc, char **argv)
{
	const char *bdf = argc == 2 ? argv[1] : NULL;
	struct tce_platform platform;
	struct tce_vfio vfio;
	int ret, undone;

	if (!bdf) {
		fprintf(stderr, "usage: window BDF\n");
		return 2;
	}
	ret = tce_platform_read(&platform, &bdf, 1);
	if (ret == -ENOTSUP) {
		fprintf(stderr, "window: this is not a POWER machine\n");
		return 3;
	}
	if (report(bdf, ret))
		return 1;
	if (report(bdf, tce_open(&vfio, bdf, TCE_IOMMU_V2)))
		return 1;
	ret = window_use(vfio.container, platform.page_size);
	undone = report("close", tce_close(&vfio));
	return ret || undone ? 1 : 0;
}
