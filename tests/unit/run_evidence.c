// SPDX-License-Identifier: GPL-2.0-only
/* What a guest that has ended left on its console and in QEMU's messages. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <run/evidence.h>

#include "joined.h"
#include "tree.h"
#include "unit.h"

static char console[128], errors[128];
static struct run_guest guest;

static void start(void)
{
	tree_start();
	snprintf(console, sizeof(console), "%s/console", tree_root());
	snprintf(errors, sizeof(errors), "%s/errors", tree_root());
	guest = (struct run_guest){ .console = console, .errors = errors };
}

static void stop(void)
{
	free(guest.why);
	tce_strbuf_free(&guest.exit);
	tce_strbuf_free(&guest.head);
	tree_stop();
}

static const char *extract(const char *text)
{
	struct words lines = { 0 };
	const char *said;

	tree_text("/console", text);
	evidence_extract(&guest, &lines);
	said = joined(&lines);
	words_free(&lines);
	return said;
}

START_TEST(a_crash_from_its_first_line)
{
	static const char *const signs[] = {
		"[ 1] BUG: bad",
		"Oops: Kernel",
		"WARNING: CPU: 0",
		"watchdog: CPU 0",
		"rcu: INFO: rcu_sched detected stalls",
		"Kernel panic - not syncing: x"
	};
	char text[256], want[256];

	for (size_t i = 0; i < sizeof(signs) / sizeof(*signs); i++) {
		snprintf(text, sizeof(text), "a\n\n%s\nb\nBUG: second\n",
			 signs[i]);
		snprintf(want, sizeof(want), "%s|b|BUG: second", signs[i]);
		ck_assert_str_eq(extract(text), want);
	}
	/* of what is no crash all is kept */
	ck_assert_str_eq(extract("a\nrcu: fine\nb\n"), "a|rcu: fine|b");
}
END_TEST

START_TEST(of_the_last_case_alone)
{
	ck_assert_str_eq(extract("BUG: at boot\nguest: up\na\n"), "a");
	ck_assert_str_eq(extract("BUG: one\n[ 1] tce-test: RUN a.b\nc\n"), "c");
	ck_assert_str_eq(extract("x\ntce-test: RUN a.b\ny\nBUG: z\nw\n"),
			 "BUG: z|w");
	ck_assert_str_eq(extract("BUG: one\ntce-test: RUN a.b\n"), "");
	/* and of this boot */
	guest.console_from = 9;
	ck_assert_str_eq(extract("BUG: one\nb\n"), "b");
	ck_assert_str_eq(extract("short"), "");
}
END_TEST

/* How many lines of FIRST and 100 others are kept. */
static size_t kept_of(const char *first)
{
	struct tce_strbuf text = { 0 };
	struct words lines = { 0 };
	size_t n;

	tce_strbuf_addf(&text, "%s", first);
	for (int i = 0; i < 100; i++)
		tce_strbuf_addf(&text, "line %d\n", i);
	tree_text("/console", tce_strbuf_str(&text));
	tce_strbuf_free(&text);
	evidence_extract(&guest, &lines);
	n = lines.n;
	words_free(&lines);
	return n;
}

START_TEST(so_many_lines)
{
	ck_assert_uint_eq(kept_of("BUG: x\n"), 60);
	ck_assert_uint_eq(kept_of("dull\n"), 20);
}
END_TEST

START_TEST(what_a_terminal_would_obey_is_left_out)
{
	char *panic;

	ck_assert_str_eq(extract("\033[2Ja\x80\x01\tb\r\nc\n"), "[2Ja\tb|c");
	tree_file("/console", "a\0b\n", 4);
	panic = evidence_panic(&guest);
	ck_assert_ptr_null(panic);
	tree_text("/console", "x\n[ 2] Kernel panic - not syncing: Fa\033tal\n"
			      "Kernel panic - not syncing: second\n");
	panic = evidence_panic(&guest);
	ck_assert_str_eq(panic, "Fatal");
	free(panic);
	tree_drop("/console");
	ck_assert_ptr_null(evidence_panic(&guest));
}
END_TEST

static const char *last_errors(size_t n)
{
	struct words lines = { 0 };
	const char *said;

	evidence_errors(&guest, &lines, n);
	said = joined(&lines);
	words_free(&lines);
	return said;
}

START_TEST(the_last_lines_of_qemu)
{
	ck_assert_str_eq(last_errors(2), "");
	tree_text("/errors", "a\nqemu: warning: b\nc\nqemu: OS terminated: OS\n"
			     "d\n");
	ck_assert_str_eq(last_errors(2), "c|d");
	ck_assert_str_eq(last_errors(9), "a|c|d");
}
END_TEST

static const char *judged(const char *panic, int status)
{
	evidence_judge(&guest, panic, status);
	return guest.why;
}

/* From the least direct cause to the most: each stands before those above. */
START_TEST(the_most_direct_cause)
{
	ck_assert_str_eq(judged(NULL, 0), "the machine powered off");
	ck_assert_str_eq(judged(NULL, 134), "qemu ended with 134: ");
	tree_text("/errors", "first\nqemu-system-ppc64: -x: bad\nlast\n");
	ck_assert_str_eq(judged(NULL, 1),
			 "qemu ended with 1: qemu-system-ppc64: -x: bad");
	tree_text("/errors", "first: of qemu\nlast\n");
	ck_assert_str_eq(judged(NULL, 1), "qemu ended with 1: last");
	guest.silent = true;
	guest.silence = 120;
	ck_assert_str_eq(judged(NULL, 137),
			 "silent for 120 s after power-on (--boot-timeout)");
	tce_strbuf_addf(&guest.head, "KTAP");
	ck_assert_str_eq(judged(NULL, 137), "no output for 120 s");
	guest.endless = true;
	ck_assert_str_eq(judged(NULL, 137),
			 "not done after 120 s, but not silent");
	tce_strbuf_addf(&guest.exit, "tce-test: killed by signal 11");
	ck_assert_str_eq(judged(NULL, 137), "tce-test: killed by signal 11");
	ck_assert_str_eq(judged("it is over", 0), "kernel panic: it is over");
}
END_TEST

Suite *unit_evidence_suite(void)
{
	Suite *s = suite_create("evidence");
	TCase *tc = tcase_create("evidence");

	suite_add_tcase(s, tc);
	tcase_add_checked_fixture(tc, start, stop);
	tcase_add_test(tc, a_crash_from_its_first_line);
	tcase_add_test(tc, of_the_last_case_alone);
	tcase_add_test(tc, so_many_lines);
	tcase_add_test(tc, what_a_terminal_would_obey_is_left_out);
	tcase_add_test(tc, the_last_lines_of_qemu);
	tcase_add_test(tc, the_most_direct_cause);
	return s;
}
