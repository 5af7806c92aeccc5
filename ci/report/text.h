/* SPDX-License-Identifier: GPL-2.0-only */
/* Strings that grow, and the one line that says what went wrong. */
#ifndef TCE_REPORT_TEXT_H
#define TCE_REPORT_TEXT_H

#include <stddef.h>

#include <stream/verdict.h>

struct tce_text {
	char *data; /* NULL while empty, else ends with a NUL */
	size_t len; /* bytes, without the NUL */
	size_t size;
};

/* All of these end the program with one line when memory runs out. */
void tce_text_add(struct tce_text *text, const char *bytes, size_t len);
void tce_text_addf(struct tce_text *text, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
char *tce_text_dup(const char *s);
void *tce_text_grow(void *array, size_t count, size_t *room, size_t item);

/*
 * The field at *P of a line "a | b | c", which is cut up, without the blanks
 * around it; *P moves on. NULL past the last one.
 */
char *tce_text_field(char **p);

/* Empties it and keeps its memory. */
void tce_text_clear(struct tce_text *text);
void tce_text_free(struct tce_text *text);
const char *tce_text_str(const struct tce_text *text);

/*
 * Length of the UTF-8 character at P, or 0 when it is none: overlong forms,
 * surrogates and what lies beyond U+10FFFF are not.
 */
size_t tce_text_utf8(const unsigned char *p);

/* "tce-report: ..." on stderr. */
void tce_text_warn(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif
