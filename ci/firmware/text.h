/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FIRMWARE_TEXT_H
#define FIRMWARE_TEXT_H

#include <stdbool.h>
#include <stdint.h>

/* There is no C library in the firmware. */

bool fw_text_is(const char *a, const char *b);

/* Whether @text begins with @word and then @end; then @text is after it. */
bool fw_text_skip(const char **text, const char *word, char end);

/*
 * A number, decimal or 0x and hexadecimal, with or without a minus; then @text
 * is after it. @return: whether there is one of 64 bits.
 */
bool fw_text_number(const char **text, int64_t *number);

#endif
