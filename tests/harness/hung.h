/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_HUNG_H
#define TESTS_HUNG_H

/**
 * tce_hung_print() - print where in the kernel this program's descendants are
 * @fd: the stream
 *
 * A line for each task, its stack below where the kernel shows it. For a case
 * that a signal did not end.
 */
void tce_hung_print(int fd);

#endif
