// SPDX-License-Identifier: GPL-2.0-only
#include "strbuf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void tce_warn(const char *fmt, ...)
{
	va_list ap;

	fputs("tce-report: ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
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

void tce_strbuf_addf(struct tce_strbuf *text, const char *fmt, ...)
{
	va_list ap;
	int len;

	va_start(ap, fmt);
	len = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (len < 0)
		return;
	reserve(text, len);
	va_start(ap, fmt);
	vsnprintf(text->data + text->len, len + 1, fmt, ap);
	va_end(ap);
	text->len += len;
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

size_t tce_utf8_len(const unsigned char *p)
{
	unsigned char low = 0x80, high = 0xbf;
	size_t len, i;

	if (*p < 0x80)
		return 1;
	if (*p >= 0xc2 && *p <= 0xdf)
		len = 2;
	else if (*p >= 0xe0 && *p <= 0xef)
		len = 3;
	else if (*p >= 0xf0 && *p <= 0xf4)
		len = 4;
	else
		return 0;
	if (*p == 0xe0)
		low = 0xa0;
	else if (*p == 0xed)
		high = 0x9f;
	else if (*p == 0xf0)
		low = 0x90;
	else if (*p == 0xf4)
		high = 0x8f;
	for (i = 1; i < len; i++) {
		if (p[i] < low || p[i] > high)
			return 0;
		low = 0x80;
		high = 0xbf;
	}
	return len;
}
