/* SPDX-License-Identifier: GPL-2.0-only */
/* Lists of words: command lines, cases, the lines of a file. */
#ifndef RUN_WORDS_H
#define RUN_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include <report/strbuf.h>

/* A zeroed one is empty. */
struct words {
	char **word; /* ends with a NULL once there is one */
	size_t n, room;
};

/* The list owns a copy. */
void words_add(struct words *words, const char *word);
void words_addf(struct words *words, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void words_add_all(struct words *words, const struct words *from);
/* Adds the last N of a list, with HEAD before each. */
void words_add_tail(struct words *words, const struct words *from, size_t n,
		    const char *head);
/* Adds those of a line with blanks between. */
void words_split(struct words *words, const char *line);
/* Adds the lines of a text. */
void words_lines(struct words *words, const char *text);
bool words_have(const struct words *words, const char *word);
/* Sorts them; and the same question, of a sorted list. */
void words_sort(struct words *words);
bool words_sorted_have(const struct words *words, const char *word);
void words_free(struct words *words);

/* One line for a shell, with quotes only where they are needed. */
void words_quote(struct tce_strbuf *line, const struct words *words);

/* Adds TEXT with each FROM replaced by TO. */
void text_replace(struct tce_strbuf *out, const char *text, const char *from,
		  const char *to);

/* A value in a QEMU option: a comma is written twice. */
void text_commas(struct tce_strbuf *out, const char *value);

/* The part of a path behind its last slash. */
const char *text_base(const char *path);

#endif
