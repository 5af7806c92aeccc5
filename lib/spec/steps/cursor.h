/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TCE_STEP_CURSOR_H
#define TCE_STEP_CURSOR_H

#include "text.h"

/*
 * How far a line is parsed. A function that takes something moves past it, or
 * returns false with @at where the text is not understood.
 */
struct cursor {
	const char *at;
	const char *end; /* of the line, blanks not counted */
};

bool cursor_is_blank(char c);
void cursor_blanks_skip(struct cursor *c);

/* The next character, 0 at the end. */
char cursor_peek(const struct cursor *c);

bool cursor_char_take(struct cursor *c, char wanted);

/* Whether a token ends here. */
bool cursor_at_break(const struct cursor *c);

/* Length of the word that begins here, and whether it is @word. */
size_t cursor_word_length(const struct cursor *c);
bool cursor_word_is(const struct cursor *c, size_t n, const char *word);

/* One of a list of words, which ends with a NULL; @index receives which. */
bool cursor_word_take(struct cursor *c, const char *const *words,
		      unsigned int *index);

/* The digit after an object's letter. */
bool cursor_slot_take(struct cursor *c, char letter, uint8_t *slot);

/* "16", "0x800" */
bool cursor_digits_take(struct cursor *c, uint64_t *value);

/* A step's number: "16", "w0+4K", "M-1p" */
bool cursor_num_take(struct cursor *c, struct tce_num *n);

#endif
