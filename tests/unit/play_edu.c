// SPDX-License-Identifier: GPL-2.0-only
/* QEMU's edu: one transfer at a time, between its buffer and memory. */
#include <string.h>

#include "device.h"

extern uint64_t play_edu_mask;

#define BUFFER 0x40000u

static uint8_t buffer[4096];

uint64_t play_edu_mask = UINT64_MAX; /* QEMU's dma_mask= */

static uint64_t wide(uint64_t reg)
{
	return device_get(reg) | (uint64_t)device_get(reg + 4) << 32;
}

static void begin(void)
{
	memset(buffer, 0, sizeof(buffer));
	device_put(0, 0x010000ed);
}

static void written(uint64_t reg)
{
	const uint32_t command = device_get(0x98);
	const uint64_t from = wide(0x80), to = wide(0x88);
	const uint32_t len = device_get(0x90);

	/* A write of 32 bits clears the other half. */
	if (reg == 0x80 || reg == 0x88)
		device_put(reg + 4, 0);
	if (reg == 0x64)
		device_put(0x24, device_get(0x24) & ~device_get(0x64));
	/* QEMU 7.2 ends when a transfer reaches the buffer's end. */
	if (reg != 0x98 || !(command & 1) || len >= sizeof(buffer))
		return;
	if (command & 2)
		device_dma_write(to & play_edu_mask, buffer + (from - BUFFER),
				 len);
	else
		device_dma_read(from & play_edu_mask, buffer + (to - BUFFER),
				len);
	device_put(0x98, command & ~1u);
	if (command & 4)
		device_put(0x24, 0x100);
}

extern const struct unit_player unit_play_edu;
const struct unit_player unit_play_edu = { begin, written };
