// SPDX-License-Identifier: GPL-2.0-only
#include "self.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "../bench/samples.h"
#include "kmsg.h"
#include "needs.h"
#include "select.h"
#include "trend.h"
#include "view.h"
#include "waiver.h"
#include "where.h"

static const struct tce_platform platform = {
	.release = "6.12.107+deb13-powerpc64le-64k",
	.machine = "IBM pSeries (emulated by qemu)",
	.page_size = 65536,
	.huge_size = 2 << 20,
	.npes = 1,
	.pseries = true,
};

START_TEST(release_order)
{
	static const struct {
		const char *a, *b;
		int order;
	} rows[] = {
		{ "6.12.107+deb13", "6.12.112", -1 },
		{ "6.12.112", "7.2", -1 },
		{ "7.3-rc7", "7.3", 0 },
		{ "7.3", "7.3.0", 0 },
		{ "7.3.1", "7.3", 1 },
		{ "6.2", "6.12", -1 },
		{ "10.0", "9.99.99", 1 },
		{ "", "0", 0 },
	};
	int order = tce_release_compare(rows[_i].a, rows[_i].b);

	ck_assert_int_eq(order, rows[_i].order);
	order = tce_release_compare(rows[_i].b, rows[_i].a);
	ck_assert_int_eq(order, -rows[_i].order);
}
END_TEST

START_TEST(waiver_where)
{
	static const struct {
		const char *where;
		bool holds;
	} rows[] = {
		{ "*", true },
		{ "release<7.3", true },
		{ "release>=6.12", true },
		{ "release<6.12.107", false },
		{ "release<=6.12.107", true },
		{ "release=6.12.107", true },
		{ "release>6.12.106,release<6.13", true },
		{ "release>6.1, page=64k", true },
		{ "page=4k", false },
		{ "machine=IBM*qemu*", true },
		{ "page=64k,machine=other", false },
		{ "huge=2m", true },
		{ "huge=16m", false },
		{ "memory=fixed", false },
		{ "memory=growing", true },
		{ "platform=pseries", true },
		{ "platform=powernv,page=64k", false },
		{ "ddw=no", true },
		{ "offers=64k", false },
		{ "window=moved", false },
		{ "window=1g", false },
		{ "bypass=on", true },
		{ "bypass=off", false },
	};
	struct tce_waivers w;
	char text[128], error[128];
	unsigned int line;

	snprintf(text, sizeof(text), "a.* | %s | r | s | why", rows[_i].where);
	ck_assert_int_eq(
		tce_waivers_parse(&w, text, &line, error, sizeof(error)), 0);
	ck_assert_uint_eq(w.n, 1);
	ck_assert(tce_waiver_applies(w.waiver, "a.b", &platform) ==
		  rows[_i].holds);
	ck_assert(!tce_waiver_applies(w.waiver, "b.a", &platform));
	tce_waivers_free(&w);
}
END_TEST

START_TEST(waiver_malformed)
{
	static const char *const rows[] = {
		"a.b",
		"a.b | * | r | s",
		"a.b | * | r | s | why | more",
		"a.b | | r | s | why",
		"a.b | * | r | | why",
		"a.b | * | r | ** | why",
		"a.b | release | r | s | why",
		"a.b | release<x | r | s | why",
		"a.b | release~7 | r | s | why",
		"a.b | page=64 | r | s | why",
		"a.b | page<64k | r | s | why",
		"a.b | color=red | r | s | why",
		"a.b | release<7, | r | s | why",
	};
	char text[128], error[128];
	struct tce_waivers w;
	unsigned int line;

	snprintf(text, sizeof(text), "# head\n\nc.d|*|r|s|why\n%s\n", rows[_i]);
	ck_assert_int_eq(
		tce_waivers_parse(&w, text, &line, error, sizeof(error)),
		-EINVAL);
	ck_assert_uint_eq(line, 4);
	ck_assert_uint_gt(strlen(error), 0);
}
END_TEST

START_TEST(waiver_symptom)
{
	static const struct {
		const char *symptom, *text;
		bool covers;
	} rows[] = {
		{ "one", "step 1: one", true },
		{ "step*one", "step 1: one", true },
		{ "one*step", "step 1: one", false },
		{ "[#1]", "sig: 11 [#1]", true },
		{ "returned +?", "returned +1", false },
		{ "returned +*", "returned +1", true },
	};
	struct tce_waiver w = { .symptom = (char *)rows[_i].symptom };

	ck_assert(tce_waiver_covers(&w, rows[_i].text) == rows[_i].covers);
}
END_TEST

static void scan(struct tce_splats *s, const char *const *line)
{
	char record[512];

	for (; *line; line++) {
		snprintf(record, sizeof(record),
			 "4,7,123,-,caller=T1;%s\n DEVICE=+pci:0\n", *line);
		tce_splats_scan(s, record, strlen(record));
	}
}

START_TEST(kmsg_quiet)
{
	static const char *const log[] = {
		"tce-test: RUN a.b",
		"vfio-pci 0000:00:00.0: enabling device",
		"iommu: DEBUGGING",
		"Calling query 0 0",
		NULL,
	};
	static struct tce_splats s;

	scan(&s, log);
	ck_assert_uint_eq(s.n, 0);
	tce_splats_scan(&s, "no semicolon", 12);
	tce_splats_scan(&s, ";", 1);
	ck_assert_uint_eq(s.n, 0);
}
END_TEST

START_TEST(kmsg_reports)
{
	static const char *const log[] = {
		"------------[ cut here ]------------",
		"WARNING: CPU: 0 PID: 9 at a.c:1",
		"Modules linked in: vfio",
		"Call Trace:",
		"[c0000] [c0000] f+0x1/0x2",
		"---[ end trace 0000000000000000 ]---",
		"an innocent line",
		"UBSAN: shift-out-of-bounds in a.c:2",
		"Call Trace:",
		"---[ end trace ]---",
		"iommu: Unexpected TCEs at 1",
		"WARNING: possible circular locking dependency detected",
		"Call Trace:",
		"f+0x1/0x2",
		"x: vmalloc error: size 128, vm_struct allocation failed",
		"Call Trace:",
		"Kernel attempted to read user page (0)",
		"BUG: Kernel NULL pointer dereference",
		"Oops: Kernel access of bad area, sig: 11 [#1]",
		"Call Trace:",
		"---[ end trace ]---",
		NULL,
	};
	static const char *const heads[] = { "WARNING: CPU", "UBSAN:",
					     "iommu: Un",    "WARNING: poss",
					     "x: vmalloc",   "Kernel att" };
	static struct tce_splats s;
	unsigned int i;

	scan(&s, log);
	ck_assert_uint_eq(s.n, ARRAY_SIZE(heads));
	for (i = 0; i < s.n; i++) {
		ck_assert(
			!strncmp(s.splat[i].head, heads[i], strlen(heads[i])));
		ck_assert(s.splat[i].poison == (i == 5));
		ck_assert(!strstr(s.splat[i].text, "innocent"));
		ck_assert(!strstr(s.splat[i].text, "DEVICE"));
	}
	ck_assert(strstr(s.splat[5].text, "Oops"));
	tce_splats_forgive(&s);
	ck_assert_uint_eq(s.n, ARRAY_SIZE(heads) - 1);
	ck_assert(strstr(s.splat[4].text, "Oops"));
}
END_TEST

/* Two CPUs at once: the report goes on behind what the other one says. */
START_TEST(kmsg_mixed)
{
	static const char *const log[] = {
		"------------[ cut here ]------------",
		"WARNING: CPU: 1 PID: 9 at a.c:1",
		"vfio-pci 0001:00:00.0: /pci@1 in failed DDW device list",
		"Call Trace:",
		"[c0000] [c0000] f+0x1/0x2",
		"---[ end trace 0000000000000000 ]---",
		"an innocent line",
		NULL,
	};
	static struct tce_splats s;

	scan(&s, log);
	ck_assert_uint_eq(s.n, 2);
	ck_assert(strstr(s.splat[0].text, "f+0x1"));
	ck_assert(!strstr(s.splat[0].text, "innocent"));
	ck_assert(s.splat[1].given_up);
	ck_assert(!strchr(s.splat[1].text, '\n'));
}
END_TEST

START_TEST(kmsg_bounds)
{
	static const char *const line[] = { "WARNING: once more", NULL };
	static const char *const trace[] = { "Call Trace:", NULL };
	static const char *const escape[] = { "BUG: a\\x1b[0m\\x0ab", NULL };
	static struct tce_splats s;
	unsigned int i;

	scan(&s, escape);
	ck_assert_str_eq(s.splat[0].head, "BUG: a [0m");
	memset(&s, 0, sizeof(s));
	for (i = 0; i < 2000; i++)
		scan(&s, line);
	ck_assert_uint_eq(s.n, 1);
	ck_assert_uint_lt(s.splat[0].len, TCE_SPLAT_TEXT_MAX);
	for (i = 0; i < 100; i++) {
		scan(&s, trace);
		scan(&s, line);
	}
	ck_assert_uint_eq(s.n, TCE_SPLATS_MAX);
	ck_assert_uint_gt(s.more, 0);
}
END_TEST

START_TEST(select_repeat)
{
	static char *const globs[] = { "logged.*" };
	static const char *const want[] = {
		"platform.usable", "logged.warned", "logged.warned/2",
		"logged.oops",	   "logged.after",  "logged.after/2",
	};
	struct tce_pick pick = {
		.suites = tce_self_suites,
		.globs = globs,
		.nglobs = 1,
		.repeat = 2,
		.gate = true,
	};
	struct tce_rows rows;
	const char *bad;
	size_t i, len;

	ck_assert_int_eq(tce_rows_pick(&rows, &pick, &bad, &len), 0);
	ck_assert_uint_eq(rows.n, ARRAY_SIZE(want));
	for (i = 0; i < rows.n; i++)
		ck_assert_str_eq(rows.row[i].name, want[i]);
	ck_assert_uint_eq(rows.row[3].first_pe, 2);
	ck_assert_uint_eq(rows.row[4].first_pe, 0);
	tce_rows_free(&rows);
}
END_TEST

START_TEST(select_names)
{
	struct tce_pick pick = {
		.suites = tce_self_suites,
		.repeat = 1,
		.names = "logged.after/3\nends.pass\n\n",
	};
	const char *bad = NULL;
	struct tce_rows rows;
	size_t len;

	ck_assert_int_eq(tce_rows_pick(&rows, &pick, &bad, &len), 0);
	ck_assert_uint_eq(rows.n, 2);
	ck_assert_str_eq(rows.row[0].name, "logged.after/3");
	ck_assert_str_eq(rows.row[1].name, "ends.pass");
	tce_rows_free(&rows);
	pick.names = "ends.pass\nends.pas\n";
	ck_assert_int_eq(tce_rows_pick(&rows, &pick, &bad, &len), -ENOENT);
	ck_assert_uint_eq(len, 8);
	pick.names = "ends.pass/0";
	ck_assert_int_eq(tce_rows_pick(&rows, &pick, &bad, &len), -ENOENT);
}
END_TEST

/* Suites that soak are there when they are asked for, beside the globs' own. */
START_TEST(select_soak)
{
	static const struct tce_case lives[] = { { .name = "life" } };
	static const struct tce_suite soak = {
		.name = "soak", .cases = lives, .n = 1, .soak = true
	};
	static const struct tce_suite *const suites[] = { &soak, NULL };
	static char *const globs[] = { "platform.*" };
	static char *const asked[] = { "soak.*" };
	struct tce_pick pick = { .suites = suites, .repeat = 2 };
	struct tce_rows rows;
	const char *bad;
	size_t len;

	ck_assert_int_eq(tce_rows_pick(&rows, &pick, &bad, &len), 0);
	ck_assert_uint_eq(rows.n, 1);
	tce_rows_free(&rows);
	pick.globs = globs;
	pick.nglobs = 1;
	pick.soak = true;
	ck_assert_int_eq(tce_rows_pick(&rows, &pick, &bad, &len), 0);
	ck_assert_uint_eq(rows.n, 2);
	ck_assert_str_eq(rows.row[1].name, "soak.life");
	tce_rows_free(&rows);
	pick.globs = asked;
	pick.soak = false;
	ck_assert_int_eq(tce_rows_pick(&rows, &pick, &bad, &len), 0);
	ck_assert_uint_eq(rows.n, 1);
	tce_rows_free(&rows);
}
END_TEST

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

START_TEST(needs_words)
{
	char why[160];

	ck_assert(tce_needs_met(TCE_NEED_PSERIES | TCE_NEED_PAGE_64K, &platform,
				why, sizeof(why)));
	ck_assert(!tce_needs_met(TCE_NEED_PAGE_64K | TCE_NEED_PE2, &platform,
				 why, sizeof(why)));
	ck_assert_str_eq(why, "needs pe2: 1 PE was named (-d BDF, once a PE)");
	tce_needs_print(TCE_NEED_DDW | TCE_NEED_ROOT, why, sizeof(why));
	ck_assert_str_eq(why, "ddw root");
	tce_needs_print(0, why, sizeof(why));
	ck_assert_str_eq(why, "-");
}
END_TEST

/* What a row sees of a machine: whose engine comes first, or why none does. */
START_TEST(view_engine)
{
	static const struct tce_case c = { .needs = TCE_NEED_DMA_BYTES };
	struct tce_suite suite = { .engine = "edu" };
	struct tce_row row = { .suite = &suite, .c = &c };
	struct tce_platform p = { .npes = 4 }, view;
	char why[160];

	for (int i = 0; i < 4; i++)
		p.pe[i].group_id = i;
	ck_assert(!tce_view_set(&view, &p, &row, false, why, sizeof(why)));
	ck_assert_str_eq(why, "needs engine: no edu device was named");
	p.pe[0].id.class = p.pe[2].id.class = 0x010802;
	p.pe[1].id = p.pe[3].id = (struct tce_pci_id){ 0x1234, 0x11e8, 0 };
	ck_assert(tce_view_set(&view, &p, &row, false, why, sizeof(why)));
	ck_assert_uint_eq(view.npes, 4);
	ck_assert_int_eq(view.pe[0].group_id, 1);
	ck_assert_int_eq(view.pe[1].group_id, 3);
	ck_assert_int_eq(view.pe[2].group_id, 0);
	ck_assert_int_eq(view.pe[3].group_id, 2);
	suite.engine = "nvme";
	ck_assert(!tce_view_set(&view, &p, &row, false, why, sizeof(why)));
	ck_assert_str_eq(why, "needs dma-bytes: nvme transfers multiples of 4 "
			      "bytes");
	/* one for itself: the machine has none left, or not of that kind */
	row.own_pe = true;
	row.first_pe = 4;
	ck_assert(!tce_view_set(&view, &p, &row, false, why, sizeof(why)));
	ck_assert_str_eq(why, "needs own-pe: PE 5 of 4 (-d BDF, once a PE)");
	row.first_pe = 3;
	ck_assert(!tce_view_set(&view, &p, &row, false, why, sizeof(why)));
	ck_assert_str_eq(why, "needs engine: no nvme device was named");
	suite.engine = "edu";
	ck_assert(tce_view_set(&view, &p, &row, false, why, sizeof(why)));
	ck_assert_uint_eq(view.npes, 1);
	ck_assert_int_eq(view.pe[0].group_id, 3);
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

Suite *tce_self_parts(void)
{
	Suite *suite = suite_create("self");
	TCase *tc = tcase_create("parts");

	suite_add_tcase(suite, tc);
	tcase_add_loop_test(tc, release_order, 0, 8);
	tcase_add_loop_test(tc, waiver_where, 0, 21);
	tcase_add_loop_test(tc, waiver_malformed, 0, 13);
	tcase_add_loop_test(tc, waiver_symptom, 0, 6);
	tcase_add_test(tc, kmsg_quiet);
	tcase_add_test(tc, kmsg_reports);
	tcase_add_test(tc, kmsg_mixed);
	tcase_add_test(tc, kmsg_bounds);
	tcase_add_test(tc, select_repeat);
	tcase_add_test(tc, select_names);
	tcase_add_test(tc, select_soak);
	tcase_add_test(tc, trend_slope);
	tcase_add_test(tc, needs_words);
	tcase_add_test(tc, view_engine);
	tcase_add_test(tc, bench_percent);
	return suite;
}
