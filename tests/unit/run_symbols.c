// SPDX-License-Identifier: GPL-2.0-only
/* Names of addresses, from a small image, whole and damaged. */
#include <elf.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <run/symbols.h>

#include "tree.h"
#include "unit.h"

#define NAMES "\0one\0two\0data"

/* As a linker makes it, but with nothing to run. */
static struct elf {
	Elf64_Ehdr head;
	Elf64_Shdr section[3];
	Elf64_Sym symbol[4];
	char names[sizeof(NAMES)];
} good;

static char path[128];

static void make_good(void)
{
	static const struct elf image = {
		.head = { .e_ident = ELFMAG,
			  .e_shoff = offsetof(struct elf, section),
			  .e_shnum = 3 },
		.section = { [1] = { .sh_type = SHT_SYMTAB,
				     .sh_link = 2,
				     .sh_offset = offsetof(struct elf, symbol),
				     .sh_size = sizeof(image.symbol) },
			     [2] = { .sh_type = SHT_STRTAB,
				     .sh_offset = offsetof(struct elf, names),
				     .sh_size = sizeof(NAMES) } },
		.symbol = { [1] = { .st_name = 5,
				    .st_info = ELF64_ST_INFO(0, STT_FUNC),
				    .st_value = 0xc000000000002000 },
			    [2] = { .st_name = 9,
				    .st_info = ELF64_ST_INFO(0, STT_OBJECT),
				    .st_value = 0xc000000000001800 },
			    [3] = { .st_name = 1,
				    .st_info = ELF64_ST_INFO(0, STT_FUNC),
				    .st_value = 0xc000000000001000 } },
		.names = NAMES,
	};

	good = image;
	tree_start();
	snprintf(path, sizeof(path), "%s/vmlinux", tree_root());
}

/* How many symbols the first LEN bytes have. */
static size_t count(const struct elf *image, size_t len)
{
	struct symbols symbols = { 0 };
	size_t n;

	tree_file("/vmlinux", image, len);
	symbols_read(&symbols, path);
	n = symbols.n;
	symbols_free(&symbols);
	return n;
}

static const char *name_of(const struct symbols *symbols, const char *address)
{
	static char text[64];
	struct tce_strbuf name = { 0 };

	symbols_name(symbols, address, &name);
	snprintf(text, sizeof(text), "%s", tce_strbuf_str(&name));
	tce_strbuf_free(&name);
	return text;
}

START_TEST(the_nearest_function_below)
{
	static const char *const want[][2] = {
		{ "c000000000000fff", "" },
		{ "c000000000001000", " (one+0x0)" },
		{ "c000000000001900", " (one+0x900)" },
		{ "c000000000001fff", " (one+0xfff)" },
		{ "c000000000002000", " (two+0x0)" },
		{ "ffffffffffffffff", " (two+0x3fffffffffffdfff)" },
		{ "0", "" },
	};
	struct symbols symbols = { 0 };

	ck_assert_str_eq(name_of(&symbols, "c000000000001000"), "");
	tree_file("/vmlinux", &good, sizeof(good));
	symbols_read(&symbols, path);
	ck_assert_uint_eq(symbols.n, 2);
	for (size_t i = 0; i < sizeof(want) / sizeof(*want); i++)
		ck_assert_str_eq(name_of(&symbols, want[i][0]), want[i][1]);
	symbols_free(&symbols);
}
END_TEST

START_TEST(no_image)
{
	const size_t whole = offsetof(struct elf, names) + sizeof(NAMES);
	struct symbols symbols = { 0 };

	symbols_read(&symbols, path);
	ck_assert_uint_eq(symbols.n, 0);
	symbols_read(&symbols, tree_root());
	ck_assert_uint_eq(symbols.n, 0);
	for (size_t len = 0; len < whole; len++)
		ck_assert_uint_eq(count(&good, len), 0);
	ck_assert_uint_eq(count(&good, whole), 2);
}
END_TEST

/* What a file says of itself never leads out of it. */
START_TEST(damaged)
{
	struct elf image = good;

	image.head.e_ident[0] = 0;
	ck_assert_uint_eq(count(&image, sizeof(image)), 0);
	image = good;
	image.head.e_shoff = UINT64_MAX - 8;
	ck_assert_uint_eq(count(&image, sizeof(image)), 0);
	image = good;
	image.head.e_shnum = 0xffff;
	ck_assert_uint_eq(count(&image, sizeof(image)), 0);
	image = good;
	image.section[1].sh_link = 3;
	ck_assert_uint_eq(count(&image, sizeof(image)), 0);
	image = good;
	image.section[1].sh_offset = UINT64_MAX;
	ck_assert_uint_eq(count(&image, sizeof(image)), 0);
	image = good;
	image.section[1].sh_size = UINT64_MAX;
	ck_assert_uint_eq(count(&image, sizeof(image)), 0);
	image = good;
	image.section[2].sh_size--; /* names without an end */
	image.names[sizeof(NAMES) - 2] = 'x';
	ck_assert_uint_eq(count(&image, sizeof(image)), 0);
	image = good;
	image.section[2].sh_size = 0;
	ck_assert_uint_eq(count(&image, sizeof(image)), 0);
	image = good;
	image.symbol[1].st_name = sizeof(NAMES);
	ck_assert_uint_eq(count(&image, sizeof(image)), 1);
}
END_TEST

/* Any one byte: nothing but another number of names. */
START_TEST(any_byte_changed)
{
	static const unsigned char values[] = { 0x01, 0xff };

	for (size_t at = 0; at < sizeof(good); at++)
		for (size_t i = 0; i < sizeof(values); i++) {
			struct elf image = good;

			((unsigned char *)&image)[at] = values[i];
			ck_assert_uint_le(count(&image, sizeof(image)), 4);
		}
}
END_TEST

Suite *unit_symbols_suite(void)
{
	Suite *s = suite_create("symbols");
	TCase *tc = tcase_create("symbols");

	suite_add_tcase(s, tc);
	tcase_add_checked_fixture(tc, make_good, tree_stop);
	tcase_add_test(tc, the_nearest_function_below);
	tcase_add_test(tc, no_image);
	tcase_add_test(tc, damaged);
	tcase_add_test(tc, any_byte_changed);
	return s;
}
