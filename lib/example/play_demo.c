// SPDX-License-Identifier: GPL-2.0-only
/* The device of lib/example/demo.c, for the unit tests. */
#include "device.h"

#define BUFFER 0x1000u

static void begin(void)
{
	device_put(0x00, 0x6f6d6564);
}

static void written(uint64_t reg)
{
	const uint64_t iova = device_get(0x10) | (uint64_t)device_get(0x14)
							 << 32;
	const uint32_t command = device_get(0x18);
	uint32_t word;

	for (uint32_t i = 0; reg == 0x18 && i < device_get(0x08); i += 4) {
		word = device_get(BUFFER + i);
		if (command == 1)
			device_dma_write(iova + i, &word, sizeof(word));
		if (command == 2)
			device_dma_read(iova + i, &word, sizeof(word));
		device_put(BUFFER + i, word);
	}
}

extern const struct unit_player unit_play_demo;
const struct unit_player unit_play_demo = { begin, written };
