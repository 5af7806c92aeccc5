// SPDX-License-Identifier: GPL-2.0-only
/*
 * A skeleton of an engine, for a device that does not exist: a buffer of 4 KiB
 * in BAR 0, and transfers between that buffer and memory.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <tce/buffer.h>

#include <engine/engine.h>

#define REG_ID 0x00
#define REG_STATUS 0x04
#define REG_LENGTH 0x08
#define REG_ADDRESS 0x10 /* 64 bits, in halves */
#define REG_COMMAND 0x18 /* starts a transfer; 0 ends it */
#define REG_BUFFER 0x1000

#define ID 0x6f6d6564u
#define BUSY 1u
#define FAILED 2u
#define TO_MEMORY 1u
#define FROM_MEMORY 2u

#define SIZE 4096u
#define TIMEOUT_MS 1000

enum {
	READ_LEN, /* of the read in progress, 0: it is a write */
};		  /* priv */

static bool demo_match(const struct tce_pci_id *id)
{
	return id->vendor == 0x1234 && id->device == 0x0de0;
}

static int start(struct tce_engine *e, uint32_t command, uint64_t iova,
		 size_t len)
{
	int ret = tce_device_write32(e->dev, 0, REG_ADDRESS, (uint32_t)iova);

	if (!ret)
		ret = tce_device_write32(e->dev, 0, REG_ADDRESS + 4,
					 (uint32_t)(iova >> 32));
	if (!ret)
		ret = tce_device_write32(e->dev, 0, REG_LENGTH, (uint32_t)len);
	if (!ret)
		ret = tce_device_write32(e->dev, 0, REG_COMMAND, command);
	return ret ? engine_fail(e, ret, "its registers cannot be written") : 0;
}

static int idle_poll(struct tce_engine *e)
{
	uint32_t status;
	int ret = tce_device_read32(e->dev, 0, REG_STATUS, &status);

	if (ret || status == UINT32_MAX)
		return engine_fail(e, ret ? ret : -EIO,
				   "its registers cannot be read");
	if (status & FAILED)
		return engine_fail(e, -EIO, "the transfer failed");
	return status & BUSY ? -EINPROGRESS : 0;
}

/* What it sends: odd bytes, which no pattern of a buffer has. */
static int buffer_fill(struct tce_engine *e)
{
	uint32_t word;
	int ret = 0;

	for (size_t i = 0; !ret && i < SIZE; i += sizeof(word)) {
		memcpy(&word, e->data[0] + i, sizeof(word));
		ret = tce_device_write32(e->dev, 0, REG_BUFFER + i, word);
	}
	return ret;
}

static int demo_write(struct tce_engine *e, uint64_t iova, size_t len)
{
	int ret = buffer_fill(e);

	e->priv[READ_LEN] = 0;
	return ret ? ret : start(e, TO_MEMORY, iova, len);
}

static int demo_read(struct tce_engine *e, uint64_t iova, size_t len)
{
	e->priv[READ_LEN] = len;
	return start(e, FROM_MEMORY, iova, len);
}

static int demo_poll(struct tce_engine *e)
{
	const size_t len = e->priv[READ_LEN];
	uint32_t word;
	int ret = idle_poll(e);

	for (size_t i = 0; !ret && i < len; i += sizeof(word)) {
		ret = tce_device_read32(e->dev, 0, REG_BUFFER + i, &word);
		memcpy(e->data[1] + i, &word, sizeof(word));
	}
	e->seen_len = ret ? 0 : len;
	return ret;
}

/* It must reach its own memory; an address that it cuts leads elsewhere. */
static int demo_init(struct tce_engine *e)
{
	uint32_t id;
	int ret = tce_device_read32(e->dev, 0, REG_ID, &id);

	if (ret || id != ID)
		return engine_fail(e, ret ? ret : -ENODEV,
				   "its id register is not the demo's");
	tce_pattern_fill(e->data[0], SIZE, engine_now());
	for (size_t i = 0; i < SIZE; i++)
		e->data[0][i] |= 1;
	e->sent = e->data[0];
	e->seen = e->data[1];
	memset(e->memory, 0, SIZE);
	ret = demo_write(e, e->iova, SIZE);
	if (!ret)
		ret = engine_until(e, idle_poll, TIMEOUT_MS);
	if (!ret && memcmp(e->memory, e->sent, SIZE) != 0)
		ret = engine_fail(e, -EIO, "it does not reach its own memory");
	return ret;
}

static void demo_stop(struct tce_engine *e)
{
	tce_device_write32(e->dev, 0, REG_COMMAND, 0);
	engine_until(e, idle_poll, TIMEOUT_MS);
}

static void demo_print(struct tce_engine *e, char *buf, size_t len)
{
	uint32_t status = 0;

	tce_device_read32(e->dev, 0, REG_STATUS, &status);
	snprintf(buf, len, "status %#x", status);
}

const struct tce_engine_class tce_engine_demo = {
	.name = "demo",
	.match = demo_match,
	.memory = SIZE,
	.granule = 4,
	.largest = SIZE,
	.chosen = SIZE,
	.dma_bits = 64,
	.timeout_ms = TIMEOUT_MS,
	.reads = true,
	.init = demo_init,
	.write = demo_write,
	.read = demo_read,
	.poll = demo_poll,
	.stop = demo_stop,
	.print = demo_print,
};
