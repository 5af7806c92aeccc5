/* SPDX-License-Identifier: GPL-2.0-only */
/* The project's small text files: lines of fields, "a | b | c". */
#ifndef TCE_STREAM_TABLE_H
#define TCE_STREAM_TABLE_H

#include <stdbool.h>
#include <stddef.h>

/**
 * tce_file_text() - read a whole text file
 * @path: its name; a pipe or a file of /proc will do
 *
 * Return: its text, which the caller frees; NULL with errno set.
 */
char *tce_file_text(const char *path);

/**
 * tce_field_cut() - cut the next field off a line
 * @p: where the rest of the line begins; moved on, NULL after the last field
 *
 * The line is changed: a field loses the blanks around it.
 *
 * Return: the field, can be empty; NULL when there are no more.
 */
char *tce_field_cut(char **p);

/**
 * tce_word_next() - find the next of several words with blanks between them
 * @p: where to look; moved on
 * @word: where the word begins
 *
 * Return: the length of the word; 0 when there are no more.
 */
size_t tce_word_next(const char **p, const char **word);

/* Whether the word of LEN bytes is one of several. */
bool tce_word_in(const char *words, const char *want, size_t len);

#endif
