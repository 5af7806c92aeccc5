/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CORE_LOCKED_H
#define CORE_LOCKED_H

#include <stdint.h>

/**
 * core_locked_open() - open the file that has VmLck of this process
 *
 * Return: descriptor for core_locked_get(); -errno.
 */
int core_locked_open(void);

/**
 * core_locked_get() - VmLck of the process that opened @status
 * @status: of core_locked_open(), for any number of calls
 * @bytes: out
 *
 * Return: 0; -errno; -EPROTO the line is missing.
 */
int core_locked_get(int status, uint64_t *bytes);

#endif
