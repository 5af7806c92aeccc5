// SPDX-License-Identifier: GPL-2.0-only
/* The parts of the harness, each by itself. */
#include "self.h"

#include <string.h>

#include "../bench/samples.h"
#include "trend.h"

/* What others on the machine do for a while is no trend. */
START_TEST(trend_slope)
{
	static struct tce_trend t;

	ck_assert_double_eq(tce_trend_slope(&t), 0);
	tce_trend_add(&t, 5, 1);
	ck_assert_double_eq(tce_trend_slope(&t), 0);
	t.n = 0;
	for (int i = 0; i < 2 * TCE_TREND_MAX; i++)
		tce_trend_add(&t, i, 3 * i + (i % 8 ? 0 : 5000));
	ck_assert_uint_eq(t.n, TCE_TREND_MAX);
	ck_assert_double_eq(tce_trend_slope(&t), 3);
	for (t.n = 0; t.n < 20;)
		tce_trend_add(&t, (double)t.n, t.n > 10 && t.n < 14 ? 900 : 7);
	ck_assert_double_eq(tce_trend_slope(&t), 0);
}
END_TEST

/* Of 200 times the middle one, and one that two are beyond. */
START_TEST(bench_percent)
{
	static struct bench_samples s;

	for (s.n = 0; s.n < 200; s.n++)
		s.ns[s.n] = (s.n * 7919) % 200;
	bench_sort(&s);
	ck_assert_uint_eq(bench_at(&s, 0), 0);
	ck_assert_uint_eq(bench_at(&s, 50), 99);
	ck_assert_uint_eq(bench_at(&s, 99), 197);
	ck_assert_uint_eq(bench_at(&s, 100), 199);
	s.n = 1;
	ck_assert_uint_eq(bench_at(&s, 99), 0);
}
END_TEST

static TCase *figures(void)
{
	TCase *tc = tcase_create("figures");

	tcase_add_test(tc, trend_slope);
	tcase_add_test(tc, bench_percent);
	return tc;
}

Suite *tce_self_parts(void)
{
	Suite *suite = suite_create("self");

	suite_add_tcase(suite, figures());
	suite_add_tcase(suite, tce_self_kmsg());
	suite_add_tcase(suite, tce_self_operations());
	suite_add_tcase(suite, tce_self_select());
	suite_add_tcase(suite, tce_self_steps());
	suite_add_tcase(suite, tce_self_stream());
	suite_add_tcase(suite, tce_self_supervise());
	suite_add_tcase(suite, tce_self_waivers());
	return suite;
}
