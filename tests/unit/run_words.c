// SPDX-License-Identifier: GPL-2.0-only
/* Lists of words, and texts for a shell and for QEMU. */
#include <stdio.h>
#include <string.h>

#include <run/words.h>

#include "unit.h"

static void check_words(const struct words *words, const char *const *want,
			size_t n)
{
	ck_assert_uint_eq(words->n, n);
	for (size_t i = 0; i < n; i++)
		ck_assert_str_eq(words->word[i], want[i]);
	/* execvp() and others take the list as it is */
	if (n)
		ck_assert_ptr_null(words->word[n]);
}

START_TEST(splits)
{
	static const char *const line[] = { "a", "b=\"c", "d\"", "e\nf" };
	static const char *const lines[] = { "a b", "\tc ", " " };
	struct words words = { 0 };

	words_split(&words, "");
	words_split(&words, " \t ");
	check_words(&words, NULL, 0);
	words_split(&words, " a\t\tb=\"c ");
	words_split(&words, "d\" e\nf");
	check_words(&words, line, 4);
	words_free(&words);
	words_lines(&words, "\n\na b\n\tc \n\n ");
	check_words(&words, lines, 3);
	words_free(&words);
	check_words(&words, NULL, 0);
}
END_TEST

START_TEST(adds_the_end_of_a_list)
{
	static const char *const want[] = { "x", "-b", "-c", "a", "b", "c" };
	struct words words = { 0 }, from = { 0 };

	words_split(&from, "a b c");
	words_add(&words, "x");
	words_add_tail(&words, &from, 2, "-");
	words_add_tail(&words, &from, 0, "-");
	words_add_tail(&words, &from, 9, "");
	check_words(&words, want, 6);
	words_free(&words);
	words_free(&from);
}
END_TEST

START_TEST(finds_in_a_sorted_list)
{
	struct words words = { 0 };

	words_sort(&words);
	ck_assert(!words_sorted_have(&words, "a"));
	/* a list that grows while it is read */
	for (int i = 0; i < 300; i++)
		words_addf(&words, "w%d", i * 7 % 300);
	words_sort(&words);
	for (int i = 0; i < 300; i++) {
		char word[16];

		snprintf(word, sizeof(word), "w%d", i);
		ck_assert(words_sorted_have(&words, word));
		ck_assert(words_have(&words, word));
	}
	ck_assert(!words_sorted_have(&words, "w"));
	ck_assert(!words_sorted_have(&words, "w300"));
	ck_assert(!words_have(&words, "w300"));
	ck_assert_ptr_null(words.word[300]);
	words_free(&words);
}
END_TEST

/* A shell must read what was written, whatever is in it. */
START_TEST(a_shell_reads_a_quoted_line)
{
	static const char *const all[] = {
		"plain", "a b",		  "",	   "'",	  "''",	  "it's",
		"$HOME", "`id`",	  "\\",	   "\"",  "a\nb", "*",
		"~",	 "{a,b}",	  "!x",	   "a;b", "#",	  "\xc3\xa4",
		"&",	 "a=b,c:d%e+f@-", "<>|()",
	};
	const size_t n = sizeof(all) / sizeof(*all);
	struct words words = { 0 };
	struct tce_strbuf line = { 0 }, want = { 0 };
	char got[512];
	FILE *shell;
	size_t len;

	tce_strbuf_addf(&line, "printf '<%%s>' ");
	for (size_t i = 0; i < n; i++) {
		words_add(&words, all[i]);
		tce_strbuf_addf(&want, "<%s>", all[i]);
	}
	words_quote(&line, &words);
	/* no more quotes than needed */
	ck_assert_ptr_nonnull(strstr(tce_strbuf_str(&line), " plain 'a b' "));
	ck_assert_ptr_nonnull(strstr(line.data, " a=b,c:d%e+f@- "));
	shell = popen(line.data, "r");
	len = fread(got, 1, sizeof(got) - 1, shell);
	got[len] = '\0';
	ck_assert_int_eq(pclose(shell), 0);
	ck_assert_str_eq(got, tce_strbuf_str(&want));
	words_free(&words);
	tce_strbuf_free(&line);
	tce_strbuf_free(&want);
}
END_TEST

START_TEST(replaces)
{
	struct tce_strbuf text = { 0 };

	text_replace(&text, "{n}a{n}{n", "{n}", "{n}{n}");
	ck_assert_str_eq(tce_strbuf_str(&text), "{n}{n}a{n}{n}{n");
	tce_strbuf_clear(&text);
	text_replace(&text, "none", "x", "y");
	text_replace(&text, "", "x", "y");
	ck_assert_str_eq(tce_strbuf_str(&text), "none");
	tce_strbuf_clear(&text);
	text_commas(&text, ",a,,b=c ,");
	ck_assert_str_eq(tce_strbuf_str(&text), ",,a,,,,b=c ,,");
	tce_strbuf_free(&text);
	ck_assert_str_eq(text_base("/a/b"), "b");
	ck_assert_str_eq(text_base("/a/"), "");
	ck_assert_str_eq(text_base("a"), "a");
}
END_TEST

Suite *unit_words_suite(void)
{
	Suite *s = suite_create("words");
	TCase *tc = tcase_create("words");

	suite_add_tcase(s, tc);
	tcase_add_test(tc, splits);
	tcase_add_test(tc, adds_the_end_of_a_list);
	tcase_add_test(tc, finds_in_a_sorted_list);
	tcase_add_test(tc, a_shell_reads_a_quoted_line);
	tcase_add_test(tc, replaces);
	return s;
}
