/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef LIB_SESSION_H
#define LIB_SESSION_H

#include <tce/session.h>

/* Numbers of a step made absolute, defaults filled in. */
void session_resolve(const struct tce_session *s, const struct tce_step *step,
		     struct tce_call *call);

/* Value number @i of a FOR step's set; false past the last one. */
bool session_set(const struct tce_session *s, const struct tce_step *step,
		 uint64_t i, uint64_t *x);

/* Tell of a mismatch; @step NULL: after the last one. */
void session_mismatch(struct tce_session *s, const struct tce_step *step,
		      const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

#endif
