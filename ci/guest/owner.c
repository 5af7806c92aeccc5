// SPDX-License-Identifier: GPL-2.0-only
/* Processes that have devices by VFIO when their machine starts again. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <tce/tce.h>

#include "guest.h"

#define MAX_OWNERS 8
/* the smallest window that any platform makes */
#define TCES 32768
#define PAGE_SHIFT 16

static pid_t owners[MAX_OWNERS];
static size_t n_owners;

static int map(const struct tce_vfio *vfio, const struct tce_buffer *memory,
	       uint64_t at)
{
	return tce_dma_map(vfio->container, TCE_DMA_READ | TCE_DMA_WRITE,
			   memory->addr, at, memory->size);
}

/* As a virtual machine's: the device can write into both. */
static int windows_open(const struct tce_vfio *vfio, uint64_t start,
			const char *windows)
{
	struct tce_buffer memory = { .kind = TCE_BUFFER_ANON,
				     .size = 1 << PAGE_SHIFT };
	struct tce_window dynamic = { .page_shift = PAGE_SHIFT,
				      .levels = 1,
				      .size = (uint64_t)TCES << PAGE_SHIFT };
	const bool both = !strcmp(windows, "both");
	int err = tce_buffer_alloc(&memory);

	if (!err)
		err = tce_memory_register(vfio->container, memory.addr,
					  memory.size);
	if (!strcmp(windows, "none"))
		return err;
	if (!err && (both || !strcmp(windows, "default")))
		err = map(vfio, &memory, start);
	else if (!err)
		err = tce_window_remove(vfio->container, start);
	if (!err && (both || !strcmp(windows, "dynamic"))) {
		err = tce_window_create(vfio->container, &dynamic);
		if (!err)
			err = map(vfio, &memory, dynamic.start);
	}
	return err;
}

static int own(const char *bdf, const char *windows)
{
	struct tce_platform platform = { 0 };
	struct tce_device device;
	struct tce_vfio vfio = { 0 };
	int err = tce_driver_change(bdf, "vfio-pci");

	if (!err)
		err = tce_platform_read(&platform, &bdf, 1);
	if (!err)
		err = tce_open(&vfio, bdf, TCE_IOMMU_V2);
	if (!err)
		err = windows_open(&vfio, platform.win_start, windows);
	if (!err)
		err = tce_device_open(&device, vfio.group, bdf);
	if (!err)
		err = tce_device_bus_master(&device, true);
	if (!err)
		err = tce_device_interrupts(&device, eventfd(0, EFD_CLOEXEC));
	return err;
}

static void own_for_ever(const char *bdf, const char *windows, int to)
{
	const int err = own(bdf, windows);

	if (write(to, &err, sizeof(err)) < 0)
		_exit(1);
	for (;;)
		pause();
}

void owner_start(char *value)
{
	char *windows = strchr(value, ' ');
	int ends[2], err = -EINVAL;

	if (!boot_has())
		return;
	if (!windows || n_owners == MAX_OWNERS || pipe(ends))
		stop("owner=%s is not BDF WINDOWS", value);
	*windows++ = '\0';
	if (!strcmp(windows, "host")) {
		modules_load("/modules/later");
		err = tce_driver_change(value, "nvme");
	} else {
		owners[n_owners] = fork();
		if (!owners[n_owners])
			own_for_ever(value, windows, ends[1]);
		if (owners[n_owners++] < 0 ||
		    read(ends[0], &err, sizeof(err)) < 0)
			err = -errno;
	}
	close(ends[0]);
	close(ends[1]);
	if (err)
		stop("owner=%s %s: %s", value, windows, strerror(-err));
}

void owners_kill(void)
{
	for (size_t i = 0; i < n_owners; i++)
		kill(owners[i], SIGKILL);
}
