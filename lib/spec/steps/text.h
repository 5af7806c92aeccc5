/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TCE_STEP_TEXT_H
#define TCE_STEP_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <spec/step.h>

/* Words and shapes that printing and parsing of steps share. */

/* Text that is cut at the end of its buffer, and how long it would be. */
struct tce_text {
	char *buf;
	size_t len;
	size_t pos;
};

void tce_text_add(struct tce_text *t, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Words by value, NULL where there is none; each list ends with a NULL. */
extern const char *const tce_arg_words[];    /* enum tce_arg */
extern const char *const tce_ptr_words[];    /* enum tce_ptr */
extern const char *const tce_buffer_words[]; /* enum tce_buffer_kind */
extern const char *const tce_set_words[];    /* enum tce_set */
extern const char *const tce_call_words[];   /* enum tce_call */
extern const char *const tce_what_words[];   /* enum tce_what */

/* Bases that are a letter; 0 for the others. */
extern const char tce_base_letters[];
/* Units that are a letter; 0 for bytes. */
extern const char tce_unit_letters[];

/* How many slots the objects with this letter have; 0: no such letter. */
unsigned int tce_slot_count(char letter);

/* The letter of what a step's slot names, 0 when it names nothing. */
char tce_step_slot_letter(const struct tce_step *s);

/* Whether an operation's descriptor stands first and without "on=". */
bool tce_op_has_target(unsigned int op);

/* Whether an operation acts on a descriptor at all. */
bool tce_op_has_fd(unsigned int op);

/* A step's kind of descriptor, its default filled in. */
unsigned int tce_step_fd_kind(const struct tce_step *s);

/* A number without what does not matter for its value. */
struct tce_num tce_num_plain(const struct tce_num *n);

/*
 * Whether an argument is an amount or an address, which suffixes suit; the
 * others are bits, codes and small numbers.
 */
bool tce_arg_is_amount(const struct tce_step *s, unsigned int arg);

/* The largest suffix (K, M, G, T) that says @n shorter, or 0; divides @n. */
char tce_count_suffix(uint64_t *n);

#endif
