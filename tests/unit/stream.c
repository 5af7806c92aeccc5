// SPDX-License-Identifier: GPL-2.0-only
/* The stream's lines: what the writer writes, the reader reads, and back. */
#include <stdio.h>
#include <string.h>

#include <stream/ktap.h>
#include <stream/near.h>
#include <stream/text.h>

#include "unit.h"

/* An event of each kind, with all that its line holds. */
static const struct tce_ktap_event events[] = {
	{ .kind = TCE_KTAP_VERSION },
	{ .kind = TCE_KTAP_PLAN, .count = 771 },
	{ .kind = TCE_KTAP_PROPERTY, .name = "run.x", .text = "a b = c: d" },
	{ .kind = TCE_KTAP_RUN, .name = "map.iova/2" },
	{ .kind = TCE_KTAP_TIME, .seconds = 1.25 },
	{ .kind = TCE_KTAP_ABOUT, .text = "it holds: #1" },
	{ .kind = TCE_KTAP_CLAUSES, .text = "MAP-01 MAP-02" },
	{ .kind = TCE_KTAP_LIMIT, .seconds = 90 },
	{ .kind = TCE_KTAP_OUTCOME,
	  .name = "step 8 map",
	  .text = "-ENXIO -EINVAL" },
	{ .kind = TCE_KTAP_BECAUSE, .name = "a.b", .text = "it lost: the PE" },
	{ .kind = TCE_KTAP_NOTE, .text = "step 1: close: returned 0" },
	{ .kind = TCE_KTAP_NOT_JUDGED, .text = "counters: inexact" },
	{ .kind = TCE_KTAP_DAMAGED, .text = "BUG: of it" },
	{ .kind = TCE_KTAP_UNUSABLE, .text = "no window" },
	{ .kind = TCE_KTAP_KNOWN, .name = "a.b", .text = "since: long" },
	{ .kind = TCE_KTAP_END },
};

struct heard {
	const struct tce_ktap_event *want;
	unsigned int n;
};

static void check_event(void *data, const struct tce_ktap_event *ev)
{
	struct heard *seen = data;
	const struct tce_ktap_event *want = seen->want;

	seen->n++;
	ck_assert_int_eq(ev->kind, want->kind);
	ck_assert_str_eq(ev->name, want->name ? want->name : "");
	ck_assert_str_eq(ev->text, want->text ? want->text : "");
	ck_assert_uint_eq(ev->count, want->count);
	ck_assert_double_eq_tol(ev->seconds, want->seconds, 1e-9);
	ck_assert_int_eq(ev->verdict, want->verdict);
}

/* Feeds the line to a reader whose only event must be WANT. */
static void read_line(const char *line, size_t len,
		      const struct tce_ktap_event *want)
{
	struct heard seen = { .want = want };
	struct tce_ktap ktap;

	tce_ktap_init(&ktap, check_event, &seen);
	tce_ktap_feed(&ktap, line, len);
	tce_ktap_feed(&ktap, "\n", 1);
	ck_assert_uint_eq(seen.n, 1);
}

static void there_and_back(const struct tce_ktap_event *ev)
{
	char line[TCE_KTAP_LINE_MAX];
	size_t len = tce_ktap_line(line, sizeof(line), ev);

	ck_assert_uint_eq(strlen(line), len);
	read_line(line, len, ev);
}

START_TEST(each_kind_is_read_as_written)
{
	there_and_back(&events[_i]);
}
END_TEST

/* A reason belongs to a verdict that has a directive. */
START_TEST(each_verdict_is_read_as_written)
{
	const unsigned int ways = *tce_verdict_form[_i].directive ? 2 : 1;

	for (unsigned int with = 0; with < ways; with++) {
		there_and_back(&(struct tce_ktap_event){
			.kind = TCE_KTAP_RESULT,
			.verdict = (enum tce_verdict)_i,
			.count = 42,
			.name = "map.iova",
			.text = with ? "kernel: # a word of it" : "",
		});
	}
}
END_TEST

/* The other direction. */
static const struct {
	const char *line;
	enum tce_ktap_kind kind;
} lines[] = {
	{ "KTAP version 1", TCE_KTAP_VERSION },
	{ "1..12", TCE_KTAP_PLAN },
	{ "# property kernel debian-6.12", TCE_KTAP_PROPERTY },
	{ "# RUN map.iova", TCE_KTAP_RUN },
	{ "# about it holds", TCE_KTAP_ABOUT },
	{ "# clauses MAP-01", TCE_KTAP_CLAUSES },
	{ "# limit 30", TCE_KTAP_LIMIT },
	{ "# time 0.125", TCE_KTAP_TIME },
	{ "# outcome step 8 map: -ENXIO", TCE_KTAP_OUTCOME },
	{ "# outcome sizes: -EINVAL 0 a: b", TCE_KTAP_OUTCOME },
	{ "# because of a.b: the PE is lost", TCE_KTAP_BECAUSE },
	{ "# step 8: close: returned 0, expected -EINVAL", TCE_KTAP_NOTE },
	{ "ok 1 a.b", TCE_KTAP_RESULT },
	{ "not ok 2 a.b", TCE_KTAP_RESULT },
	{ "ok 3 a.b # SKIP needs pe2: 1 PE", TCE_KTAP_RESULT },
	{ "ok 4 a.b # XFAIL LD-01: known", TCE_KTAP_RESULT },
	{ "not ok 5 a.b # XPASS LD-01: gone", TCE_KTAP_RESULT },
	{ "not ok 6 a.b # TIMEOUT 10 s", TCE_KTAP_RESULT },
	{ "not ok 7 a.b # ERROR kernel: BUG", TCE_KTAP_RESULT },
	{ "# not judged: counters are inexact", TCE_KTAP_NOT_JUDGED },
	{ "# damaged: BUG", TCE_KTAP_DAMAGED },
	{ "# unusable: no window", TCE_KTAP_UNUSABLE },
	{ "# known a.b: since 2026-11-30", TCE_KTAP_KNOWN },
	{ "# end", TCE_KTAP_END },
};

static void write_again(void *data, const struct tce_ktap_event *ev)
{
	const int *i = data;
	char line[TCE_KTAP_LINE_MAX];

	tce_ktap_line(line, sizeof(line), ev);
	ck_assert_int_eq(ev->kind, lines[*i].kind);
	ck_assert_str_eq(line, lines[*i].line);
}

START_TEST(each_line_is_written_as_read)
{
	struct tce_ktap ktap;

	tce_ktap_init(&ktap, write_again, &_i);
	tce_ktap_feed(&ktap, lines[_i].line, strlen(lines[_i].line));
	tce_ktap_feed(&ktap, "\n", 1);
}
END_TEST

START_TEST(a_line_stays_one_line)
{
	char line[8];

	ck_assert_uint_eq(
		tce_ktap_line(line, sizeof(line),
			      &(struct tce_ktap_event){ .kind = TCE_KTAP_NOTE,
							.text = "a\nb\tcdef" }),
		7);
	ck_assert_str_eq(line, "# a b c");
}
END_TEST

/* A line that only resembles one of a kind is a note, whole. */
START_TEST(what_resembles_a_kind_is_a_note)
{
	static const char *const texts[] = {
		"known bug: of it",	"because of rain", "RUN a walk",
		"time flies",		"end of it",	   "limit none",
		"outcome of it",	"outcome : 0",	   "property  x",
		"limit 999999999.9999",
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		there_and_back(&(struct tce_ktap_event){ .kind = TCE_KTAP_NOTE,
							 .text = texts[i] });
}
END_TEST

START_TEST(earlier_streams_say_poisoned)
{
	static const char line[] = "# poisoned: BUG";

	read_line(line, sizeof(line) - 1,
		  &(struct tce_ktap_event){ .kind = TCE_KTAP_DAMAGED,
					    .text = "BUG" });
}
END_TEST

/* What a terminal would act on, and what it shows. */
static const struct {
	const char *text, *clean;
} texts[] = {
	{ "a\tb \xc3\xa4 \xe2\x82\xac \xf0\x9f\x98\x80",
	  "a\tb \xc3\xa4 \xe2\x82\xac \xf0\x9f\x98\x80" },
	{ "\033[2J\007\r\n\177", "?[2J????" },
	{ "\xc2\x9b"
	  "31m \xc2\x80\xc2\xa0",
	  "?31m ?\xc2\xa0" },
	{ "\x9b"
	  "31m \x80\xa0\xff \xc2",
	  "?31m ?\xa0\xff \xc2" },
	{ "\xe2\x80\xa9\xe2\x80\xaa\xe2\x80\xae\xe2\x80\xaf",
	  "\xe2\x80\xa9??\xe2\x80\xaf" },
	{ "\xe2\x81\xa5\xe2\x81\xa6\xe2\x81\xa9\xe2\x81\xaa",
	  "\xe2\x81\xa5??\xe2\x81\xaa" },
	{ "\xe2\x80", "\xe2?" },
};

START_TEST(no_text_acts_on_a_terminal)
{
	char text[64];

	snprintf(text, sizeof(text), "%s", texts[_i].text);
	ck_assert_uint_eq(tce_text_clean(text), strlen(texts[_i].clean));
	ck_assert_str_eq(text, texts[_i].clean);
}
END_TEST

/* Neither what is read from a stream nor what is written to one. */
START_TEST(no_line_acts_on_a_terminal)
{
	static const char line[] = "# a\xc2\x9b\xe2\x80\xae\x9b\177";
	char written[64];

	read_line(line, sizeof(line) - 1,
		  &(struct tce_ktap_event){ .kind = TCE_KTAP_NOTE,
					    .text = "a????" });
	tce_ktap_line(written, sizeof(written),
		      &(struct tce_ktap_event){ .kind = TCE_KTAP_NOTE,
						.text = line + 2 });
	ck_assert_str_eq(written, "# a????");
}
END_TEST

/* What is near, and what is not; the name is the first of those that are as
 * near. */
static const struct {
	const char *word, *want;
} nears[] = {
	{ "pserise", "pseries" },  /* swapped */
	{ "pserie", "pseries" },   /* less */
	{ "ppseries", "pseries" }, /* more */
	{ "pseriez", "pseries" },  /* another */
	{ "ful", "full" },
	{ "fu", NULL },
	{ "a", "b" },
	{ "", "b" },
	{ "powrnv8", "powernv8" },
	{ "powernv7", "powernv8" }, /* powernv9 is as near */
	{ "pXeXiX", NULL },
	{ "nonsense", NULL },
};

START_TEST(a_wrong_name_is_near_one)
{
	static const char *const names[] = { "pseries", "powernv8", "powernv9",
					     "full", "b" };
	char longer[200] = "";
	struct tce_near near;

	tce_near_begin(&near, nears[_i].word);
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		tce_near_offer(&near, names[i]);
	memset(longer, 'x', sizeof(longer) - 1);
	tce_near_offer(&near, longer);
	if (nears[_i].want)
		ck_assert_str_eq(near.best, nears[_i].want);
	else
		ck_assert_ptr_null(near.best);
	tce_near_begin(&near, longer);
	tce_near_offer(&near, longer);
	ck_assert_ptr_null(near.best);
}
END_TEST

Suite *unit_stream_suite(void)
{
	Suite *s = suite_create("stream");
	TCase *tc = tcase_create("lines");

	tcase_add_loop_test(tc, each_kind_is_read_as_written, 0,
			    sizeof(events) / sizeof(*events));
	tcase_add_loop_test(tc, each_verdict_is_read_as_written, 0,
			    TCE_VERDICTS);
	tcase_add_loop_test(tc, each_line_is_written_as_read, 0,
			    sizeof(lines) / sizeof(*lines));
	tcase_add_test(tc, a_line_stays_one_line);
	tcase_add_test(tc, what_resembles_a_kind_is_a_note);
	tcase_add_test(tc, earlier_streams_say_poisoned);
	tcase_add_loop_test(tc, no_text_acts_on_a_terminal, 0,
			    sizeof(texts) / sizeof(*texts));
	tcase_add_test(tc, no_line_acts_on_a_terminal);
	tcase_add_loop_test(tc, a_wrong_name_is_near_one, 0,
			    sizeof(nears) / sizeof(*nears));
	suite_add_tcase(s, tc);
	return s;
}
