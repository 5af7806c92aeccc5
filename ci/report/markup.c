// SPDX-License-Identifier: GPL-2.0-only
#include "markup.h"

#include <string.h>

#include <stream/text.h>

#define REPLACEMENT "\xef\xbf\xbd"

static const char *entity(unsigned char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	default:
		return NULL;
	}
}

/* U+FFFE and U+FFFF are characters of UTF-8, but not of XML. */
static size_t xml_len(const unsigned char *p)
{
	if ((*p < 0x20 && *p != '\t' && *p != '\n') || *p == 0x7f)
		return 0;
	if (p[0] == 0xef && p[1] == 0xbf && (p[2] == 0xbe || p[2] == 0xbf))
		return 0;
	return tce_utf8_len(p);
}

void tce_markup_text_n(FILE *file, const char *s, size_t len)
{
	const unsigned char *p = (const unsigned char *)s;
	const unsigned char *end = p + strnlen(s, len);

	while (p < end) {
		size_t n = xml_len(p);
		const char *name = entity(*p);

		if (name)
			fputs(name, file);
		else if (!n || p + n > end)
			fputs(REPLACEMENT, file);
		else
			fwrite(p, 1, n, file);
		p += n ? n : 1;
	}
}

void tce_markup_text(FILE *file, const char *s)
{
	tce_markup_text_n(file, s, strlen(s));
}

void tce_markup_attribute(FILE *file, const char *name, const char *s)
{
	fprintf(file, " %s=\"", name);
	tce_markup_text(file, s);
	putc('"', file);
}
