// SPDX-License-Identifier: GPL-2.0-only
/*
 * Any NVMe drive as an engine: the admin queue alone, polled. No command of it
 * reads or changes the medium.
 *
 * To memory: the Identify Controller data, and the firmware slot log where a
 * smaller size is asked for. From memory: the drive's clock is set from there,
 * read back, and put right again.
 */
#include <endian.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "engine.h"

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

#define GET_LOG_PAGE 0x02
#define IDENTIFY 0x06
#define SET_FEATURES 0x09
#define GET_FEATURES 0x0a
#define LOG_FIRMWARE 0x03
#define FEATURE_TIMESTAMP 0x0e
#define ALL_NAMESPACES 0xffffffffu

#define PAGE 4096u
#define ENTRIES 32u /* of each queue */
#define SQ_AT 0u
#define CQ_AT PAGE
#define DATA_AT (2 * PAGE)

#define LOG_SIZE 512u
#define CLOCK_SIZE 8u
#define CLOCK_BITS 48
#define ONCS_AT 520 /* in the Identify Controller data */
#define ONCS_TIMESTAMP 0x40
#define TIMEOUT_MS 5000

/* priv */
enum {
	STRIDE,	      /* of doorbells, bytes */
	READY_MS,     /* the drive's own bound for becoming ready */
	TAIL,	      /* next entry of the submission queue */
	HEAD,	      /* next entry of the completion queue */
	PHASE,	      /* its bit there when it is new */
	STATUS,	      /* of the last completion */
	BROKEN,	      /* start over */
	STEP,	      /* of a read */
	HAS_CLOCK,    /* and it was read: */
	CLOCK,	      /* ms of it */
	CLOCK_NOW,    /* ... at this time of ours, ns */
	CLOCK_SET_NOW /* when it was set to other things, ns */
};
enum {
	ONLY,
	SETTING,
	GETTING,
	RESTORING
};

static bool nvme_match(const struct tce_pci_id *id)
{
	return id->class_code == 0x010802;
}

static int reg_read(const struct tce_engine *e, uint64_t reg, uint32_t *value)
{
	return tce_device_read32(e->dev, 0, reg, value);
}

static int reg_write(const struct tce_engine *e, uint64_t reg, uint32_t value)
{
	return tce_device_write32(e->dev, 0, reg, value);
}

/* In halves, which all registers of 64 bits bear. */
static int address_write(const struct tce_engine *e, uint64_t reg,
			 uint64_t value)
{
	int ret = reg_write(e, reg, (uint32_t)value);

	return ret ? ret : reg_write(e, reg + 4, (uint32_t)(value >> 32));
}

/* --- the controller ------------------------------------------------------- */

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

static int disable(struct tce_engine *e)
{
	uint32_t config;
	int ret = reg_read(e, REG_CC, &config);

	if (!ret)
		ret = reg_write(e, REG_CC, config & ~CC_ENABLE);
	if (ret)
		return engine_fail(e, ret, "its registers cannot be read");
	return engine_until(e, off_poll, (unsigned int)e->priv[READY_MS]);
}

static int enable(struct tce_engine *e)
{
	int ret = disable(e);

	memset(e->memory, 0, DATA_AT);
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

/* After an error, or a reset by somebody else, it is to start over. */
static int recover(struct tce_engine *e)
{
	uint32_t status;
	int ret = status_read(e, &status);

	if (!ret && !e->priv[BROKEN] && (status & CSTS_READY) &&
	    !(status & CSTS_FATAL))
		return 0;
	return enable(e);
}

/* --- commands ------------------------------------------------------------- */

static uint64_t doorbell(const struct tce_engine *e, unsigned int i)
{
	return REG_DOORBELL + i * e->priv[STRIDE];
}

/* One that moves @len bytes, of which a second page has the last ones. */
static int submit(struct tce_engine *e, uint8_t opcode, uint64_t iova,
		  size_t len, uint32_t namespace, uint32_t argument)
{
	const uint64_t tail = e->priv[TAIL];
	const uint64_t second = (iova | (PAGE - 1)) + 1;
	const uint64_t list[2] = {
		htole64(iova),
		htole64(iova + len > second ? second : 0),
	};
	uint32_t entry[16] = {
		htole32(opcode | (uint32_t)tail << 16),
		htole32(namespace),
	};

	memcpy(&entry[6], list, sizeof(list));
	entry[10] = htole32(argument);
	memcpy(e->memory + SQ_AT + tail * sizeof(entry), entry, sizeof(entry));
	e->priv[TAIL] = (tail + 1) % ENTRIES;
	return reg_write(e, doorbell(e, 0), (uint32_t)e->priv[TAIL]);
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

static int complete(struct tce_engine *e)
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
	ret = reg_write(e, doorbell(e, 1), (uint32_t)e->priv[HEAD]);
	if (!ret && e->priv[STATUS])
		ret = engine_fail(e, -EIO, "the command failed");
	return ret;
}

static int identify(struct tce_engine *e, uint64_t iova)
{
	return submit(e, IDENTIFY, iova, PAGE, 0, 1);
}

static int log_get(struct tce_engine *e, uint64_t iova, size_t len)
{
	return submit(e, GET_LOG_PAGE, iova, len, ALL_NAMESPACES,
		      (uint32_t)(len / 4 - 1) << 16 | LOG_FIRMWARE);
}

static int clock_set(struct tce_engine *e, uint64_t iova)
{
	return submit(e, SET_FEATURES, iova, CLOCK_SIZE, 0, FEATURE_TIMESTAMP);
}

static int clock_get(struct tce_engine *e)
{
	return submit(e, GET_FEATURES, e->iova + DATA_AT, CLOCK_SIZE, 0,
		      FEATURE_TIMESTAMP);
}

/* --- its clock ------------------------------------------------------------ */

static uint64_t clock_value(const struct tce_engine *e)
{
	uint64_t value;

	memcpy(&value, e->memory + DATA_AT, sizeof(value));
	return le64toh(value) & (((uint64_t)1 << CLOCK_BITS) - 1);
}

static int clock_restore(struct tce_engine *e)
{
	uint64_t ms = (engine_now() - e->priv[CLOCK_NOW]) / 1000000;
	uint64_t value = htole64(e->priv[CLOCK] + ms);

	memcpy(e->memory + DATA_AT, &value, sizeof(value));
	return clock_set(e, e->iova + DATA_AT);
}

/*
 * It goes on while it is read. Only bytes that are the same for the least and
 * the most that can have been added are what was set (which was no less than
 * 0); the lowest two are left out always, so that it is the same ones nearly
 * always.
 */
static void clock_see(struct tce_engine *e)
{
	const uint64_t got = clock_value(e), value = htole64(got);
	uint64_t ms = (engine_now() - e->priv[CLOCK_SET_NOW]) / 1000000 + 2;
	uint64_t least = got > ms ? got - ms : 0;
	unsigned int at = 2;

	while (at < CLOCK_BITS / 8 && least >> 8 * at != got >> 8 * at)
		at++;
	memcpy(e->data[1] + LOG_SIZE, &value, sizeof(value));
	e->seen = e->data[1] + LOG_SIZE + at;
	e->seen_at = at;
	e->seen_len = CLOCK_BITS / 8 - at;
}

/* --- the engine ----------------------------------------------------------- */

static int until_complete(struct tce_engine *e, int ret)
{
	if (ret)
		return engine_fail(e, ret, "its registers cannot be written");
	ret = engine_until(e, complete, TIMEOUT_MS);
	e->priv[BROKEN] |= ret == -ETIMEDOUT;
	return ret;
}

/* What it is going to send, once for all. */
static int samples_get(struct tce_engine *e)
{
	const uint8_t *data = e->memory + DATA_AT;
	int ret = until_complete(e, identify(e, e->iova + DATA_AT));

	memcpy(e->data[0], data, PAGE);
	if (!ret)
		ret = until_complete(e,
				     log_get(e, e->iova + DATA_AT, LOG_SIZE));
	memcpy(e->data[1], data, LOG_SIZE);
	if (ret || !(e->data[0][ONCS_AT] & ONCS_TIMESTAMP))
		return ret;
	ret = until_complete(e, clock_get(e));
	e->priv[CLOCK] = clock_value(e);
	e->priv[CLOCK_NOW] = engine_now();
	e->priv[HAS_CLOCK] = !ret;
	return ret;
}

static int cap_read(struct tce_engine *e)
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

static int nvme_init(struct tce_engine *e)
{
	int ret = cap_read(e);

	if (!ret)
		ret = enable(e);
	return ret ? ret : samples_get(e);
}

static int nvme_write(struct tce_engine *e, uint64_t iova, size_t len)
{
	int ret = recover(e);

	if (ret)
		return ret;
	e->priv[STEP] = ONLY;
	e->sent = len == PAGE ? e->data[0] : e->data[1];
	return len == PAGE ? identify(e, iova) : log_get(e, iova, len);
}

static int nvme_read(struct tce_engine *e, uint64_t iova, size_t len)
{
	int ret;

	(void)len;
	if (!e->priv[HAS_CLOCK])
		return engine_fail(e, -EOPNOTSUPP,
				   "the drive has no Timestamp feature");
	ret = recover(e);
	if (ret)
		return ret;
	e->priv[STEP] = SETTING;
	e->priv[CLOCK_SET_NOW] = engine_now();
	return clock_set(e, iova);
}

static int nvme_poll(struct tce_engine *e)
{
	int ret = complete(e);

	if (ret)
		return ret;
	switch (e->priv[STEP]) {
	case SETTING:
		e->priv[STEP] = GETTING;
		ret = clock_get(e);
		return ret ? ret : -EINPROGRESS;
	case GETTING:
		clock_see(e);
		e->priv[STEP] = RESTORING;
		ret = clock_restore(e);
		return ret ? ret : -EINPROGRESS;
	default:
		return 0;
	}
}

static void nvme_stop(struct tce_engine *e)
{
	if (!cap_read(e))
		disable(e);
	e->why = NULL;
}

static void nvme_print(struct tce_engine *e, char *buf, size_t len)
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

const struct tce_engine_class tce_engine_nvme = {
	.name = "nvme",
	.match = nvme_match,
	.memory = 3 * PAGE,
	.largest = PAGE,
	.granule = 4,
	.chosen = LOG_SIZE,
	.read_size = CLOCK_SIZE,
	.timeout_ms = TIMEOUT_MS,
	.reads = true,
	.dma_bits = 64,
	.init = nvme_init,
	.write = nvme_write,
	.read = nvme_read,
	.poll = nvme_poll,
	.stop = nvme_stop,
	.print = nvme_print,
};
