// SPDX-License-Identifier: GPL-2.0-only
/* Step text that is refused, and such as is not printed so. */
#include <errno.h>

#include "case.h"
#include "unit.h"

/* Lines that are refused, and how many characters were understood. */
static const struct {
	const char *line;
	int at;
} bad[] = {
	{ "maps b0", 0 },
	{ "end", 0 },
	{ "p4:map b0", 1 },
	{ "map", 3 },
	{ "map w0", 4 },
	{ "map b8", 5 },
	{ "map b0x", 6 },
	{ "map b0 iov=1", 7 },
	{ "map b0 iova", 7 },
	{ "map b0 iova=", 12 },
	{ "map b0 iova=Q", 12 },
	{ "map b0 iova=w9", 13 },
	{ "map b0 iova=w1+", 15 },
	{ "map b0 iova=w1+2i", 17 },
	{ "map b0 iova=w1+2i1x", 18 },
	{ "map b0 iova=S*2", 13 },
	{ "map b0 iova=4Kp", 14 },
	{ "map b0 iova=18446744073709551616", 12 },
	{ "map b0 iova=16777216T", 12 },
	{ "map b0 iova=1 iova=2", 14 },
	{ "map b0 on=d9", 11 },
	{ "map b0 on=z0", 10 },
	{ "map b0 ptr=bad", 11 },
	{ "map b0 kind=huge", 7 },
	{ "buffer b0 on=c0", 10 },
	{ "attach g0 on=g0", 10 },
	{ "attach c0", 9 },
	{ "for sideways", 4 },
	{ "check all", 6 },
	{ "check dt_window value=1", 16 },
	{ "remove", 6 },
	{ "remove size=1", 13 },
	{ "map b0 -> ENOWHERE", 10 },
	{ "map b0 ->", 9 },
	{ "map b0 - > 0", 7 },
	{ "map b0 -> 0 0", 12 },
	{ "map b0 -> 4294967296", 10 },
	{ "map b0 -> -5000", 10 },
};

START_TEST(bad_lines)
{
	const char *error = NULL;
	struct tce_step s;

	ck_assert_int_eq(tce_step_parse(bad[_i].line, &s, &error), -EINVAL);
	ck_assert_msg((int)(error - bad[_i].line) == bad[_i].at,
		      "'%s' at %d, expected %d", bad[_i].line,
		      (int)(error - bad[_i].line), bad[_i].at);
	ck_assert_int_eq(tce_step_parse(bad[_i].line, &s, NULL), -EINVAL);
}
END_TEST

START_TEST(other_lines)
{
	struct tce_step s, t;
	char text[8];

	ck_assert_int_eq(tce_step_parse("", &s, NULL), -ENODATA);
	ck_assert_int_eq(tce_step_parse(" \t\n", &s, NULL), -ENODATA);
	ck_assert_int_eq(tce_step_parse("  # map b0", &s, NULL), -ENODATA);
	/* another order, further blanks, success said */
	ck_assert_int_eq(
		tce_step_parse(" map  b0 iova=0x size=0x10p -> 0\n", &s, NULL),
		0);
	ck_assert_int_eq(tce_step_parse("map b0 size=16p iova=0", &t, NULL), 0);
	ck_assert(tce_step_equal(&s, &t));
	/* the operation's own descriptor, named or not */
	t.fd_kind = TCE_FD_CONTAINER;
	ck_assert(tce_step_equal(&s, &t));
	t.fd = 1;
	ck_assert(!tce_step_equal(&s, &t));

	ck_assert_int_eq(tce_step_print(&s, text, sizeof(text)), 22);
	ck_assert_str_eq(text, "map b0 ");
	ck_assert_int_eq(tce_step_print(&s, NULL, 0), 22);
}
END_TEST

void unit_step_parse(TCase *tc)
{
	tcase_add_loop_test(tc, bad_lines, 0, ARRAY_SIZE(bad));
	tcase_add_test(tc, other_lines);
}
