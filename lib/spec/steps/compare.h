/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef LIB_SESSION_H
#define LIB_SESSION_H

#include <spec/session.h>

/* Numbers of a step made absolute, defaults filled in. */
void session_resolve(const struct tce_session *s, const struct tce_step *step,
		     struct tce_request *call);

/* Value number @i of a FOR step's set; false past the last one. */
bool session_set(const struct tce_session *s, const struct tce_step *step,
		 uint64_t i, uint64_t *x);

/* Whether an operation is a transfer of a device, or a half of one. */
bool session_is_dma(unsigned int op);

/* What the oracle is to take over of the subject's answer. */
void session_adopt(const struct tce_step *step, const struct tce_reply *got,
		   struct tce_request *call);

/* Keep account of what MAP was asked for, whatever came of it. */
void session_map(struct tce_session *s, const struct tce_request *call);

/* Keep account of who has which buffer; @addr: where a new one is. */
void session_hold(struct tce_session *s, const struct tce_request *call,
		  uint64_t addr);

/*
 * Compare outcome and bytes of a transfer. 1: go on; 0: subject and model
 * differ, stop; else -errno.
 */
int session_dma(struct tce_session *s, const struct tce_step *step,
		const struct tce_request *call, const struct tce_reply *got,
		const struct tce_reply *oracle);

/* Compare the bytes of all buffers. As session_dma(). */
int session_bytes(struct tce_session *s, const struct tce_step *step);

/* Tell of a mismatch; @step NULL: after the last one. */
void session_mismatch(struct tce_session *s, const struct tce_step *step,
		      const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

#endif
