// SPDX-License-Identifier: GPL-2.0-only
/* The reader of what the harness writes. */
#include "self.h"

#include <string.h>

#include <stream/ktap.h>

/* A line outside of cases, and what the reader makes of it. */
static const struct {
	const char *line;
	enum tce_ktap_kind kind;
	const char *name, *text;
} lines[] = {
	{ "# not judged: pins", TCE_KTAP_NOT_JUDGED, "", "pins" },
	{ "# not judged", TCE_KTAP_NOTE, "", "not judged" },
	{ "# damaged: BUG: a", TCE_KTAP_DAMAGED, "", "BUG: a" },
	{ "# poisoned: BUG: a", TCE_KTAP_DAMAGED, "", "BUG: a" },
	{ "# because of a.b/2: c: d", TCE_KTAP_BECAUSE, "a.b/2", "c: d" },
	{ "# because of a.b", TCE_KTAP_NOTE, "", "because of a.b" },
	{ "# because of the rain: no", TCE_KTAP_NOTE, "",
	  "because of the rain: no" },
	{ "# unusable: a", TCE_KTAP_UNUSABLE, "", "a" },
};

struct want {
	size_t line;
	unsigned int seen;
};

static void compare(void *ctx, const struct tce_ktap_event *ev)
{
	struct want *want = ctx;

	ck_assert_int_eq(ev->kind, lines[want->line].kind);
	ck_assert_str_eq(ev->line, lines[want->line].line);
	ck_assert_str_eq(ev->name, lines[want->line].name);
	ck_assert_str_eq(ev->text, lines[want->line].text);
	want->seen++;
}

START_TEST(stream_lines)
{
	static struct tce_ktap ktap;
	struct want want = { .line = (size_t)_i };

	tce_ktap_init(&ktap, compare, &want);
	tce_ktap_feed(&ktap, lines[_i].line, strlen(lines[_i].line));
	tce_ktap_feed(&ktap, "\n", 1);
	ck_assert_uint_eq(want.seen, 1);
}
END_TEST

TCase *tce_self_stream(void)
{
	TCase *tc = tcase_create("stream");

	tcase_add_loop_test(tc, stream_lines, 0, ARRAY_SIZE(lines));
	return tc;
}
