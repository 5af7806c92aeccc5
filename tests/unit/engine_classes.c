// SPDX-License-Identifier: GPL-2.0-only
/*
 * Every class of engines: its limits, a working device of its kind, and
 * devices that are not what their ids say.
 */
#include <ctype.h>
#include <errno.h>
#include <string.h>

#include <core/array.h>
#include <tce/buffer.h>
#include <tce/engine.h>

#include <engine/list.h>

#include "device.h"
#include "unit.h"

static struct tce_engine engine;

/* What users of engines rely on. */
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
		ck_assert_uint_le(c->memory, 5 * 4096);
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
	return tce_engine_start(&engine, c, &device, device_memory,
				DEVICE_MEMORY);
}

START_TEST(no_edu)
{
	char text[128];

	ck_assert_int_eq(start_as("edu"), -ENODEV);
	ck_assert_str_eq(engine.why, "its id register is not edu's");
	ck_assert(!device_is_master());
	device_put(0, 0xed000001);
	device_put(0x98, UINT32_MAX);
	ck_assert_int_eq(start_as("edu"), -EIO);
	ck_assert_str_eq(engine.why, "its registers read as ones");
	/* registers of the other byte order */
	tce_engine_print(&engine, text, sizeof(text));
	ck_assert_str_eq(text, "id 0x10000ed, source ..00000000, destination "
			       "..00000000, count 0, command 0xffffffff");
	device.bar[0].size = 0;
	ck_assert_int_eq(start_as("edu"), -ERANGE);
}
END_TEST

START_TEST(no_nvme)
{
	device_put(0, UINT32_MAX);
	device_put(4, UINT32_MAX);
	ck_assert_int_eq(start_as("nvme"), -ENODEV);
	ck_assert_str_eq(engine.why, "its registers read as ones");
	/* at least 64 KiB a page; the least time to become ready */
	device_put(0, 0);
	device_put(4, 4 << 16);
	ck_assert_int_eq(start_as("nvme"), -ENODEV);
	device_put(4, 0);
	device_put(0x1c, 2);
	ck_assert_int_eq(start_as("nvme"), -EIO);
	ck_assert_str_eq(engine.why, "the controller does not start");
	ck_assert_uint_eq(device_get(0x28), DEVICE_MEMORY);
	ck_assert_uint_eq(device_get(0x30), DEVICE_MEMORY + 4096);
	device_put(0x1c, 0);
	ck_assert_int_eq(start_as("nvme"), -ETIMEDOUT);
	ck_assert(!device_is_master());
}
END_TEST

/* --- devices that work ---------------------------------------------------- */

#define PLAYER(name, unused) \
	extern const struct unit_player unit_play_##name __attribute__((weak));
TCE_ENGINES(PLAYER, )

extern uint64_t play_edu_mask;

#define REFER(name, unused) { #name, &unit_play_##name },

/* clang-format off */
static const struct {
	const char *name;
	const struct unit_player *player;
} players[] = {
	TCE_ENGINES(REFER, )
};
/* clang-format on */

#define PLAYERS (sizeof(players) / sizeof(players[0]))

static void writes(uint64_t iova, size_t len)
{
	uint8_t *target = device_target + (iova - DEVICE_TARGET);

	memset(device_target, 0, sizeof(device_target));
	ck_assert_int_eq(tce_engine_write(&engine, iova, len), 0);
	ck_assert_int_eq(tce_engine_wait(&engine), 0);
	ck_assert_mem_eq(target, engine.sent, len);
	for (size_t i = 0; i < sizeof(device_target); i++)
		if (device_target + i < target ||
		    device_target + i >= target + len)
			ck_assert_uint_eq(device_target[i], 0);
}

static void reads(uint64_t iova, size_t len)
{
	const uint8_t *from = device_target + (iova - DEVICE_TARGET);

	tce_pattern_fill(device_target, sizeof(device_target), len);
	ck_assert_int_eq(tce_engine_read(&engine, iova, len), 0);
	ck_assert_int_eq(tce_engine_wait(&engine), 0);
	ck_assert_uint_gt(engine.seen_len, 0);
	ck_assert_uint_le(engine.seen_at + engine.seen_len, len);
	ck_assert_mem_eq(engine.seen, from + engine.seen_at, engine.seen_len);
}

/* Its device starts, transfers what was asked for, and stops. */
START_TEST(works)
{
	const struct tce_engine_class *c =
		tce_engine_class_get((unsigned int)_i);
	char text[256] = "";

	ck_assert_str_eq(c->name, players[_i].name);
	ck_assert_msg(players[_i].player,
		      "no device for engine %s: write tests/unit/play_%s.c",
		      c->name, c->name);
	device_play(players[_i].player);
	ck_assert_msg(!start_as(c->name), "engine %s does not start: %s",
		      c->name, engine.why);
	ck_assert(device_is_master());
	writes(DEVICE_TARGET, 64);
	writes(DEVICE_TARGET + 4096 - 32, 64);
	writes(DEVICE_TARGET + 8, c->chosen);
	writes(DEVICE_TARGET + 8, c->largest);
	if (c->reads) {
		reads(DEVICE_TARGET, c->read_size ? c->read_size : 64);
		reads(DEVICE_TARGET + 4096 - 8,
		      c->read_size ? c->read_size : c->chosen);
		writes(DEVICE_TARGET, 64);
	}
	tce_engine_print(&engine, text, sizeof(text));
	ck_assert_uint_gt(strlen(text), 0);
	tce_engine_stop(&engine);
	ck_assert(!device_is_master());
}
END_TEST

static const unsigned int widths[] = { 28, 40, 58, 64 };

/* It finds out how many bits of an address its device uses. */
START_TEST(edu_width)
{
	const unsigned int bits = widths[_i];
	const uint64_t last = UINT64_MAX >> (64 - bits);

	device_play(&unit_play_edu);
	play_edu_mask = last;
	ck_assert_int_eq(start_as("edu"), 0);
	ck_assert_uint_eq(engine.dma_bits, bits);
	writes(DEVICE_TARGET, 64);
	if (bits < 64)
		ck_assert_int_eq(tce_engine_write(&engine, last + 1, 64),
				 -EINVAL);
}
END_TEST

START_TEST(edu_too_narrow)
{
	device_play(&unit_play_edu);
	play_edu_mask = DEVICE_MEMORY - 1;
	ck_assert_int_eq(start_as("edu"), -EIO);
}
END_TEST

/* What is known of the machine counts, up to what the class can do. */
START_TEST(announced_bits)
{
	struct tce_platform p = { .dma_bits = 0 };
	const struct tce_engine_class c = { .dma_bits = 48 };

	ck_assert_uint_eq(tce_engine_bits(&c, &p), 48);
	p.dma_bits = 40;
	ck_assert_uint_eq(tce_engine_bits(&c, &p), 40);
	p.dma_bits = 64;
	ck_assert_uint_eq(tce_engine_bits(&c, &p), 48);
}
END_TEST

Suite *unit_classes_suite(void)
{
	Suite *s = suite_create("engine classes");
	TCase *tc = tcase_create("classes");

	suite_add_tcase(s, tc);
	tcase_add_checked_fixture(tc, device_setup, device_teardown);
	tcase_add_test(tc, classes);
	tcase_add_test(tc, class_of_device);
	tcase_add_test(tc, no_edu);
	tcase_add_test(tc, no_nvme);
	tcase_add_loop_test(tc, edu_width, 0, (int)ARRAY_SIZE(widths));
	tcase_add_test(tc, edu_too_narrow);
	tcase_add_test(tc, announced_bits);
	tcase_add_loop_test(tc, works, 0, (int)PLAYERS);
	return s;
}
