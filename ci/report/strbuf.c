// SPDX-License-Identifier: GPL-2.0-only
#include "strbuf.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <stream/text.h>

const char *tce_program = "tce-report";

void tce_warn(const char *fmt, ...)
{
	char line[2 * PATH_MAX];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	tce_text_clean(line);
	fprintf(stderr, "%s: %s\n", tce_program, line);
}

static void *must(void *p)
{
	if (!p) {
		tce_warn("out of memory");
		exit(TCE_STATUS_BROKEN);
	}
	return p;
}

static void reserve(struct tce_strbuf *text, size_t len)
{
	if (text->size - text->len > len)
		return;
	text->size = 2 * text->size + len + 64;
	text->data = must(realloc(text->data, text->size));
}

void tce_strbuf_add(struct tce_strbuf *text, const char *bytes, size_t len)
{
	reserve(text, len);
	memcpy(text->data + text->len, bytes, len);
	text->len += len;
	text->data[text->len] = '\0';
}

void tce_strbuf_vaddf(struct tce_strbuf *text, const char *fmt, va_list ap)
{
	va_list again;
	int len;

	va_copy(again, ap);
	len = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	if (len < 0)
		return;
	reserve(text, len);
	vsnprintf(text->data + text->len, len + 1, fmt, ap);
	text->len += len;
}

void tce_strbuf_addf(struct tce_strbuf *text, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	tce_strbuf_vaddf(text, fmt, ap);
	va_end(ap);
}

char *tce_strdup(const char *s)
{
	return must(strdup(s));
}

/* Makes room for one more ITEM after COUNT of them. */
void *tce_grow(void *array, size_t count, size_t *room, size_t item)
{
	if (count < *room)
		return array;
	*room = 2 * *room + 16;
	return must(reallocarray(array, *room, item));
}

void tce_strbuf_clear(struct tce_strbuf *text)
{
	text->len = 0;
	if (text->data)
		*text->data = '\0';
}

void tce_strbuf_free(struct tce_strbuf *text)
{
	free(text->data);
	memset(text, 0, sizeof(*text));
}

const char *tce_strbuf_str(const struct tce_strbuf *text)
{
	return text->data ? text->data : "";
}
