/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_STEPS_H
#define TESTS_STEPS_H

#include <stddef.h>

#include <spec/session.h>

/* Steps as lines: numbered from 1, alike in a listing and after a failure. */

/**
 * tce_steps_print() - print the steps of a case
 * @steps: the steps
 * @s: a session that ran them: the steps up to the last that failed, those
 *     that did marked with ">"; NULL: all
 * @put: gets each line, without a newline
 * @ctx: for @put
 *
 * A beginning that many cases have is one line with its name, unless a step of
 * it failed.
 */
void tce_steps_print(const struct tce_step *steps, const struct tce_session *s,
		     void (*put)(void *ctx, const char *line), void *ctx);

/**
 * tce_steps_text() - the same as one text, a newline at the end of each line
 * @s: the session
 * @steps: the steps
 * @buf: receives the text, always terminated; cut after a line
 * @len: size of @buf
 */
void tce_steps_text(const struct tce_session *s, const struct tce_step *steps,
		    char *buf, size_t len);

#endif
