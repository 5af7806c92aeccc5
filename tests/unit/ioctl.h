/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef UNIT_IOCTL_H
#define UNIT_IOCTL_H

#include <stdbool.h>

/*
 * The kernel's side of ioctl(2), for a test that plays it. NULL: the kernel
 * itself. A test's process is its own, so it needs no undoing.
 *
 * Return: whether it answers this request; then @ret is the value, or -errno.
 */
extern bool (*unit_ioctl)(int fd, unsigned long request, void *arg, int *ret);

#endif
