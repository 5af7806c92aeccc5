/* SPDX-License-Identifier: GPL-2.0-only */
/* Text that others wrote, made fit for a terminal. */
#ifndef TCE_STREAM_TEXT_H
#define TCE_STREAM_TEXT_H

#include <stddef.h>

/**
 * tce_utf8_len() - the length of a character
 * @p: where it begins, in a text that ends with a NUL
 *
 * Return: its bytes; 0 when it is no UTF-8: overlong forms, surrogates and what
 * lies beyond U+10FFFF are none.
 */
size_t tce_utf8_len(const unsigned char *p);

/**
 * tce_text_clean() - replace what a terminal would act on, in place
 * @text: ends with a NUL
 *
 * Control characters but the tab, U+007F to U+009F, those bytes alone, and the
 * characters that turn the direction of a text each become '?'.
 *
 * Return: the length of what is left.
 */
size_t tce_text_clean(char *text);

/**
 * tce_text_line() - the same for a line of a stream: a control character below
 * U+0020, the tab too, becomes a blank
 */
size_t tce_text_line(char *text);

#endif
