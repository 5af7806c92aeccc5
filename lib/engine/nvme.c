// SPDX-License-Identifier: GPL-2.0-only
/*
 * Any NVMe drive as an engine: the admin queue alone, polled. No command of it
 * reads or changes the medium.
 *
 * To memory: the Identify Controller data, and the firmware slot log where a
 * smaller size is asked for. From memory: the drive's clock is set from there,
 * read back, and restored.
 */
#include "nvme.h"

#include <endian.h>
#include <errno.h>
#include <string.h>

#define GET_LOG_PAGE 0x02
#define IDENTIFY 0x06
#define SET_FEATURES 0x09
#define GET_FEATURES 0x0a
#define LOG_FIRMWARE 0x03
#define FEATURE_TIMESTAMP 0x0e
#define ALL_NAMESPACES 0xffffffffu

#define LOG_SIZE 512u
#define CLOCK_SIZE 8u
#define CLOCK_BITS 48
#define ONCS_AT 520 /* in the Identify Controller data */
#define ONCS_TIMESTAMP 0x40
#define TIMEOUT_MS 5000

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

/* --- commands ------------------------------------------------------------- */

static int identify(struct tce_engine *e, uint64_t iova)
{
	return nvme_submit(e, IDENTIFY, iova, NVME_PAGE, 0, 1);
}

static int log_get(struct tce_engine *e, uint64_t iova, size_t len)
{
	return nvme_submit(e, GET_LOG_PAGE, iova, len, ALL_NAMESPACES,
			   (uint32_t)(len / 4 - 1) << 16 | LOG_FIRMWARE);
}

static int clock_set(struct tce_engine *e, uint64_t iova)
{
	return nvme_submit(e, SET_FEATURES, iova, CLOCK_SIZE, 0,
			   FEATURE_TIMESTAMP);
}

static int clock_get(struct tce_engine *e)
{
	return nvme_submit(e, GET_FEATURES, e->iova + NVME_DATA_AT, CLOCK_SIZE,
			   0, FEATURE_TIMESTAMP);
}

/* --- its clock ------------------------------------------------------------ */

static uint64_t clock_value(const struct tce_engine *e)
{
	uint64_t value;

	memcpy(&value, e->memory + NVME_DATA_AT, sizeof(value));
	return le64toh(value) & (((uint64_t)1 << CLOCK_BITS) - 1);
}

static int clock_restore(struct tce_engine *e)
{
	uint64_t ms = (engine_now() - e->priv[CLOCK_NOW]) / 1000000;
	uint64_t value = htole64(e->priv[CLOCK] + ms);

	memcpy(e->memory + NVME_DATA_AT, &value, sizeof(value));
	return clock_set(e, e->iova + NVME_DATA_AT);
}

/*
 * The clock runs between the two commands. The bytes that are the same for the
 * least and the most milliseconds that can have passed are those that were set.
 * The lowest two are always left out, so that nearly every read reports the
 * same ones.
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
	ret = engine_until(e, nvme_complete, TIMEOUT_MS);
	e->priv[BROKEN] |= ret == -ETIMEDOUT;
	return ret;
}

/* Fetch the bytes that it sends; they do not change. */
static int samples_get(struct tce_engine *e)
{
	const uint8_t *data = e->memory + NVME_DATA_AT;
	int ret = until_complete(e, identify(e, e->iova + NVME_DATA_AT));

	memcpy(e->data[0], data, NVME_PAGE);
	if (!ret)
		ret = until_complete(
			e, log_get(e, e->iova + NVME_DATA_AT, LOG_SIZE));
	memcpy(e->data[1], data, LOG_SIZE);
	if (ret || !(e->data[0][ONCS_AT] & ONCS_TIMESTAMP))
		return ret;
	ret = until_complete(e, clock_get(e));
	e->priv[CLOCK] = clock_value(e);
	e->priv[CLOCK_NOW] = engine_now();
	e->priv[HAS_CLOCK] = !ret;
	return ret;
}

static int nvme_init(struct tce_engine *e)
{
	int ret = nvme_cap_read(e);

	if (!ret)
		ret = nvme_enable(e);
	return ret ? ret : samples_get(e);
}

static int nvme_write(struct tce_engine *e, uint64_t iova, size_t len)
{
	int ret = nvme_recover(e);

	if (ret)
		return ret;
	e->priv[STEP] = ONLY;
	e->sent = len == NVME_PAGE ? e->data[0] : e->data[1];
	return len == NVME_PAGE ? identify(e, iova) : log_get(e, iova, len);
}

static int nvme_read(struct tce_engine *e, uint64_t iova, size_t len)
{
	int ret;

	(void)len;
	if (!e->priv[HAS_CLOCK])
		return engine_fail(e, -EOPNOTSUPP,
				   "the drive has no Timestamp feature");
	ret = nvme_recover(e);
	if (ret)
		return ret;
	e->priv[STEP] = SETTING;
	e->priv[CLOCK_SET_NOW] = engine_now();
	return clock_set(e, iova);
}

static int nvme_poll(struct tce_engine *e)
{
	int ret = nvme_complete(e);

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
	if (!nvme_cap_read(e))
		nvme_disable(e);
	e->why = NULL;
}

const struct tce_engine_class tce_engine_nvme = {
	.name = "nvme",
	.match = nvme_match,
	.memory = NVME_MEMORY,
	.largest = NVME_PAGE,
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
