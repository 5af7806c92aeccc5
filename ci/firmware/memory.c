// SPDX-License-Identifier: GPL-2.0-only
/* Calls that the compiler makes by itself. */
#include <stddef.h>

void *memcpy(void *to, const void *from, size_t n);
void *memset(void *to, int byte, size_t n);

void *memcpy(void *to, const void *from, size_t n)
{
	const char *f = from;

	for (char *t = to; n; n--)
		*t++ = *f++;
	return to;
}

void *memset(void *to, int byte, size_t n)
{
	for (char *t = to; n; n--)
		*t++ = (char)byte;
	return to;
}
