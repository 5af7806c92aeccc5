// SPDX-License-Identifier: GPL-2.0-only
/* Steps from text. */
#include <ctype.h>
#include <errno.h>
#include <string.h>

#include "text.h"

#define ERRNO_MAX 4095

/*
 * Where parsing stands. Functions return false with @at at the place that is
 * not understood.
 */
struct cursor {
	const char *at;
	const char *end; /* of the line, blanks not counted */
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static void blanks_skip(struct cursor *c)
{
	while (c->at < c->end && is_blank(*c->at))
		c->at++;
}

static char peek(const struct cursor *c)
{
	if (c->at == c->end)
		return '\0';
	return *c->at;
}

static bool char_take(struct cursor *c, char wanted)
{
	if (peek(c) != wanted)
		return false;
	c->at++;
	return true;
}

/* Whether a token ends here. */
static bool at_break(const struct cursor *c)
{
	return c->at == c->end || is_blank(*c->at);
}

static size_t word_length(const struct cursor *c)
{
	size_t n = 0;

	while (c->at + n < c->end &&
	       (isalnum((unsigned char)c->at[n]) || c->at[n] == '_'))
		n++;
	return n;
}

static bool word_is(const struct cursor *c, size_t n, const char *word)
{
	return strlen(word) == n && !memcmp(c->at, word, n);
}

/* One of a list of words; its index. */
static bool word_take(struct cursor *c, const char *const *words,
		      unsigned int *index)
{
	size_t n = word_length(c);

	for (unsigned int i = 0; words[i]; i++) {
		if (word_is(c, n, words[i])) {
			c->at += n;
			*index = i;
			return true;
		}
	}
	return false;
}

static bool slot_take(struct cursor *c, char letter, uint8_t *slot)
{
	unsigned int count = tce_slot_count(letter);

	if (peek(c) < '0' || peek(c) >= '0' + (int)count)
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

static bool digits_take(struct cursor *c, uint64_t *value)
{
	const char *start = c->at;
	unsigned int radix = 10;
	int digit;

	/* "0x" without a digit behind it is 0 of unit x. */
	if (c->end - c->at > 2 && c->at[0] == '0' && c->at[1] == 'x' &&
	    digit_value(c->at[2], 16) >= 0) {
		radix = 16;
		c->at += 2;
	}
	*value = 0;
	if (digit_value(peek(c), radix) < 0)
		return false;
	while ((digit = digit_value(peek(c), radix)) >= 0) {
		if (__builtin_mul_overflow(*value, (uint64_t)radix, value) ||
		    __builtin_add_overflow(*value, (uint64_t)digit, value)) {
			c->at = start;
			return false;
		}
		c->at++;
	}
	return true;
}

/* "16", "0x800", "4G", "3p", "2i1": behind a base or alone */
static bool count_take(struct cursor *c, struct tce_num *n, bool negative)
{
	static const char suffixes[] = "KMGT";
	const char *start = c->at;
	const char *suffix;
	uint64_t count;

	if (!digits_take(c, &count))
		return false;
	suffix = peek(c) ? strchr(suffixes, peek(c)) : NULL;
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
	if (suffix || at_break(c))
		return true;
	for (unsigned int unit = 1; unit <= TCE_UNIT_DMA; unit++) {
		if (!char_take(c, tce_unit_letters[unit]))
			continue;
		n->unit = (uint8_t)unit;
		return unit != TCE_UNIT_IO || slot_take(c, 'w', &n->unit_slot);
	}
	return false;
}

static bool base_take(struct cursor *c, struct tce_num *n)
{
	for (unsigned int base = TCE_BASE_X; base <= TCE_BASE_MAX; base++) {
		char letter = tce_base_letters[base];

		if (!char_take(c, letter))
			continue;
		n->base = (uint8_t)base;
		return !tce_slot_count(letter) ||
		       slot_take(c, letter, &n->base_slot);
	}
	return false;
}

static bool num_take(struct cursor *c, struct tce_num *n)
{
	bool negative;

	*n = (struct tce_num){ .base = TCE_BASE_ABS };
	if (isdigit((unsigned char)peek(c)))
		return count_take(c, n, false);
	if (peek(c) != '-' && !base_take(c, n))
		return false;
	if (at_break(c))
		return true;
	negative = peek(c) == '-';
	if (!char_take(c, '-') && !char_take(c, '+'))
		return false;
	return count_take(c, n, negative);
}

/* --- words of a step ------------------------------------------------------ */

static const char *const no_slot_words[] = { "foreign", "closed", NULL };

static bool fd_take(struct cursor *c, struct tce_step *s)
{
	static const char letters[] = "cgd";
	const char *letter;
	unsigned int word;

	if (word_take(c, no_slot_words, &word)) {
		s->fd_kind = (uint8_t)(TCE_FD_FOREIGN + word);
		return true;
	}
	letter = peek(c) ? strchr(letters, peek(c)) : NULL;
	if (!letter)
		return false;
	c->at++;
	s->fd_kind = (uint8_t)(TCE_FD_CONTAINER + (letter - letters));
	return slot_take(c, *letter, &s->fd);
}

static bool by_take(struct cursor *c, struct tce_step *s)
{
	if (peek(c) != 'p' || c->end - c->at < 3 || c->at[2] != ':')
		return true;
	c->at++;
	return slot_take(c, 'p', &s->by) && char_take(c, ':');
}

static bool op_take(struct cursor *c, struct tce_step *s)
{
	size_t n = word_length(c);

	for (unsigned int op = TCE_OP_END + 1; op < TCE_OPS; op++) {
		if (word_is(c, n, tce_op_info[op].name)) {
			c->at += n;
			s->op = (uint8_t)op;
			return at_break(c);
		}
	}
	return false;
}

/* What stands behind the operation without a key. */
static bool position_take(struct cursor *c, struct tce_step *s)
{
	unsigned int kind = 0;
	char letter;

	blanks_skip(c);
	if (s->op == TCE_OP_FOR && !word_take(c, tce_set_words, &kind))
		return false;
	if (s->op == TCE_OP_CHECK && !word_take(c, tce_what_words, &kind))
		return false;
	s->kind = (uint8_t)kind;
	if (tce_op_has_target(s->op) && !fd_take(c, s))
		return false;
	letter = tce_step_slot_letter(s);
	if (!letter)
		return true;
	blanks_skip(c);
	if (s->op == TCE_OP_ATTACH && word_take(c, no_slot_words, &kind)) {
		s->kind = (uint8_t)(TCE_FD_FOREIGN + kind);
		return true;
	}
	/* An address can stand for a window: the caller checks. */
	if (s->op == TCE_OP_REMOVE && peek(c) != letter)
		return true;
	return char_take(c, letter) && slot_take(c, letter, &s->slot);
}

/* @key: what is set already, a bit a key */
static bool key_take(struct cursor *c, struct tce_step *s, uint32_t *seen)
{
	static const char *const others[] = { "on", "kind", "ptr", NULL };
	enum {
		ON,
		KIND,
		PTR
	};
	const char *start = c->at;
	unsigned int key, word = 0;
	bool good = false;

	if (word_take(c, tce_arg_words, &key)) {
		good = char_take(c, '=') && !(*seen & 1u << key);
		if (!good)
			c->at = start;
		*seen |= 1u << key;
		return good && num_take(c, &s->arg[key]);
	}
	if (!word_take(c, others, &key) || !char_take(c, '=') ||
	    *seen & 1u << (TCE_ARGS + key)) {
		c->at = start;
		return false;
	}
	*seen |= 1u << (TCE_ARGS + key);
	if (key == ON && tce_op_has_fd(s->op) && !tce_op_has_target(s->op))
		return fd_take(c, s);
	if (key == KIND && s->op == TCE_OP_BUFFER) {
		good = word_take(c, tce_buffer_words, &word);
		s->kind = (uint8_t)word;
	} else if (key == PTR) {
		good = word_take(c, tce_ptr_words, &word);
		s->ptr = (uint8_t)word;
	} else {
		c->at = start;
	}
	return good;
}

static bool errno_take(struct cursor *c, struct tce_step *s)
{
	size_t n = word_length(c);

	for (int err = 1; err <= ERRNO_MAX; err++) {
		const char *name = strerrorname_np(err);

		if (name && word_is(c, n, name)) {
			c->at += n;
			s->err = (int16_t)err;
			return true;
		}
	}
	return false;
}

static bool outcome_take(struct cursor *c, struct tce_step *s)
{
	static const char *const words[] = { "any", "model", "blocked", NULL };
	static const int16_t errs[] = { TCE_ERR_ANY, TCE_ERR_MODEL,
					TCE_ERR_BLOCKED };
	const char *start = c->at;
	unsigned int word;
	uint64_t value;

	if (word_take(c, words, &word)) {
		s->err = errs[word];
		return true;
	}
	if (isalpha((unsigned char)peek(c)))
		return errno_take(c, s);
	if (char_take(c, '-')) {
		if (digits_take(c, &value) && value && value <= ERRNO_MAX) {
			s->err = (int16_t)value;
			return true;
		}
	} else {
		char_take(c, '+');
		if (digits_take(c, &value) && value <= INT32_MAX) {
			s->ret = (int32_t)value;
			return true;
		}
	}
	c->at = start;
	return false;
}

/* "-> outcome", up to the end of the line */
static bool arrow_take(struct cursor *c, struct tce_step *s)
{
	struct cursor ahead = *c;

	if (!char_take(&ahead, '-') || !char_take(&ahead, '>') ||
	    !at_break(&ahead))
		return false;
	*c = ahead;
	blanks_skip(c);
	if (!outcome_take(c, s) || !at_break(c))
		return false;
	blanks_skip(c);
	return c->at == c->end;
}

static bool step_take(struct cursor *c, struct tce_step *s)
{
	uint32_t seen = 0;
	bool implied;

	if (!by_take(c, s) || !op_take(c, s))
		return false;
	blanks_skip(c);
	implied = s->op == TCE_OP_REMOVE && peek(c) != 'w';
	if (!position_take(c, s))
		return false;
	for (;;) {
		/* Nothing taken since the last blank is a break, too. */
		if (!at_break(c) && !is_blank(c->at[-1]))
			return false;
		blanks_skip(c);
		if (c->at == c->end || peek(c) == '-')
			break;
		if (!key_take(c, s, &seen))
			return false;
	}
	if (implied && s->start.base == TCE_BASE_UNSET)
		return false;
	return c->at == c->end || arrow_take(c, s);
}

int tce_step_parse(const char *line, struct tce_step *s, const char **error)
{
	struct cursor c = { line, line + strlen(line) };

	*s = (struct tce_step){ 0 };
	while (c.end > c.at && isspace((unsigned char)c.end[-1]))
		c.end--;
	while (c.at < c.end && isspace((unsigned char)*c.at))
		c.at++;
	if (c.at == c.end || *c.at == '#')
		return -ENODATA;
	if (step_take(&c, s))
		return 0;
	if (error)
		*error = c.at;
	return -EINVAL;
}
