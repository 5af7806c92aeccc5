/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_STREAM_H
#define TESTS_STREAM_H

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
 * tce_stream_error() - what became of the lines so far
 *
 * Return: 0; -errno of the write that failed.
 */
int tce_stream_error(void);

#endif
