// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <tce/buffer.h>

#include "unit.h"

START_TEST(patterns)
{
	uint8_t a[256], b[256];

	for (size_t n = 0; n < sizeof(a); n++) {
		memset(a, 0x5a, sizeof(a));
		tce_pattern_fill(a, n, 1);
		ck_assert_uint_eq(a[n], 0x5a);
		ck_assert_uint_eq(tce_pattern_check(a, n, 1), n);
	}
	tce_pattern_fill(b, sizeof(b), 2);
	ck_assert_uint_lt(tce_pattern_check(b, sizeof(b), 1), 8);
	ck_assert_uint_lt(tce_pattern_check(a + 1, 64, 1), 8);
	ck_assert_uint_lt(tce_pattern_check(a + 8, 64, 1), 8);
	for (size_t i = 0; i < 255; i++) {
		a[i] ^= 1;
		ck_assert_uint_eq(tce_pattern_check(a, 255, 1), i);
		a[i] ^= 1;
	}
	/* the same on every host: bytes counted from the low end */
	tce_pattern_fill(a, 8, 0);
	ck_assert_mem_eq(
		a,
		((uint8_t[]){ 0xae, 0xcc, 0x1c, 0x7a, 0x38, 0xa8, 0x20, 0xe2 }),
		8);
}
END_TEST

static const enum tce_buffer_kind kinds[] = {
	TCE_BUFFER_ANON,
	TCE_BUFFER_SHARED,
	TCE_BUFFER_MEMFD,
	TCE_BUFFER_RO,
};

static size_t page(void)
{
	return (size_t)sysconf(_SC_PAGESIZE);
}

static void all_zero(const struct tce_buffer *b)
{
	const uint8_t *p = b->addr;

	for (size_t i = 0; i < b->size; i++)
		ck_assert_uint_eq(p[i], 0);
}

static void all_there(const struct tce_buffer *b)
{
	unsigned char there[64] = { 0 };
	size_t pages = b->length / page();

	ck_assert_uint_le(pages, sizeof(there));
	ck_assert_int_eq(mincore(b->map, b->length, there), 0);
	for (size_t i = 0; i < pages; i++)
		ck_assert_int_eq(there[i] & 1, 1);
}

START_TEST(buffer_of_each_kind)
{
	struct tce_buffer b = {
		.kind = kinds[_i],
		.size = 3 * page() + 100,
		.guard = 1,
	};
	int64_t at = 99;

	ck_assert_int_eq(tce_buffer_alloc(&b), 0);
	ck_assert_uint_eq((uintptr_t)b.addr % page(), 0);
	ck_assert_uint_eq(b.length, 6 * page());
	ck_assert_ptr_eq((char *)b.map + page(), b.addr);
	all_zero(&b);
	all_there(&b);
	ck_assert_int_eq(tce_buffer_fill(&b, 42), 0);
	ck_assert_uint_eq(tce_buffer_check(&b, 42), b.size);
	ck_assert_uint_lt(tce_buffer_check(&b, 43), 8);
	ck_assert_int_eq(tce_buffer_guards_check(&b, &at), 0);
	ck_assert_int_eq(at, 99);
	ck_assert_int_eq(tce_buffer_free(&b), 0);
	ck_assert_ptr_null(b.addr);
	ck_assert_int_eq(tce_buffer_free(&b), 0);
}
END_TEST

START_TEST(buffer_alignment)
{
	for (unsigned int shift = 0; shift <= 34; shift++) {
		const size_t align = (size_t)1 << shift;
		struct tce_buffer b = {
			.kind = kinds[shift % 4],
			.size = 1,
			.align = align,
			.guard = shift % 3,
		};

		ck_assert_int_eq(tce_buffer_alloc(&b), 0);
		ck_assert_uint_eq((uintptr_t)b.addr % align, 0);
		ck_assert_uint_le(b.length, 3 * page());
		ck_assert_int_eq(tce_buffer_free(&b), 0);
	}
}
END_TEST

/* Damage one byte at @at, find it, repair it. */
static void damage(struct tce_buffer *b, int64_t at)
{
	uint8_t *p = (uint8_t *)b->addr + at;
	int64_t found = 0;

	*p ^= 0x80;
	ck_assert_int_eq(tce_buffer_guards_check(b, &found), -EILSEQ);
	ck_assert_int_eq(found, at);
	*p ^= 0x80;
	ck_assert_int_eq(tce_buffer_guards_check(b, &found), 0);
}

START_TEST(buffer_guards)
{
	struct tce_buffer b = { .size = 100, .guard = 2 * page() };
	int64_t at;

	ck_assert_int_eq(tce_buffer_alloc(&b), 0);
	ck_assert_uint_eq(b.length, 5 * page());
	damage(&b, -1);
	damage(&b, -2 * (int64_t)page());
	damage(&b, 100);
	damage(&b, 3 * (int64_t)page() - 1);
	memset(b.addr, 0xff, b.size);
	ck_assert_int_eq(tce_buffer_guards_check(&b, &at), 0);
	ck_assert_int_eq(tce_buffer_free(&b), 0);
}
END_TEST

START_TEST(buffer_without_guards)
{
	struct tce_buffer b = { .size = 2 * page() };
	int64_t at;

	ck_assert_int_eq(tce_buffer_alloc(&b), 0);
	ck_assert_uint_eq(b.length, b.size);
	ck_assert_ptr_eq(b.addr, b.map);
	ck_assert_int_eq(tce_buffer_guards_check(&b, &at), 0);
	ck_assert_int_eq(tce_buffer_free(&b), 0);
}
END_TEST

START_TEST(buffer_read_only)
{
	struct tce_buffer b = { .kind = TCE_BUFFER_RO, .size = 1 };
	int zero = open("/dev/zero", O_RDONLY);

	ck_assert_int_eq(tce_buffer_alloc(&b), 0);
	ck_assert_int_eq(tce_buffer_fill(&b, 1), 0);
	/* the kernel is asked to write, a sanitizer would catch the signal */
	ck_assert_int_eq(read(zero, b.addr, 1), -1);
	ck_assert_int_eq(errno, EFAULT);
	ck_assert_int_eq(tce_buffer_check(&b, 1), 1);
	ck_assert_int_eq(tce_buffer_free(&b), 0);
	close(zero);
}
END_TEST

START_TEST(buffer_shared_with_child)
{
	struct tce_buffer b = { .kind = kinds[_i], .size = 100 };
	bool shared = tce_buffer_is_shared(b.kind);
	pid_t child;
	int status;

	ck_assert_int_eq(tce_buffer_alloc(&b), 0);
	child = fork();
	ck_assert_int_ge(child, 0);
	if (!child)
		_exit(tce_buffer_fill(&b, 5) ? 1 : 0);
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_int_eq(status, 0);
	ck_assert_int_eq(tce_buffer_check(&b, 5) == b.size, shared);
	ck_assert_int_eq(tce_buffer_free(&b), 0);
}
END_TEST

START_TEST(buffer_refused)
{
	const size_t top = (SIZE_MAX >> 1) + 1;
	const struct tce_buffer bad[] = {
		{ .size = 0 },
		{ .size = 1, .align = 3 },
		{ .size = SIZE_MAX },
		{ .size = 1, .guard = SIZE_MAX },
		{ .size = top, .guard = top },
		{ .size = top, .align = top },
		{ .size = 1, .kind = (enum tce_buffer_kind)5 },
		{ .size = 1, .kind = (enum tce_buffer_kind) - 1 },
		{ .size = 1, .kind = TCE_BUFFER_HUGE },
		{ .size = 1, .kind = TCE_BUFFER_HUGE, .huge_size = page() },
		{ .size = 1, .kind = TCE_BUFFER_HUGE, .huge_size = 3 << 20 },
		{ .size = 1, .kind = TCE_BUFFER_HUGE, .huge_size = top },
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct tce_buffer b = bad[i];

		ck_assert_msg(tce_buffer_alloc(&b) == -EINVAL, "row %zu", i);
		ck_assert_ptr_eq(b.addr, bad[i].addr);
		ck_assert_ptr_eq(b.map, bad[i].map);
		ck_assert_uint_eq(b.length, bad[i].length);
	}
}
END_TEST

START_TEST(buffer_too_large)
{
	struct tce_buffer b = { .size = (size_t)1 << 60 };

	ck_assert_int_eq(tce_buffer_alloc(&b), -ENOMEM);
	ck_assert_ptr_null(b.addr);
}
END_TEST

Suite *unit_buffer_suite(void)
{
	Suite *s = suite_create("buffer");
	const int n = sizeof(kinds) / sizeof(kinds[0]);
	TCase *tc = tcase_create("buffer");

	suite_add_tcase(s, tc);
	tcase_add_test(tc, patterns);
	tcase_add_loop_test(tc, buffer_of_each_kind, 0, n);
	tcase_add_loop_test(tc, buffer_shared_with_child, 0, n);
	tcase_add_test(tc, buffer_alignment);
	tcase_add_test(tc, buffer_guards);
	tcase_add_test(tc, buffer_without_guards);
	tcase_add_test(tc, buffer_read_only);
	tcase_add_test(tc, buffer_refused);
	tcase_add_test(tc, buffer_too_large);
	return s;
}
