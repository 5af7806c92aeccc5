// SPDX-License-Identifier: GPL-2.0-only
/* The file of the bench's figures. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>

#include "../bench/figures.h"
#include "unit.h"

static struct tce_platform p = { .page_size = 65536 };

static void set_up(void)
{
	snprintf(p.release, sizeof(p.release), "6.12 \"odd\" \\");
	snprintf(p.machine, sizeof(p.machine), "IBM,9105-22A");
	p.pe[0].id.vendor = 0x1b36;
	p.pe[0].id.device = 0x10;
}

START_TEST(saved_and_loaded)
{
	static struct bench_samples s = { .n = 3, .ns = { 9000, 1000, 2000 } };
	struct bench_figures f = { .rows = json_array() };
	char path[] = "/tmp/tce-unit-XXXXXX";
	int fd = mkstemp(path);
	json_t *all, *row;

	ck_assert_int_ge(fd, 0);
	bench_figure(&f, "map", 16, 131072, &s);
	bench_figure_library(&f, 1100, 1000);
	ck_assert_int_eq(bench_figures_save(&f, &p, path), 0);
	all = json_load_file(path, 0, NULL);
	ck_assert_ptr_nonnull(all);
	ck_assert_str_eq(json_string_value(json_object_get(all, "release")),
			 p.release);
	ck_assert_str_eq(json_string_value(json_object_get(all, "device")),
			 "1b36:0010");
	row = json_array_get(json_object_get(all, "results"), 0);
	ck_assert_str_eq(json_string_value(json_object_get(row, "call")),
			 "map");
	ck_assert_int_eq(json_integer_value(json_object_get(row, "median_ns")),
			 2000);
	ck_assert_double_eq_tol(
		json_real_value(json_object_get(row, "pages_per_s")), 1e6, 1);
	ck_assert_uint_eq(json_array_size(json_object_get(all, "results")), 2);
	json_decref(all);
	json_decref(f.rows);
	close(fd);
	unlink(path);
}
END_TEST

START_TEST(not_saved)
{
	struct bench_figures f = { .rows = json_array() };

	ck_assert_int_eq(bench_figures_save(&f, &p, "/dev/full"), -ENOSPC);
	ck_assert_int_eq(bench_figures_save(&f, &p, "/nonexistent/x"), -ENOENT);
	json_decref(f.rows);
}
END_TEST

Suite *unit_bench_suite(void)
{
	Suite *s = suite_create("bench");
	TCase *tc = tcase_create("figures");

	suite_add_tcase(s, tc);
	tcase_add_checked_fixture(tc, set_up, NULL);
	tcase_add_test(tc, saved_and_loaded);
	tcase_add_test(tc, not_saved);
	return s;
}
