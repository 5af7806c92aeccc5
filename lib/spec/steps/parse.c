// SPDX-License-Identifier: GPL-2.0-only
/* Steps from text. */
#include <ctype.h>
#include <errno.h>
#include <string.h>

#include "cursor.h"

#define ERRNO_MAX 4095

/* --- words of a step ------------------------------------------------------ */

static const char *const no_slot_words[] = { "foreign", "closed", NULL };

static bool fd_take(struct cursor *c, struct tce_step *s)
{
	static const char letters[] = "cgd";
	const char *letter;
	unsigned int word;

	if (cursor_word_take(c, no_slot_words, &word)) {
		s->fd_kind = (uint8_t)(TCE_FD_FOREIGN + word);
		return true;
	}
	letter = cursor_peek(c) ? strchr(letters, cursor_peek(c)) : NULL;
	if (!letter)
		return false;
	c->at++;
	s->fd_kind = (uint8_t)(TCE_FD_CONTAINER + (letter - letters));
	return cursor_slot_take(c, *letter, &s->fd);
}

static bool by_take(struct cursor *c, struct tce_step *s)
{
	if (cursor_peek(c) != 'p' || c->end - c->at < 3 || c->at[2] != ':')
		return true;
	c->at++;
	return cursor_slot_take(c, 'p', &s->by) && cursor_char_take(c, ':');
}

static bool op_take(struct cursor *c, struct tce_step *s)
{
	size_t n = cursor_word_length(c);

	for (unsigned int op = TCE_OP_END + 1; op < TCE_OPS; op++) {
		if (cursor_word_is(c, n, tce_op_info[op].name)) {
			c->at += n;
			s->op = (uint8_t)op;
			return cursor_at_break(c);
		}
	}
	return false;
}

/* The words after the operation that have no key. */
static bool position_take(struct cursor *c, struct tce_step *s)
{
	unsigned int kind = 0;
	char letter;

	cursor_blanks_skip(c);
	if (s->op == TCE_OP_FOR && !cursor_word_take(c, tce_set_words, &kind))
		return false;
	if (s->op == TCE_OP_CHECK &&
	    !cursor_word_take(c, tce_what_words, &kind))
		return false;
	if (s->op == TCE_OP_FAIL && !cursor_word_take(c, tce_call_words, &kind))
		return false;
	s->kind = (uint8_t)kind;
	if (tce_op_has_target(s->op) && !fd_take(c, s))
		return false;
	letter = tce_step_slot_letter(s);
	if (!letter)
		return true;
	cursor_blanks_skip(c);
	if (s->op == TCE_OP_ATTACH &&
	    cursor_word_take(c, no_slot_words, &kind)) {
		s->kind = (uint8_t)(TCE_FD_FOREIGN + kind);
		return true;
	}
	/* An address can stand for a window: the caller checks. */
	if (s->op == TCE_OP_REMOVE && cursor_peek(c) != letter)
		return true;
	return cursor_char_take(c, letter) &&
	       cursor_slot_take(c, letter, &s->slot);
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

	if (cursor_word_take(c, tce_arg_words, &key)) {
		good = cursor_char_take(c, '=') && !(*seen & 1u << key);
		if (!good)
			c->at = start;
		*seen |= 1u << key;
		return good && cursor_num_take(c, &s->arg[key]);
	}
	if (!cursor_word_take(c, others, &key) || !cursor_char_take(c, '=') ||
	    *seen & 1u << (TCE_ARGS + key)) {
		c->at = start;
		return false;
	}
	*seen |= 1u << (TCE_ARGS + key);
	if (key == ON && tce_op_has_fd(s->op) && !tce_op_has_target(s->op))
		return fd_take(c, s);
	if (key == KIND && s->op == TCE_OP_BUFFER) {
		good = cursor_word_take(c, tce_buffer_words, &word);
		s->kind = (uint8_t)word;
	} else if (key == PTR) {
		good = cursor_word_take(c, tce_ptr_words, &word);
		s->ptr = (uint8_t)word;
	} else {
		c->at = start;
	}
	return good;
}

static bool errno_take(struct cursor *c, int16_t *taken)
{
	size_t n = cursor_word_length(c);

	for (int err = 1; err <= ERRNO_MAX; err++) {
		const char *name = strerrorname_np(err);

		if (name && cursor_word_is(c, n, name)) {
			c->at += n;
			*taken = (int16_t)err;
			return true;
		}
	}
	return false;
}

static bool outcome_take(struct cursor *c, int16_t *err, int32_t *ret)
{
	static const char *const words[] = { "any", "model", "blocked", NULL };
	static const int16_t errs[] = { TCE_ERR_ANY, TCE_ERR_MODEL,
					TCE_ERR_BLOCKED };
	const char *start = c->at;
	unsigned int word;
	uint64_t value;

	if (cursor_word_take(c, words, &word)) {
		*err = errs[word];
		return true;
	}
	if (isalpha((unsigned char)cursor_peek(c)))
		return errno_take(c, err);
	if (cursor_char_take(c, '-')) {
		if (cursor_digits_take(c, &value) && value &&
		    value <= ERRNO_MAX) {
			*err = (int16_t)value;
			return true;
		}
	} else {
		cursor_char_take(c, '+');
		if (cursor_digits_take(c, &value) && value <= INT32_MAX) {
			*ret = (int32_t)value;
			return true;
		}
	}
	c->at = start;
	return false;
}

/* "or outcome", any number of them */
static bool others_take(struct cursor *c, struct tce_step *s)
{
	static const char *const words[] = { "or", NULL };
	unsigned int word;

	for (unsigned int i = 0;; i++) {
		int32_t ret = 0;

		cursor_blanks_skip(c);
		if (!cursor_word_take(c, words, &word))
			return true;
		if (i == TCE_OR_MAX || !cursor_at_break(c))
			return false;
		cursor_blanks_skip(c);
		if (!outcome_take(c, &s->also[i], &ret) || ret)
			return false;
		if (!s->also[i])
			s->also[i] = TCE_ERR_SUCCESS;
	}
}

/* "-> outcome", and others, up to the end of the line */
static bool arrow_take(struct cursor *c, struct tce_step *s)
{
	struct cursor ahead = *c;

	if (!cursor_char_take(&ahead, '-') || !cursor_char_take(&ahead, '>') ||
	    !cursor_at_break(&ahead))
		return false;
	*c = ahead;
	cursor_blanks_skip(c);
	if (!outcome_take(c, &s->err, &s->ret) || !cursor_at_break(c) ||
	    !others_take(c, s))
		return false;
	return c->at == c->end;
}

static bool step_take(struct cursor *c, struct tce_step *s)
{
	uint32_t seen = 0;
	bool implied;

	if (!by_take(c, s) || !op_take(c, s))
		return false;
	cursor_blanks_skip(c);
	implied = s->op == TCE_OP_REMOVE && cursor_peek(c) != 'w';
	if (!position_take(c, s))
		return false;
	for (;;) {
		/* Nothing taken since the last blank is a break, too. */
		if (!cursor_at_break(c) && !cursor_is_blank(c->at[-1]))
			return false;
		cursor_blanks_skip(c);
		if (c->at == c->end || cursor_peek(c) == '-')
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
