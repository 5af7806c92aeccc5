/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef LIB_SESSION_H
#define LIB_SESSION_H

#include <spec/session.h>

/* --- number.c ------------------------------------------------------------- */

/* Numbers of a step made absolute, defaults filled in. */
void session_resolve(const struct tce_session *s, const struct tce_step *step,
		     struct tce_request *call);

/* Value number @i of a FOR step's set; false past the last one. */
bool session_set(const struct tce_session *s, const struct tce_step *step,
		 uint64_t i, uint64_t *x);

/* --- failure.c ------------------------------------------------------------ */

/*
 * Report a failure of what is carried out, or of what came after the last
 * step when nothing is: the request is put before the text.
 */
void session_mismatch(struct tce_session *s, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Count the step that is carried out among those that failed. */
void session_failed(struct tce_session *s);

/* "0", "+1", "-EINVAL"; always terminated. */
void session_ret_print(int64_t ret, char *buf, size_t len);

/* --- outcome.c ------------------------------------------------------------ */

/* Compare the outcome of a call with what the case and the model allow. */
void session_outcome(struct tce_session *s, const struct tce_step *step,
		     const struct tce_reply *got,
		     const struct tce_reply *oracle);

/* Report what came of a step, if it has several lawful outcomes. */
void session_choice(struct tce_session *s, const struct tce_step *step,
		    const char *answer);

/* --- request_parts.c ------------------------------------------------------ */

/* How a property of the device tree is called; @what: TCE_WHAT_DT_*. */
const char *session_property(unsigned int what);

/* The address of the device in a group's slot, "none" without a device. */
const char *session_bdf(const struct tce_session *s, unsigned int slot);

/* --- memory.c ------------------------------------------------------------- */

#define SESSION_SHOWN 8 /* bytes of a difference that are printed */

/* Keep account of what MAP was asked for, also when it was refused. */
void session_map(struct tce_session *s, const struct tce_request *call);

/* Keep account of who has which buffer; @addr: where a new one is. */
void session_hold(struct tce_session *s, const struct tce_request *call,
		  uint64_t addr);

/*
 * Compare the bytes of all buffers of all processes, and of the guards around
 * them, with the model's. 1: go on; 0: subject and model differ, stop; else
 * -errno.
 *
 * A buffer of up to 1 MiB is compared as a whole. Of a larger one, after a
 * transfer of n bytes, are: 4 KiB at both ends; where the transfer's first and
 * last byte belong by the last 64 MAPs, n bytes before and after it and 4 KiB
 * more; the same place of every 2 MiB, counted from the buffer's start. No
 * other byte of it is looked at: what lands there is missed. Nor is a hole
 * (PUNCH), an engine's own memory, or what a device does between two steps
 * and undoes.
 *
 * Buffers of ordinary pages have guards, a page on each side, always compared.
 * They are memory as any other: what a case registers and maps of them a
 * device reaches, in the model as well.
 */
int session_bytes(struct tce_session *s);

/* Offset of the first byte that differs, or @n. */
size_t session_difference(const uint8_t *a, const uint8_t *b, size_t n);

/* The first SESSION_SHOWN bytes in hex. */
void session_bytes_print(const uint8_t *bytes, size_t n, char *buf, size_t len);

/* --- device.c ------------------------------------------------------------- */

/* Whether an operation is a transfer of a device, or a half of one. */
bool session_is_dma(unsigned int op);

/* What the oracle should take over of the subject's answer. */
void session_adopt(const struct tce_step *step, const struct tce_reply *got,
		   struct tce_request *call);

/* Compare outcome and bytes of a transfer. As session_bytes(). */
int session_dma(struct tce_session *s, const struct tce_step *step,
		const struct tce_request *call, const struct tce_reply *got,
		const struct tce_reply *oracle);

#endif
