// SPDX-License-Identifier: GPL-2.0-only
/* The parts of the harness that choose cases, and the PEs of each. */
#include "self.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "needs.h"
#include "select.h"
#include "view.h"

START_TEST(select_repeat)
{
	static char *const globs[] = { "logged.*" };
	static const char *const want[] = {
		"platform.usable", "logged.warned",  "logged.lost",
		"logged.warned/2", "logged.lost/2",  "logged.oops",
		"logged.after",	   "logged.after/2",
	};
	struct tce_pick pick = {
		.suites = tce_self_suites,
		.globs = globs,
		.nglobs = 1,
		.repeat = 2,
		.precheck = true,
	};
	struct tce_rows rows;
	const char *bad;
	size_t i, len;

	ck_assert_int_eq(tce_rows_pick(&rows, &pick, &bad, &len), 0);
	ck_assert_uint_eq(rows.n, ARRAY_SIZE(want));
	for (i = 0; i < rows.n; i++)
		ck_assert_str_eq(rows.row[i].name, want[i]);
	ck_assert_uint_eq(rows.row[5].first_pe, 2);
	ck_assert_uint_eq(rows.row[6].first_pe, 0);
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

/* Suites that soak are there on request, in addition to those of the globs. */
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

/* A suite in three files, the second of which is empty; stray GLOBs. */
START_TEST(select_tables)
{
	static const struct tce_case first[] = { { .name = "a" },
						 { .name = "b" } };
	static const struct tce_case last[] = { { .name = "c" } };
	static const struct tce_table third = { .cases = last, .n = 1 };
	static const struct tce_table second = { .more = &third };
	static const struct tce_suite suite = {
		.name = "s", .cases = first, .n = 2, .more = &second
	};
	static const struct tce_suite *const suites[] = { &suite, NULL };
	static char *const globs[] = { "s.*", "s.d" };
	static const char *const want[] = { "s.a", "s.b", "s.c" };
	struct tce_pick pick = {
		.suites = suites, .globs = globs, .nglobs = 2, .repeat = 1
	};
	struct tce_rows rows;
	const char *bad;
	size_t len;

	ck_assert_int_eq(tce_rows_pick(&rows, &pick, &bad, &len), 0);
	ck_assert_uint_eq(rows.n, ARRAY_SIZE(want));
	for (size_t i = 0; i < rows.n; i++) {
		ck_assert_str_eq(rows.row[i].name, want[i]);
		ck_assert_ptr_eq(rows.row[i].suite, &suite);
	}
	tce_rows_free(&rows);
	ck_assert_str_eq(tce_pick_stray(&pick), "s.d");
	pick.nglobs = 1;
	ck_assert_ptr_null(tce_pick_stray(&pick));
	pick.excludes = &globs[1];
	pick.nexcludes = 1;
	ck_assert_str_eq(tce_pick_stray(&pick), "s.d");
	ck_assert_ptr_null(tce_suite_case(&suite, 3));
}
END_TEST

static const struct tce_platform small = {
	.page_size = 65536,
	.npes = 1,
	.pseries = true,
};

START_TEST(needs_words)
{
	char why[160];

	ck_assert(tce_needs_met(NEED(PSERIES) | NEED(PAGE_64K), &small, why,
				sizeof(why)));
	ck_assert(!tce_needs_met(NEED(PAGE_64K) | NEED(PE2), &small, why,
				 sizeof(why)));
	ck_assert_str_eq(why, "needs pe2: 1 PE was given (repeat -d BDF)");
	tce_needs_print(NEED(DDW) | NEED(ROOT), why, sizeof(why));
	ck_assert_str_eq(why, "ddw root");
	tce_needs_print(0, why, sizeof(why));
	ck_assert_str_eq(why, "-");
}
END_TEST

/* What a row sees of a machine: whose engine comes first, or why none does. */
START_TEST(view_engine)
{
	static const struct tce_case c = { .needs = NEED(DMA_BYTES) };
	struct tce_suite suite = { .engine = "edu" };
	struct tce_row row = { .suite = &suite, .c = &c };
	struct tce_platform p = { .npes = 4 }, view;
	char why[160];

	for (int i = 0; i < 4; i++)
		p.pe[i].group_id = i;
	ck_assert(!tce_view_set(&view, &p, &row, false, why, sizeof(why)));
	ck_assert_str_eq(why, "needs engine: no edu device was given");
	p.pe[0].id.class_code = p.pe[2].id.class_code = 0x010802;
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
	suite.engine = "edu";
	ck_assert(!tce_view_set(&view, &p, &row, false, why, sizeof(why)));
	ck_assert_str_eq(why, "needs own-pe: 5 PEs are needed, 2 were given "
			      "(repeat -d BDF)");
	row.first_pe = 1;
	ck_assert(tce_view_set(&view, &p, &row, false, why, sizeof(why)));
	ck_assert_uint_eq(view.npes, 1);
	ck_assert_int_eq(view.pe[0].group_id, 3);
}
END_TEST

TCase *tce_self_select(void)
{
	TCase *tc = tcase_create("select");

	tcase_add_test(tc, select_repeat);
	tcase_add_test(tc, select_names);
	tcase_add_test(tc, select_soak);
	tcase_add_test(tc, select_tables);
	tcase_add_test(tc, needs_words);
	tcase_add_test(tc, view_engine);
	return tc;
}
