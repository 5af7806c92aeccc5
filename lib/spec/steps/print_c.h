/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TCE_STEP_PRINT_C_H
#define TCE_STEP_PRINT_C_H

#include "text.h"

/* Parts of a step in the words of tests/harness/words.h. */

/* Text with a comma before all items but the first. */
struct c_list {
	struct tce_text *text;
	unsigned int n; /* items so far */
};

/* Begin an item. */
struct tce_text *c_next(struct c_list *l);

/* A word in capitals. */
void c_upper_add(struct tce_text *t, const char *word);

/* A count: 12, -1, 0x10000. */
void c_count_add(struct tce_text *t, uint64_t n);

/* An argument's number: WIN_PAGE(W1, 2). */
void c_num_add(struct tce_text *t, const struct tce_step *s, unsigned int arg);

/* Members of a step that the macro's parameters have said already. */
struct c_said {
	bool fd, kind;
	uint32_t args; /* bit n: enum tce_arg */
};

/* The other members, if they are not at their defaults: .flags = N(3). */
void c_members_add(struct c_list *l, const struct tce_step *s,
		   const struct c_said *said);

#endif
