// SPDX-License-Identifier: GPL-2.0-only
/* The steps that are printed after a failure, and in a listing. */
#include "self.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "steps.h"

#define BEGINNING                                                         \
	" 1-4  OPEN_V2: container c0, group g0, attach g0 c0, set_iommu " \
	"value=7\n"
#define TEN                                                                   \
	ENABLE(), ENABLE(), ENABLE(), ENABLE(), ENABLE(), ENABLE(), ENABLE(), \
		ENABLE(), ENABLE(), ENABLE()

static const struct tce_step steps[] = { OPEN_V2,
					 BUFFER(B0, PAGES(1)),
					 REGISTER(B0, .err = EINVAL),
					 ENABLE(),
					 { .op = TCE_OP_END } };

static const struct tce_step many[] = {
	OPEN_V2, TEN, TEN, TEN, TEN, TEN, TEN, { .op = TCE_OP_END }
};

/* Steps that failed, and what is printed; @head: no more than its beginning */
static const struct {
	const struct tce_step *steps;
	unsigned int failed[3], last;
	bool head;
	const char *text;
} rows[] = {
	/* up to the last that failed, which are marked */
	{ steps,
	  { 6 },
	  6,
	  false,
	  BEGINNING "   5  buffer b0 size=1p\n"
		    "  >6  register b0 -> EINVAL\n" },
	{ steps,
	  { 5, 6 },
	  6,
	  false,
	  BEGINNING "  >5  buffer b0 size=1p\n"
		    "  >6  register b0 -> EINVAL\n" },
	/* a beginning that failed is no single line */
	{ steps,
	  { 2 },
	  2,
	  false,
	  "   1  container c0\n"
	  "  >2  group g0\n" },
	{ steps,
	  { 4, 5 },
	  5,
	  false,
	  "   1  container c0\n"
	  "   2  group g0\n"
	  "   3  attach g0 c0\n"
	  "  >4  set_iommu value=7\n"
	  "  >5  buffer b0 size=1p\n" },
	/* after all of them */
	{ steps,
	  { 0 },
	  UINT_MAX,
	  false,
	  BEGINNING "   5  buffer b0 size=1p\n"
		    "   6  register b0 -> EINVAL\n"
		    "   7  enable\n" },
	/* no more than a screen of them */
	{ many,
	  { 64 },
	  64,
	  true,
	  BEGINNING "      12 more steps\n"
		    "  17  enable\n" },
};

static void session_set(struct tce_session *s, int row)
{
	*s = (struct tce_session){ .failed_last = rows[row].last };
	for (int i = 0; i < 3 && rows[row].failed[i]; i++)
		s->failed[rows[row].failed[i]] = true;
}

START_TEST(steps_text)
{
	const size_t n = strlen(rows[_i].text);
	static struct tce_session s;
	char text[4096];

	session_set(&s, _i);
	tce_steps_text(&s, rows[_i].steps, text, sizeof(text));
	if (rows[_i].head)
		text[n] = '\0';
	ck_assert_str_eq(text, rows[_i].text);
}
END_TEST

/* A text that has no room ends with a whole line. */
START_TEST(steps_cut)
{
	static struct tce_session s;
	char text[sizeof(BEGINNING) + 10];

	session_set(&s, 0);
	tce_steps_text(&s, steps, text, sizeof(text));
	ck_assert_str_eq(text, BEGINNING);
}
END_TEST

struct listed_text {
	char text[1024];
	size_t len; /* stays within: the steps are known */
};

static void line_add(void *ctx, const char *line)
{
	struct listed_text *listing = ctx;

	listing->len += (size_t)snprintf(listing->text + listing->len,
					 sizeof(listing->text) - listing->len,
					 "%s\n", line);
}

/* A listing numbers them as a failure does. */
START_TEST(steps_listed)
{
	struct listed_text listed = { .len = 0 };
	char text[1024];
	static struct tce_session s;

	s = (struct tce_session){ .failed_last = UINT_MAX };
	tce_steps_print(steps, NULL, line_add, &listed);
	tce_steps_text(&s, steps, text, sizeof(text));
	ck_assert_str_eq(listed.text, text);
}
END_TEST

TCase *tce_self_steps(void)
{
	TCase *tc = tcase_create("steps");

	tcase_add_loop_test(tc, steps_text, 0, ARRAY_SIZE(rows));
	tcase_add_test(tc, steps_cut);
	tcase_add_test(tc, steps_listed);
	return tc;
}
