// SPDX-License-Identifier: GPL-2.0-only
/* Tokens of a line: characters, words, slots and numbers. */
#include "cursor.h"

#include <ctype.h>
#include <string.h>

bool cursor_is_blank(char c)
{
	return c == ' ' || c == '\t';
}

void cursor_blanks_skip(struct cursor *c)
{
	while (c->at < c->end && cursor_is_blank(*c->at))
		c->at++;
}

char cursor_peek(const struct cursor *c)
{
	if (c->at == c->end)
		return '\0';
	return *c->at;
}

bool cursor_char_take(struct cursor *c, char wanted)
{
	if (cursor_peek(c) != wanted)
		return false;
	c->at++;
	return true;
}

bool cursor_at_break(const struct cursor *c)
{
	return c->at == c->end || cursor_is_blank(*c->at);
}

size_t cursor_word_length(const struct cursor *c)
{
	size_t n = 0;

	while (c->at + n < c->end &&
	       (isalnum((unsigned char)c->at[n]) || c->at[n] == '_'))
		n++;
	return n;
}

bool cursor_word_is(const struct cursor *c, size_t n, const char *word)
{
	return strlen(word) == n && !memcmp(c->at, word, n);
}

bool cursor_word_take(struct cursor *c, const char *const *words,
		      unsigned int *index)
{
	size_t n = cursor_word_length(c);

	for (unsigned int i = 0; words[i]; i++) {
		if (cursor_word_is(c, n, words[i])) {
			c->at += n;
			*index = i;
			return true;
		}
	}
	return false;
}

bool cursor_slot_take(struct cursor *c, char letter, uint8_t *slot)
{
	unsigned int count = tce_slot_count(letter);

	if (cursor_peek(c) < '0' || cursor_peek(c) >= '0' + (int)count)
		return false;
	*slot = (uint8_t)(*c->at++ - '0');
	return true;
}

/* --- numbers -------------------------------------------------------------- */

static int digit_value(char ch, unsigned int radix)
{
	static const char digits[] = "0123456789abcdef";
	const char *at = ch ? strchr(digits, tolower((unsigned char)ch)) : NULL;

	return at && at - digits < (int)radix ? (int)(at - digits) : -1;
}

bool cursor_digits_take(struct cursor *c, uint64_t *value)
{
	const char *start = c->at;
	unsigned int radix = 10;
	int digit;

	/* "0x" without a digit after it is 0 of unit x. */
	if (c->end - c->at > 2 && c->at[0] == '0' && c->at[1] == 'x' &&
	    digit_value(c->at[2], 16) >= 0) {
		radix = 16;
		c->at += 2;
	}
	*value = 0;
	if (digit_value(cursor_peek(c), radix) < 0)
		return false;
	while ((digit = digit_value(cursor_peek(c), radix)) >= 0) {
		if (__builtin_mul_overflow(*value, (uint64_t)radix, value) ||
		    __builtin_add_overflow(*value, (uint64_t)digit, value)) {
			c->at = start;
			return false;
		}
		c->at++;
	}
	return true;
}

/* "16", "0x800", "4G", "3p", "2i1": after a base or alone */
static bool count_take(struct cursor *c, struct tce_num *n, bool negative)
{
	static const char suffixes[] = "KMGT";
	const char *start = c->at;
	const char *suffix;
	uint64_t count;

	if (!cursor_digits_take(c, &count))
		return false;
	suffix = cursor_peek(c) ? strchr(suffixes, cursor_peek(c)) : NULL;
	if (suffix) {
		if (__builtin_mul_overflow(count,
					   1024ull << 10 * (suffix - suffixes),
					   &count)) {
			c->at = start;
			return false;
		}
		c->at++;
	}
	n->count = (int64_t)(negative ? -count : count);
	if (suffix || cursor_at_break(c))
		return true;
	for (unsigned int unit = 1; unit <= TCE_UNIT_TCE; unit++) {
		if (!cursor_char_take(c, tce_unit_letters[unit]))
			continue;
		n->unit = (uint8_t)unit;
		return unit != TCE_UNIT_IO ||
		       cursor_slot_take(c, 'w', &n->unit_slot);
	}
	return false;
}

static bool base_take(struct cursor *c, struct tce_num *n)
{
	for (unsigned int base = TCE_BASE_LOOP; base <= TCE_BASE_MAX; base++) {
		char letter = tce_base_letters[base];

		if (!cursor_char_take(c, letter))
			continue;
		n->base = (uint8_t)base;
		return !tce_slot_count(letter) ||
		       cursor_slot_take(c, letter, &n->base_slot);
	}
	return false;
}

bool cursor_num_take(struct cursor *c, struct tce_num *n)
{
	bool negative;

	*n = (struct tce_num){ .base = TCE_BASE_ABS };
	if (isdigit((unsigned char)cursor_peek(c)))
		return count_take(c, n, false);
	if (cursor_peek(c) != '-' && !base_take(c, n))
		return false;
	if (cursor_at_break(c))
		return true;
	negative = cursor_peek(c) == '-';
	if (!cursor_char_take(c, '-') && !cursor_char_take(c, '+'))
		return false;
	return count_take(c, n, negative);
}
