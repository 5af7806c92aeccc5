/* SPDX-License-Identifier: GPL-2.0-only */
/* Strings that grow, and the one line that says what went wrong. */
#ifndef TCE_REPORT_STRBUF_H
#define TCE_REPORT_STRBUF_H

#include <stdarg.h>
#include <stddef.h>

#include <stream/verdict.h>

struct tce_strbuf {
	char *data; /* NULL while empty, else ends with a NUL */
	size_t len; /* bytes, without the NUL */
	size_t size;
};

/* All of these end the program with one line when memory runs out. */
void tce_strbuf_add(struct tce_strbuf *text, const char *bytes, size_t len);
void tce_strbuf_addf(struct tce_strbuf *text, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void tce_strbuf_vaddf(struct tce_strbuf *text, const char *fmt, va_list ap)
	__attribute__((format(printf, 2, 0)));
char *tce_strdup(const char *s);
void *tce_grow(void *array, size_t count, size_t *room, size_t item);

/* Empties it and keeps its memory. */
void tce_strbuf_clear(struct tce_strbuf *text);
void tce_strbuf_free(struct tce_strbuf *text);
const char *tce_strbuf_str(const struct tce_strbuf *text);

/* What the user called; "tce-report" unless the program says otherwise. */
extern const char *tce_program;

/* "tce-report: ..." on stderr, one line whatever is in it. */
void tce_warn(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif
