/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HOST_PRINT_H
#define HOST_PRINT_H

#include <stdarg.h>
#include <stdio.h>

/*
 * Lines for root's terminal. Names of processes, mount points and the like are
 * others' texts: a line is made fit for a terminal before it is printed.
 */

/**
 * host_print() - print a line
 * @format: the line without its newline
 */
void host_print(FILE *out, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

void host_vprint(FILE *out, const char *format, va_list ap)
	__attribute__((format(printf, 2, 0)));

/**
 * host_broken() - print on standard error why this cannot be done
 *
 * Return: TCE_STATUS_BROKEN.
 */
int host_broken(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
