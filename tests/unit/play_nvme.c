// SPDX-License-Identifier: GPL-2.0-only
/* An NVMe controller with its admin queue, and the commands of the engine. */
#include <endian.h>
#include <string.h>

#include "device.h"

#define CC 0x14
#define CSTS 0x1c
#define AQA 0x24
#define ASQ 0x28
#define ACQ 0x30
#define SQ_TAIL 0x1000

#define ENTRIES 32u

static struct {
	uint32_t head;	/* of the submission queue */
	uint32_t tail;	/* of the completion queue */
	uint32_t phase; /* of its entries */
	uint64_t clock;
} controller;

static uint64_t wide(uint64_t reg)
{
	return device_get(reg) | (uint64_t)device_get(reg + 4) << 32;
}

static void begin(void)
{
	memset(&controller, 0, sizeof(controller));
	device_put(0, 0x02000000 | (ENTRIES - 1)); /* ready within 1 s */
	device_put(4, 0);
	controller.clock = 0x123456789a;
}

/* @len bytes at most 4096, of which a second page has the last ones */
static void send(const uint64_t page[2], const uint8_t *data, size_t len)
{
	size_t first = 4096 - (page[0] & 4095);

	if (first > len)
		first = len;
	device_dma_write(page[0], data, first);
	if (len > first)
		device_dma_write(page[1], data + first, len - first);
}

static void carry_out(const uint32_t entry[16])
{
	uint8_t data[4096];
	uint64_t page[2], value = htole64(controller.clock);

	memcpy(page, &entry[6], sizeof(page));
	page[0] = le64toh(page[0]);
	page[1] = le64toh(page[1]);
	memset(data, 0x11, sizeof(data));
	switch (le32toh(entry[0]) & 0xff) {
	case 0x06: /* Identify; its 520th byte: there is a clock */
		data[520] = 0x40;
		send(page, data, sizeof(data));
		break;
	case 0x02: /* the firmware slot log */
		memset(data, 0x33, sizeof(data));
		send(page, data,
		     ((le32toh(entry[10]) >> 16) + 1) * sizeof(uint32_t));
		break;
	case 0x09: /* set the clock */
		device_dma_read(page[0], &value, sizeof(value));
		controller.clock = le64toh(value) & 0xffffffffffff;
		break;
	case 0x0a:
		send(page, (const uint8_t *)&value, sizeof(value));
		break;
	default:
		break;
	}
}

static void complete(uint32_t id)
{
	uint32_t entry[4] = { 0, 0, htole32(controller.head),
			      htole32(id | controller.phase << 16) };

	device_dma_write(wide(ACQ) + controller.tail * sizeof(entry), entry,
			 sizeof(entry));
	controller.tail = (controller.tail + 1) % ENTRIES;
	if (!controller.tail)
		controller.phase ^= 1;
}

static void written(uint64_t reg)
{
	uint32_t entry[16];

	if (reg == CC) {
		controller.head = controller.tail = 0;
		controller.phase = 1;
		device_put(CSTS, device_get(CC) & 1);
	}
	if (reg != SQ_TAIL || !(device_get(CSTS) & 1))
		return;
	while (controller.head != device_get(SQ_TAIL)) {
		device_dma_read(wide(ASQ) + controller.head * sizeof(entry),
				entry, sizeof(entry));
		controller.head = (controller.head + 1) % ENTRIES;
		carry_out(entry);
		complete(le32toh(entry[0]) >> 16);
	}
}

extern const struct unit_player unit_play_nvme;
const struct unit_player unit_play_nvme = { begin, written };
