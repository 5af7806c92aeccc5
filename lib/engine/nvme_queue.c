// SPDX-License-Identifier: GPL-2.0-only
/* An NVMe controller and its admin queue. */
#include "nvme.h"

#include <endian.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#define REG_CAP 0x00
#define REG_CC 0x14
#define REG_CSTS 0x1c
#define REG_AQA 0x24
#define REG_ASQ 0x28
#define REG_ACQ 0x30
#define REG_DOORBELL 0x1000

#define CC_ENABLE 1u
#define CC_ENTRIES (6u << 16 | 4u << 20) /* of 64 and of 16 bytes */
#define CSTS_READY 1u
#define CSTS_FATAL 2u

#define ENTRIES 32u /* of each queue */
#define SQ_AT 0u
#define CQ_AT NVME_PAGE

static int reg_read(const struct tce_engine *e, uint64_t reg, uint32_t *value)
{
	return tce_device_read32(e->dev, 0, reg, value);
}

static int reg_write(const struct tce_engine *e, uint64_t reg, uint32_t value)
{
	return tce_device_write32(e->dev, 0, reg, value);
}

/* In halves, which all 64-bit registers allow. */
static int address_write(const struct tce_engine *e, uint64_t reg,
			 uint64_t value)
{
	int ret = reg_write(e, reg, (uint32_t)value);

	return ret ? ret : reg_write(e, reg + 4, (uint32_t)(value >> 32));
}

static int status_read(struct tce_engine *e, uint32_t *status)
{
	int ret = reg_read(e, REG_CSTS, status);

	if (!ret && *status == UINT32_MAX)
		ret = -EIO;
	return ret;
}

static int off_poll(struct tce_engine *e)
{
	uint32_t status;
	int ret = status_read(e, &status);

	if (ret)
		return engine_fail(e, ret, "its registers cannot be read");
	return status & CSTS_READY ? -EINPROGRESS : 0;
}

static int on_poll(struct tce_engine *e)
{
	uint32_t status;
	int ret = status_read(e, &status);

	if (ret)
		return engine_fail(e, ret, "its registers cannot be read");
	if (status & CSTS_FATAL)
		return engine_fail(e, -EIO, "the controller does not start");
	return status & CSTS_READY ? 0 : -EINPROGRESS;
}

int nvme_disable(struct tce_engine *e)
{
	uint32_t config;
	int ret = reg_read(e, REG_CC, &config);

	if (!ret)
		ret = reg_write(e, REG_CC, config & ~CC_ENABLE);
	if (ret)
		return engine_fail(e, ret, "its registers cannot be read");
	return engine_until(e, off_poll, (unsigned int)e->priv[READY_MS]);
}

int nvme_enable(struct tce_engine *e)
{
	int ret = nvme_disable(e);

	memset(e->memory, 0, NVME_DATA_AT);
	e->priv[TAIL] = 0;
	e->priv[HEAD] = 0;
	e->priv[PHASE] = 1;
	if (!ret)
		ret = reg_write(e, REG_AQA,
				(ENTRIES - 1) << 16 | (ENTRIES - 1));
	if (!ret)
		ret = address_write(e, REG_ASQ, e->iova + SQ_AT);
	if (!ret)
		ret = address_write(e, REG_ACQ, e->iova + CQ_AT);
	if (!ret)
		ret = reg_write(e, REG_CC, CC_ENTRIES | CC_ENABLE);
	if (!ret)
		ret = engine_until(e, on_poll, (unsigned int)e->priv[READY_MS]);
	e->priv[BROKEN] = !!ret;
	return ret;
}

int nvme_recover(struct tce_engine *e)
{
	uint32_t status;
	int ret = status_read(e, &status);

	if (!ret && !e->priv[BROKEN] && (status & CSTS_READY) &&
	    !(status & CSTS_FATAL))
		return 0;
	return nvme_enable(e);
}

int nvme_cap_read(struct tce_engine *e)
{
	uint32_t low, high;
	int ret = reg_read(e, REG_CAP, &low);

	if (!ret)
		ret = reg_read(e, REG_CAP + 4, &high);
	if (ret)
		return engine_fail(e, ret, "its registers cannot be read");
	if (low == UINT32_MAX && high == UINT32_MAX)
		return engine_fail(e, -ENODEV, "its registers read as ones");
	e->priv[READY_MS] = (low >> 24) * 500 + 500;
	e->priv[STRIDE] = 4u << (high & 15);
	if (high >> 16 & 15)
		return engine_fail(e, -ENODEV,
				   "it takes no pages of 4 KiB (CAP.MPSMIN)");
	return 0;
}

int nvme_ring(const struct tce_engine *e, unsigned int queue, uint32_t value)
{
	return reg_write(e, REG_DOORBELL + queue * e->priv[STRIDE], value);
}

/* One that moves @len bytes, of which a second page has the last ones. */
int nvme_submit(struct tce_engine *e, uint8_t opcode, uint64_t iova, size_t len,
		uint32_t namespace, uint64_t argument)
{
	const uint64_t tail = e->priv[TAIL];
	const uint64_t second = (iova | (NVME_PAGE - 1)) + 1;
	const uint64_t list[2] = {
		htole64(iova),
		htole64(iova + len > second ? second : 0),
	};
	uint32_t entry[16] = {
		htole32(opcode | (uint32_t)tail << 16),
		htole32(namespace),
	};

	memcpy(&entry[6], list, sizeof(list));
	entry[10] = htole32((uint32_t)argument);
	entry[11] = htole32((uint32_t)(argument >> 32));
	memcpy(e->memory + SQ_AT + tail * sizeof(entry), entry, sizeof(entry));
	e->priv[TAIL] = (tail + 1) % ENTRIES;
	return nvme_ring(e, 0, (uint32_t)e->priv[TAIL]);
}

/* Without a completion: whether there is going to be one. */
static int alive_check(struct tce_engine *e)
{
	uint32_t status;

	if (status_read(e, &status) || (status & CSTS_FATAL) ||
	    !(status & CSTS_READY)) {
		e->priv[BROKEN] = true;
		return engine_fail(e, -EIO, "the controller failed");
	}
	return -EINPROGRESS;
}

int nvme_complete(struct tce_engine *e)
{
	const uint8_t *entry = e->memory + CQ_AT + e->priv[HEAD] * 16;
	uint32_t last = le32toh(*(const volatile uint32_t *)(entry + 12));
	int ret;

	if ((last >> 16 & 1) != e->priv[PHASE])
		return alive_check(e);
	/* The data were written before. */
	atomic_thread_fence(memory_order_seq_cst);
	e->priv[STATUS] = last >> 17;
	e->priv[HEAD] = (e->priv[HEAD] + 1) % ENTRIES;
	if (!e->priv[HEAD])
		e->priv[PHASE] ^= 1;
	ret = nvme_ring(e, 1, (uint32_t)e->priv[HEAD]);
	if (!ret && e->priv[STATUS])
		ret = engine_fail(e, -EIO, "the command failed");
	return ret;
}

void nvme_print(struct tce_engine *e, char *buf, size_t len)
{
	static const uint64_t reg[] = { REG_CAP, REG_CAP + 4, REG_CC,
					REG_CSTS };
	uint32_t value[4] = { 0 };

	for (unsigned int i = 0; i < 4; i++)
		reg_read(e, reg[i], &value[i]);
	snprintf(buf, len, "CAP %#x %#x, CC %#x, CSTS %#x, last status %#x",
		 value[0], value[1], value[2], value[3],
		 (unsigned int)e->priv[STATUS]);
}
