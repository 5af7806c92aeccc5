// SPDX-License-Identifier: GPL-2.0-only
/*
 * QEMU's edu device as an engine: BAR 0 with a few registers, a buffer of 4 KiB
 * in the device, transfers between it and memory that take 100 ms.
 *
 * Only DMA reaches the buffer. So the bytes to send are read from the engine's
 * own memory once, and the bytes of a read are reported by writing them there.
 */
#include <byteswap.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <tce/buffer.h>

#include "engine.h"

#define REG_ID 0x00
#define REG_IRQ_STATUS 0x24
#define REG_IRQ_ACK 0x64
#define REG_SRC 0x80
#define REG_DST 0x88
#define REG_COUNT 0x90
#define REG_COMMAND 0x98

#define ID 0x010000edu
#define RUN 1u
#define TO_MEMORY 2u
#define INTERRUPT 4u /* at the end */

#define BUFFER 0x40000u
/*
 * The last bytes of its 4096 are not used: QEMU 7.2 exits when a transfer
 * reaches the buffer's end.
 */
#define LARGEST 4088u
#define SCRATCH LARGEST /* a word after the bytes to send */
#define WORD 4u

#define TIMEOUT_MS 2000
#define TRANSFER_NS 100000000u

enum {
	SWAP,
	LOADED,
	PHASE,
	LEN
}; /* priv */
enum {
	IDLE,
	WRITING,
	READING,
	REPORTING,
	LOADING
};

static bool edu_match(const struct tce_pci_id *id)
{
	return id->vendor == 0x1234 && id->device == 0x11e8;
}

static int reg_read(const struct tce_engine *e, uint64_t reg, uint32_t *value)
{
	int ret = tce_device_read32(e->dev, 0, reg, value);

	if (!ret && e->priv[SWAP])
		*value = bswap_32(*value);
	return ret;
}

static int reg_write(const struct tce_engine *e, uint64_t reg, uint64_t value)
{
	if (value >> 32)
		return tce_device_write64(e->dev, 0, reg,
					  e->priv[SWAP] ? bswap_64(value)
							: value);
	return tce_device_write32(e->dev, 0, reg,
				  e->priv[SWAP] ? bswap_32((uint32_t)value)
						: (uint32_t)value);
}

/* -EINPROGRESS while it transfers, and ignores its registers. */
static int idle_poll(struct tce_engine *e)
{
	uint32_t command;
	int ret = reg_read(e, REG_COMMAND, &command);

	if (ret)
		return ret;
	if (command == UINT32_MAX)
		return engine_fail(e, -EIO, "its registers read as ones");
	return command & RUN ? -EINPROGRESS : 0;
}

/* Between memory at @iova and the device's buffer at @at. */
static int run(struct tce_engine *e, uint32_t how, uint64_t iova, uint32_t at,
	       size_t len)
{
	const bool to = how & TO_MEMORY;
	int ret = idle_poll(e);

	if (ret == -EINPROGRESS)
		return engine_fail(e, -EBUSY, "an earlier transfer goes on");
	if (!ret)
		ret = reg_write(e, REG_SRC, to ? BUFFER + at : iova);
	if (!ret)
		ret = reg_write(e, REG_DST, to ? iova : BUFFER + at);
	if (!ret)
		ret = reg_write(e, REG_COUNT, len);
	if (!ret)
		ret = reg_write(e, REG_COMMAND, RUN | how);
	e->ready = engine_now() + TRANSFER_NS;
	return ret;
}

static int run_to_end(struct tce_engine *e, uint32_t how, uint64_t iova,
		      uint32_t at, size_t len)
{
	int ret = run(e, how, iova, at, len);

	return ret ? ret : engine_until(e, idle_poll, TIMEOUT_MS);
}

/* Put the bytes to send into the device's buffer. */
static int load_start(struct tce_engine *e)
{
	memcpy(e->memory, e->data[0], LARGEST);
	return run(e, 0, e->iova, 0, LARGEST);
}

static int load(struct tce_engine *e)
{
	int ret = load_start(e);

	if (!ret)
		ret = engine_until(e, idle_poll, TIMEOUT_MS);
	if (!ret)
		e->priv[LOADED] = true;
	return ret;
}

static void invert(uint8_t *bytes, size_t len)
{
	while (len--)
		bytes[len] = (uint8_t)~bytes[len];
}

/*
 * It writes the bytes that it read there before. If the device cuts the
 * address, the memory that it reaches instead does not change.
 */
static int check_memory(struct tce_engine *e)
{
	int ret;

	invert(e->memory, WORD);
	ret = run_to_end(e, TO_MEMORY, e->iova, 0, WORD);
	if (!ret && memcmp(e->memory, e->data[0], WORD))
		ret = engine_fail(e, -EIO,
				  "its own memory is out of reach: not mapped, "
				  "or dma_mask= cuts addresses");
	return ret;
}

/* Whether it reaches the engine's memory with one bit of the address flipped.
 */
static int bit_is_cut(struct tce_engine *e, unsigned int bit, bool *cut)
{
	const uint64_t alias = e->iova ^ (uint64_t)1 << bit;
	int ret;

	invert(e->memory, WORD);
	ret = run_to_end(e, 0, alias, SCRATCH, WORD);
	if (!ret)
		ret = run_to_end(e, TO_MEMORY, e->iova + SCRATCH, SCRATCH,
				 WORD);
	*cut = !memcmp(e->memory + SCRATCH, e->memory, WORD);
	return ret;
}

static unsigned int bits_of(uint64_t address)
{
	return address ? 64 - (unsigned int)__builtin_clzll(address) : 0;
}

/* Bits below @all are used, those from @cut on are not, or look so. */
static int find_width(struct tce_engine *e, unsigned int cut)
{
	unsigned int all = bits_of(e->iova + LARGEST);
	int ret = 0;

	while (!ret && all < cut) {
		const unsigned int bit = (all + cut) / 2;
		bool is_cut = false;

		ret = bit_is_cut(e, bit, &is_cut);
		if (is_cut)
			cut = bit;
		else
			all = bit + 1;
	}
	e->dma_bits = cut;
	return ret;
}

/*
 * QEMU's device uses the bits of dma_mask=, 28 by default. Bit 59 distinguishes
 * 64-bit windows from the default one. If the same memory is mapped in both,
 * bit 59 looks cut; then bit 58, which is above all windows, decides.
 */
static int check_mask(struct tce_engine *e)
{
	bool cut = false;
	int ret = bit_is_cut(e, 59, &cut);

	if (!ret && cut)
		ret = bit_is_cut(e, 58, &cut);
	return ret || !cut ? ret : find_width(e, 58);
}

static int edu_init(struct tce_engine *e)
{
	uint32_t id;
	int ret = tce_device_read32(e->dev, 0, REG_ID, &id);

	if (ret)
		return engine_fail(e, ret, "its registers cannot be read");
	e->priv[SWAP] = id == bswap_32(ID);
	if (id != ID && !e->priv[SWAP])
		return engine_fail(e, -ENODEV, "its id register is not edu's");
	/*
	 * A new pattern each time, so that bytes of an earlier start differ.
	 * All are odd, unlike those of any buffer's pattern.
	 */
	tce_pattern_fill(e->data[0], LARGEST, engine_now());
	for (size_t i = 0; i < LARGEST; i++)
		e->data[0][i] |= 1;
	e->sent = e->data[0];
	e->seen = e->data[1];
	ret = load(e);
	if (!ret)
		ret = check_memory(e);
	/* With that bit in its address, check_memory() has proved it. */
	if (!ret && !(e->iova >> 59 & 1))
		ret = check_mask(e);
	return ret;
}

static int edu_write(struct tce_engine *e, uint64_t iova, size_t len)
{
	int ret = e->priv[LOADED] ? 0 : load(e);

	e->priv[PHASE] = WRITING;
	return ret ? ret : run(e, TO_MEMORY | INTERRUPT, iova, 0, len);
}

static int edu_read(struct tce_engine *e, uint64_t iova, size_t len)
{
	int ret;

	e->priv[PHASE] = READING;
	e->priv[LEN] = len;
	ret = run(e, INTERRUPT, iova, 0, len);
	if (!ret)
		e->priv[LOADED] = false;
	return ret;
}

/* The whole buffer is reported: the bytes that were not read are known. */
static int report_start(struct tce_engine *e)
{
	memcpy(e->memory, e->data[0], LARGEST);
	invert(e->memory, LARGEST);
	return run(e, TO_MEMORY, e->iova, 0, LARGEST);
}

static int report_end(struct tce_engine *e)
{
	const size_t len = e->priv[LEN];

	memcpy(e->data[1], e->memory, LARGEST);
	invert(e->memory, LARGEST);
	/* If nothing arrived, memory has the bytes to send. */
	if (len == LARGEST ? !memcmp(e->memory, e->data[0], LARGEST)
			   : !!memcmp(e->data[1] + len, e->data[0] + len,
				      LARGEST - len))
		return engine_fail(e, -EIO,
				   "it cannot report what it read: its own "
				   "memory is out of reach");
	e->seen_at = 0;
	e->seen_len = len;
	return 0;
}

/* A level-triggered interrupt stays asserted until then. */
static int acknowledge(struct tce_engine *e)
{
	uint32_t status;
	int ret = reg_read(e, REG_IRQ_STATUS, &status);

	if (!ret && status)
		ret = reg_write(e, REG_IRQ_ACK, status);
	return ret;
}

static int edu_poll(struct tce_engine *e)
{
	int ret = idle_poll(e);

	if (!ret)
		ret = acknowledge(e);
	if (ret)
		return ret;
	switch (e->priv[PHASE]) {
	case READING:
		e->priv[PHASE] = REPORTING;
		ret = report_start(e);
		return ret ? ret : -EINPROGRESS;
	case REPORTING:
		ret = report_end(e);
		if (ret)
			return ret;
		/* Not later, when memory may be out of reach. */
		e->priv[PHASE] = LOADING;
		ret = load_start(e);
		return ret ? ret : -EINPROGRESS;
	case LOADING:
		e->priv[LOADED] = true;
		break;
	default:
		break;
	}
	e->priv[PHASE] = IDLE;
	return 0;
}

static void edu_stop(struct tce_engine *e)
{
	uint32_t id;

	/* Before init the byte order is not known yet. */
	if (tce_device_read32(e->dev, 0, REG_ID, &id))
		return;
	e->priv[SWAP] = id == bswap_32(ID);
	if (id != ID && !e->priv[SWAP])
		return;
	engine_until(e, idle_poll, TIMEOUT_MS);
	acknowledge(e);
}

static void edu_print(struct tce_engine *e, char *buf, size_t len)
{
	uint32_t value[5] = { 0 };
	static const uint64_t reg[] = { REG_ID, REG_SRC, REG_DST, REG_COUNT,
					REG_COMMAND };

	for (unsigned int i = 0; i < 5; i++)
		reg_read(e, reg[i], &value[i]);
	snprintf(buf, len,
		 "id %#x, source ..%08x, destination ..%08x, count %#x, "
		 "command %#x",
		 value[0], value[1], value[2], value[3], value[4]);
}

const struct tce_engine_class tce_engine_edu = {
	.name = "edu",
	.match = edu_match,
	.memory = 4096,
	.largest = LARGEST,
	.granule = 1,
	.chosen = LARGEST,
	.delay_ms = 90, /* 100 by a clock that is read a moment later */
	.timeout_ms = TIMEOUT_MS,
	.reads = true,
	.dma_bits = 64,
	.init = edu_init,
	.write = edu_write,
	.read = edu_read,
	.poll = edu_poll,
	.stop = edu_stop,
	.print = edu_print,
};
