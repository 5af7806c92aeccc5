// SPDX-License-Identifier: GPL-2.0-only
/*
 * Engines where there is no device: what all of them have in common, shown
 * with one whose device is a few lines; what every class states of itself; and
 * what the real ones make of devices that are none.
 */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include <tce/engine.h>

#include "unit.h"

#define MEMORY 0x10000 /* address of the engine's own memory */
#define BAR 4096       /* place in the file that stands for the device */

/* --- a device that is a file: configuration space, and BAR 0 -------------- */

static struct tce_device dev;
static struct tce_engine engine;
static uint8_t memory[4 * 4096] __attribute__((aligned(4096)));

static void setup(void)
{
	dev = (struct tce_device){ .config_size = 256,
				   .bar[0] = { .offset = BAR, .size = 8192 } };
	dev.fd = memfd_create("device", MFD_CLOEXEC);
	ck_assert_int_eq(ftruncate(dev.fd, BAR + 8192), 0);
	memset(memory, 0, sizeof(memory));
}

static void teardown(void)
{
	close(dev.fd);
}

static bool is_master(void)
{
	uint8_t command;

	ck_assert_int_eq(tce_device_config_read(&dev, 4, &command, 1), 0);
	return command & 4;
}

static void reg_put(uint64_t at, uint32_t value)
{
	ck_assert_int_eq(tce_device_write32(&dev, 0, at, value), 0);
}

static uint32_t reg_get(uint64_t at)
{
	uint32_t value;

	ck_assert_int_eq(tce_device_read32(&dev, 0, at, &value), 0);
	return value;
}

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
	ck_assert(is_master());
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
	fake.stop_alone = !is_master();
}

static void fake_print(struct tce_engine *e, char *buf, size_t len)
{
	snprintf(buf, len, "last %#x", (unsigned int)e->priv[0]);
}

static struct tce_engine_class class;

static void fake_setup(void)
{
	setup();
	memset(&fake, 0, sizeof(fake));
	class = (struct tce_engine_class){
		.name = "fake",
		.match = fake_match,
		.memory = 4096,
		.largest = 4096,
		.granule = 4,
		.chosen = 512,
		.read_size = 8,
		.timeout_ms = 30,
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
	return tce_engine_start(&engine, &class, &dev, memory, MEMORY);
}

START_TEST(start_and_stop)
{
	char text[64];

	ck_assert_int_eq(start(), 0);
	ck_assert(is_master());
	/* what was going on ended before it could reach anything */
	ck_assert_uint_eq(fake.stops, 1);
	ck_assert(fake.stop_alone);
	ck_assert_int_eq(tce_engine_write(&engine, 0x4000, 8), 0);
	tce_engine_print(&engine, text, sizeof(text));
	ck_assert_str_eq(text, "last 0x4000");
	tce_engine_stop(&engine);
	ck_assert_uint_eq(fake.stops, 2);
	ck_assert(fake.stop_alone && !is_master());
	tce_engine_stop(&engine);
	ck_assert_uint_eq(fake.stops, 2);
	tce_engine_print(&engine, text, sizeof(text));
	ck_assert_str_eq(text, "no engine");
}
END_TEST

START_TEST(start_refused)
{
	ck_assert_int_eq(
		tce_engine_start(&engine, &class, &dev, memory + 8, MEMORY),
		-EINVAL);
	ck_assert_int_eq(
		tce_engine_start(&engine, &class, &dev, memory, MEMORY + 8),
		-EINVAL);
	fake.init = -ETIMEDOUT;
	ck_assert_int_eq(start(), -ETIMEDOUT);
	ck_assert_str_eq(engine.why, "it does not like it");
	ck_assert(!is_master());
	dev.config_size = 0;
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
	class.dma_bits = 64;
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

/* Nobody looks before it can be ready, nor past the timeout. */
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

/* --- every class ---------------------------------------------------------- */

/* What users of engines take for granted. */
START_TEST(classes)
{
	const struct tce_engine_class *c, *d;
	unsigned int i, j;

	for (i = 0; (c = tce_engine_class_get(i)); i++) {
		for (const char *s = c->name; *s; s++)
			ck_assert(isdigit((unsigned char)*s) ||
				  islower((unsigned char)*s));
		for (j = 0; j < i; j++) {
			d = tce_engine_class_get(j);
			ck_assert_str_ne(c->name, d->name);
		}
		ck_assert(c->match && c->init && c->write && c->poll);
		ck_assert(c->stop && c->print && (c->read || !c->reads));
		/* a buffer of four pages is enough on every machine */
		ck_assert_uint_eq(c->memory % 4096, 0);
		ck_assert_uint_le(c->memory, 4 * 4096);
		ck_assert_uint_le(c->largest, TCE_ENGINE_LARGEST);
		ck_assert_uint_le(c->chosen, c->largest);
		/* 64 bytes, and 8 for reads, at any multiple of 8 */
		ck_assert_uint_ge(c->chosen, 64);
		ck_assert(c->granule && 8 % c->granule == 0);
		ck_assert_uint_eq(c->largest % c->granule, 0);
		ck_assert(!c->read_size || c->read_size == 8);
		ck_assert_uint_ge(c->dma_bits, 32);
		ck_assert_uint_le(c->dma_bits, 64);
		ck_assert_uint_gt(c->timeout_ms, c->delay_ms);
	}
	ck_assert_uint_ge(i, 2);
	ck_assert_ptr_null(tce_engine_class_get(i));
	ck_assert_ptr_null(tce_engine_class_get(i + 1));
}
END_TEST

static const struct tce_engine_class *class_of(uint16_t vendor, uint16_t device,
					       uint32_t pci_class)
{
	const struct tce_pci_id id = { vendor, device, pci_class };

	return tce_engine_class_find(&id);
}

START_TEST(class_of_device)
{
	ck_assert_str_eq(class_of(0x1234, 0x11e8, 0xff00)->name, "edu");
	ck_assert_str_eq(class_of(0x144d, 0xa808, 0x010802)->name, "nvme");
	ck_assert_ptr_null(class_of(0x144d, 0xa808, 0x010801));
	ck_assert_ptr_null(class_of(0x1234, 0x1111, 0x030000));
	ck_assert_ptr_null(class_of(0, 0, 0));
}
END_TEST

/* --- devices that are not what their ids say ------------------------------ */

static int start_as(const char *name)
{
	const struct tce_engine_class *c;

	for (unsigned int i = 0; (c = tce_engine_class_get(i)); i++) {
		if (!strcmp(c->name, name))
			break;
	}
	ck_assert_ptr_nonnull(c);
	engine.why = NULL;
	return tce_engine_start(&engine, c, &dev, memory, MEMORY);
}

START_TEST(no_edu)
{
	char text[128];

	ck_assert_int_eq(start_as("edu"), -ENODEV);
	ck_assert_str_eq(engine.why, "its id register is not edu's");
	ck_assert(!is_master());
	reg_put(0, 0xed000001);
	reg_put(0x98, UINT32_MAX);
	ck_assert_int_eq(start_as("edu"), -EIO);
	ck_assert_str_eq(engine.why, "its registers read as ones");
	/* registers of the other byte order */
	tce_engine_print(&engine, text, sizeof(text));
	ck_assert_str_eq(text, "id 0x10000ed, source ..00000000, destination "
			       "..00000000, count 0, command 0xffffffff");
	dev.bar[0].size = 0;
	ck_assert_int_eq(start_as("edu"), -ERANGE);
}
END_TEST

START_TEST(no_nvme)
{
	reg_put(0, UINT32_MAX);
	reg_put(4, UINT32_MAX);
	ck_assert_int_eq(start_as("nvme"), -ENODEV);
	ck_assert_str_eq(engine.why, "its registers read as ones");
	/* at least 64 KiB a page; the least time to become ready */
	reg_put(0, 0);
	reg_put(4, 4 << 16);
	ck_assert_int_eq(start_as("nvme"), -ENODEV);
	reg_put(4, 0);
	reg_put(0x1c, 2);
	ck_assert_int_eq(start_as("nvme"), -EIO);
	ck_assert_str_eq(engine.why, "the controller does not start");
	ck_assert_uint_eq(reg_get(0x28), MEMORY);
	ck_assert_uint_eq(reg_get(0x30), MEMORY + 4096);
	reg_put(0x1c, 0);
	ck_assert_int_eq(start_as("nvme"), -ETIMEDOUT);
	ck_assert(!is_master());
}
END_TEST

Suite *unit_engine_suite(void)
{
	Suite *s = suite_create("engine");
	TCase *common = tcase_create("common"), *real = tcase_create("real");

	suite_add_tcase(s, common);
	tcase_add_checked_fixture(common, fake_setup, teardown);
	tcase_add_test(common, start_and_stop);
	tcase_add_test(common, start_refused);
	tcase_add_test(common, limits);
	tcase_add_test(common, waiting);
	tcase_add_test(common, ready);
	suite_add_tcase(s, real);
	tcase_add_checked_fixture(real, setup, teardown);
	tcase_add_test(real, classes);
	tcase_add_test(real, class_of_device);
	tcase_add_test(real, no_edu);
	tcase_add_test(real, no_nvme);
	return s;
}
