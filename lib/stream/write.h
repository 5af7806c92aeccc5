/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TCE_STREAM_WRITE_H
#define TCE_STREAM_WRITE_H

#include <stddef.h>

#include "ktap.h"

/**
 * tce_stream_line() - write one line of the KTAP stream, whole, at once
 * @fd: the stream
 * @fmt: the line without its newline; control characters become blanks
 *
 * The first error sticks to the stream; later lines are dropped.
 */
void tce_stream_line(int fd, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/**
 * tce_stream_event() - write the line of an event
 * @fd: the stream
 * @ev: its kind, and what the kind has; see tce_ktap_line()
 */
void tce_stream_event(int fd, const struct tce_ktap_event *ev);

/**
 * tce_stream_text() - write the line of a kind that has no more than a text
 * @fd: the stream
 * @kind: of the line
 * @text: can be empty
 */
void tce_stream_text(int fd, enum tce_ktap_kind kind, const char *text);

/**
 * tce_stream_property() - write a property
 * @fd: the stream
 * @name: one word
 * @fmt: its value
 */
void tce_stream_property(int fd, const char *name, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/**
 * tce_stream_result() - write a case's result line
 * @fd: the stream
 * @number: of the case in its plan, from 1
 * @name: suite.case
 * @verdict: what was judged
 * @reason: one line, can be empty
 */
void tce_stream_result(int fd, size_t number, const char *name,
		       enum tce_verdict verdict, const char *reason);

/**
 * tce_stream_error() - what became of the lines so far
 *
 * Return: 0; -errno of the write that failed.
 */
int tce_stream_error(void);

#endif
