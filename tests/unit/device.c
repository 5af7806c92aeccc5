// SPDX-License-Identifier: GPL-2.0-only
#include "device.h"

#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/vfio.h>

#include <tce/uapi.h>

#include "ioctl.h"
#include "unit.h"

#define BAR 4096 /* place in the file */
#define BAR_SIZE 8192

struct tce_device device;
uint8_t device_memory[4 * 4096] __attribute__((aligned(4096)));
uint8_t device_target[2 * 4096];

static const struct unit_player *playing;

/* In place of the C library's, so that a player sees what was written. */
ssize_t pwrite(int fd, const void *buf, size_t len, off_t at)
{
	const struct unit_player *player = playing;
	ssize_t n = syscall(SYS_pwrite64, fd, buf, len, at);

	if (!player || fd != device.fd || at < BAR || n < 0)
		return n;
	/* Registers that the player changes are not seen by it. */
	playing = NULL;
	player->written((uint64_t)at - BAR);
	playing = player;
	return n;
}

/* The BAR of a file can be mapped as well. */
static bool region(int fd, unsigned long request, void *arg, int *ret)
{
	struct vfio_region_info *info = arg;

	if (fd != device.fd || request != TCE_REQ_DEVICE_REGION)
		return false;
	info->flags = VFIO_REGION_INFO_FLAG_MMAP;
	info->size = BAR_SIZE;
	info->offset = BAR;
	*ret = 0;
	return true;
}

void device_setup(void)
{
	playing = NULL;
	device = (struct tce_device){ .config_size = 256,
				      .bar[0] = { .offset = BAR,
						  .size = BAR_SIZE } };
	device.fd = memfd_create("device", MFD_CLOEXEC);
	ck_assert_int_eq(ftruncate(device.fd, BAR + BAR_SIZE), 0);
	memset(device_memory, 0, sizeof(device_memory));
	memset(device_target, 0, sizeof(device_target));
}

void device_teardown(void)
{
	close(device.fd);
}

bool device_is_master(void)
{
	uint8_t command;

	ck_assert_int_eq(tce_device_config_read(&device, 4, &command, 1), 0);
	return command & 4;
}

void device_put(uint64_t reg, uint32_t value)
{
	ck_assert_int_eq(tce_device_write32(&device, 0, reg, value), 0);
}

uint32_t device_get(uint64_t reg)
{
	uint32_t value;

	ck_assert_int_eq(tce_device_read32(&device, 0, reg, &value), 0);
	return value;
}

void device_play(const struct unit_player *player)
{
	unit_ioctl = region;
	player->begin();
	playing = player;
}

/* Where an access goes; NULL when it is not mapped, or not allowed at all. */
static uint8_t *place(uint64_t iova, size_t len)
{
	static const struct {
		uint64_t start;
		uint8_t *memory;
		size_t size;
	} windows[] = {
		{ DEVICE_MEMORY, device_memory, sizeof(device_memory) },
		{ DEVICE_TARGET, device_target, sizeof(device_target) },
	};

	if (!device_is_master())
		return NULL;
	for (size_t i = 0; i < 2; i++)
		if (iova >= windows[i].start && len <= windows[i].size &&
		    iova - windows[i].start <= windows[i].size - len)
			return windows[i].memory + (iova - windows[i].start);
	return NULL;
}

void device_dma_write(uint64_t iova, const void *data, size_t len)
{
	uint8_t *to = place(iova, len);

	if (to)
		memcpy(to, data, len);
}

void device_dma_read(uint64_t iova, void *data, size_t len)
{
	const uint8_t *from = place(iova, len);

	if (from)
		memcpy(data, from, len);
	else
		memset(data, 0xff, len);
}
