// SPDX-License-Identifier: GPL-2.0-only
/* What all engines have in common, with one whose device is a few lines. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <tce/engine.h>

#include "device.h"
#include "unit.h"

static struct tce_engine engine;

/* --- a class of the test's own -------------------------------------------- */

static struct {
	int init;	 /* what it returns */
	int polls;	 /* looks until a transfer has ended; -1: never */
	int end;	 /* how it ends */
	bool stop_alone; /* it was not master when it was stopped */
	unsigned int stops;
} fake;

static bool fake_match(const struct tce_pci_id *id)
{
	return id->vendor == 0xfa4e;
}

static int fake_init(struct tce_engine *e)
{
	ck_assert(device_is_master());
	e->sent = e->data[0];
	e->seen = e->data[1];
	e->why = fake.init ? "it does not like it" : NULL;
	return fake.init;
}

static int fake_start(struct tce_engine *e, uint64_t iova, size_t len)
{
	e->priv[0] = iova;
	e->priv[1] = len;
	return 0;
}

static int fake_poll(struct tce_engine *e)
{
	if (fake.polls && fake.polls-- != 0)
		return -EINPROGRESS;
	e->seen_len = e->priv[1];
	return fake.end;
}

static void fake_stop(struct tce_engine *e)
{
	(void)e;
	fake.stops++;
	fake.stop_alone = !device_is_master();
}

static void fake_print(struct tce_engine *e, char *buf, size_t len)
{
	snprintf(buf, len, "last %#x", (unsigned int)e->priv[0]);
}

/* However loaded the machine is, no transfer that ends takes as long. */
#define NEVER_MS (60 * 60 * 1000)

static struct tce_engine_class class;

static void fake_setup(void)
{
	device_setup();
	memset(&fake, 0, sizeof(fake));
	class = (struct tce_engine_class){
		.name = "fake",
		.match = fake_match,
		.memory = 4096,
		.largest = 4096,
		.granule = 4,
		.chosen = 512,
		.read_size = 8,
		.timeout_ms = NEVER_MS,
		.reads = true,
		.dma_bits = 40,
		.init = fake_init,
		.write = fake_start,
		.read = fake_start,
		.poll = fake_poll,
		.stop = fake_stop,
		.print = fake_print,
	};
}

static int start(void)
{
	return tce_engine_start(&engine, &class, &device, device_memory,
				DEVICE_MEMORY);
}

START_TEST(start_and_stop)
{
	char text[64];

	ck_assert_int_eq(start(), 0);
	ck_assert(device_is_master());
	/* the device was stopped before it could reach memory */
	ck_assert_uint_eq(fake.stops, 1);
	ck_assert(fake.stop_alone);
	ck_assert_int_eq(tce_engine_write(&engine, 0x4000, 8), 0);
	tce_engine_print(&engine, text, sizeof(text));
	ck_assert_str_eq(text, "last 0x4000");
	tce_engine_stop(&engine);
	ck_assert_uint_eq(fake.stops, 2);
	ck_assert(fake.stop_alone && !device_is_master());
	tce_engine_stop(&engine);
	ck_assert_uint_eq(fake.stops, 2);
	tce_engine_print(&engine, text, sizeof(text));
	ck_assert_str_eq(text, "no engine");
}
END_TEST

START_TEST(start_refused)
{
	ck_assert_int_eq(tce_engine_start(&engine, &class, &device,
					  device_memory + 8, DEVICE_MEMORY),
			 -EINVAL);
	ck_assert_int_eq(tce_engine_start(&engine, &class, &device,
					  device_memory, DEVICE_MEMORY + 8),
			 -EINVAL);
	fake.init = -ETIMEDOUT;
	ck_assert_int_eq(start(), -ETIMEDOUT);
	ck_assert_str_eq(engine.why, "it does not like it");
	ck_assert(!device_is_master());
	device.config_size = 0;
	ck_assert_int_eq(start(), -ERANGE);
	ck_assert_ptr_nonnull(engine.why);
}
END_TEST

START_TEST(limits)
{
	static const struct {
		uint64_t iova;
		size_t len;
		int write, read;
	} t[] = {
		{ 0, 0, -EINVAL, -EINVAL },
		{ 0, 4, 0, -EINVAL },
		{ 0, 8, 0, 0 },
		{ 4, 8, 0, 0 },
		{ 2, 8, -EINVAL, -EINVAL },
		{ 0, 6, -EINVAL, -EINVAL },
		{ 0, 512, 0, -EINVAL },
		{ 0, 516, -EINVAL, -EINVAL },
		{ 0, 4096, 0, -EINVAL },
		{ 0, 4100, -EINVAL, -EINVAL },
		{ (1ull << 40) - 8, 8, 0, 0 },
		{ (1ull << 40) - 4, 8, -EINVAL, -EINVAL },
		{ 0 - 8ull, 8, -EINVAL, -EINVAL },
		{ 0 - 4ull, 8, -EINVAL, -EINVAL },
	};

	ck_assert_int_eq(start(), 0);
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		ck_assert_int_eq(tce_engine_write(&engine, t[i].iova, t[i].len),
				 t[i].write);
		ck_assert_int_eq(tce_engine_wait(&engine), 0);
		ck_assert_int_eq(tce_engine_read(&engine, t[i].iova, t[i].len),
				 t[i].read);
		ck_assert_int_eq(tce_engine_wait(&engine), 0);
	}
	engine.dma_bits = 64;
	ck_assert_int_eq(tce_engine_write(&engine, 0 - 8ull, 8), 0);
	ck_assert_int_eq(tce_engine_wait(&engine), 0);
	ck_assert_int_eq(tce_engine_write(&engine, 0 - 4ull, 8), -EINVAL);
	class.read_size = 0;
	ck_assert_int_eq(tce_engine_read(&engine, 0, 4096), 0);
	ck_assert_int_eq(tce_engine_wait(&engine), 0);
	ck_assert_uint_eq(engine.seen_len, 4096);
	class.reads = false;
	ck_assert_int_eq(tce_engine_read(&engine, 0, 8), -EOPNOTSUPP);
}
END_TEST

START_TEST(waiting)
{
	ck_assert_int_eq(start(), 0);
	ck_assert_int_eq(tce_engine_wait(&engine), 0);
	fake.polls = 5;
	fake.end = -EIO;
	ck_assert_int_eq(tce_engine_write(&engine, 0, 8), 0);
	ck_assert_int_eq(tce_engine_write(&engine, 0, 8), -EBUSY);
	ck_assert_int_eq(tce_engine_read(&engine, 0, 8), -EBUSY);
	ck_assert_int_eq(tce_engine_wait(&engine), -EIO);
	ck_assert_int_eq(fake.polls, 0);
	fake.end = 0;
	ck_assert_int_eq(tce_engine_wait(&engine), 0);
	class.timeout_ms = 0;
	fake.polls = -1;
	ck_assert_int_eq(tce_engine_write(&engine, 0, 8), 0);
	ck_assert_int_eq(tce_engine_wait(&engine), -ETIMEDOUT);
	ck_assert_ptr_nonnull(engine.why);
	/* idle again */
	fake.polls = 0;
	ck_assert_int_eq(tce_engine_write(&engine, 0, 8), 0);
	ck_assert_ptr_null(engine.why);
	ck_assert_int_eq(tce_engine_wait(&engine), 0);
}
END_TEST

static uint64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

/* No look before it can be ready, none after the timeout. */
START_TEST(ready)
{
	uint64_t started = now();

	ck_assert_int_eq(start(), 0);
	ck_assert_int_eq(tce_engine_write(&engine, 0, 8), 0);
	engine.ready = started + 20000000;
	ck_assert_int_eq(tce_engine_wait(&engine), 0);
	ck_assert_uint_ge(now(), engine.ready);
	class.timeout_ms = 20;
	fake.polls = -1;
	ck_assert_int_eq(tce_engine_write(&engine, 0, 8), 0);
	engine.ready = now() + 3600000000000;
	ck_assert_int_eq(tce_engine_wait(&engine), -ETIMEDOUT);
}
END_TEST

Suite *unit_engine_suite(void)
{
	Suite *s = suite_create("engine");
	TCase *common = tcase_create("common");

	suite_add_tcase(s, common);
	tcase_add_checked_fixture(common, fake_setup, device_teardown);
	tcase_add_test(common, start_and_stop);
	tcase_add_test(common, start_refused);
	tcase_add_test(common, limits);
	tcase_add_test(common, waiting);
	tcase_add_test(common, ready);
	return s;
}
