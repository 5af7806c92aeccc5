// SPDX-License-Identifier: GPL-2.0-only
#include "text.h"

bool fw_text_is(const char *a, const char *b)
{
	while (*a && *a == *b) {
		a++;
		b++;
	}
	return *a == *b;
}

bool fw_text_skip(const char **text, const char *word, char end)
{
	const char *at = *text;

	while (*word && *at == *word) {
		at++;
		word++;
	}
	if (*word || *at != end)
		return false;
	*text = at + 1;
	return true;
}

/* The value of a digit, or something that no base has. */
static uint32_t digit(char c)
{
	if (c >= '0' && c <= '9')
		return (uint32_t)(c - '0');
	if (c >= 'a' && c <= 'f')
		return (uint32_t)(c - 'a') + 10;
	return 16;
}

bool fw_text_number(const char **text, int64_t *number)
{
	const char *at = *text;
	const bool minus = *at == '-';
	uint32_t base = 10;
	uint64_t value = 0;

	at += minus;
	if (at[0] == '0' && at[1] == 'x') {
		base = 16;
		at += 2;
	}
	if (digit(*at) >= base)
		return false;
	for (; digit(*at) < base; at++) {
		if (value > ((uint64_t)INT64_MAX - digit(*at)) / base)
			return false;
		value = value * base + digit(*at);
	}
	*number = minus ? -(int64_t)value : (int64_t)value;
	*text = at;
	return true;
}
