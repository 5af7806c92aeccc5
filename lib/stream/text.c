// SPDX-License-Identifier: GPL-2.0-only
#include "text.h"

#include <stdbool.h>
#include <string.h>

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

/* U+202A to U+202E, U+2066 to U+2069 */
static bool turns(const unsigned char *p)
{
	if (p[0] != 0xe2)
		return false;
	return (p[1] == 0x80 && p[2] >= 0xaa && p[2] <= 0xae) ||
	       (p[1] == 0x81 && p[2] >= 0xa6 && p[2] <= 0xa9);
}

/* Whether a terminal would act on the character of @len bytes; 0: a byte. */
static bool acts(const unsigned char *p, size_t len)
{
	switch (len) {
	case 0:
		/* some terminals take such a byte for a control character */
		return *p >= 0x80 && *p <= 0x9f;
	case 1:
		return (*p < 0x20 && *p != '\t') || *p == 0x7f;
	case 2:
		return p[0] == 0xc2 && p[1] <= 0x9f;
	default:
		return len == 3 && turns(p);
	}
}

size_t tce_text_clean(char *text)
{
	const unsigned char *p = (const unsigned char *)text;
	char *to = text;

	while (*p) {
		size_t len = tce_utf8_len(p), n = len ? len : 1;

		if (acts(p, len)) {
			*to++ = '?';
		} else {
			memmove(to, p, n);
			to += n;
		}
		p += n;
	}
	*to = '\0';
	return (size_t)(to - text);
}

size_t tce_text_line(char *text)
{
	for (char *p = text; *p; p++)
		if ((unsigned char)*p < ' ')
			*p = ' ';
	return tce_text_clean(text);
}
