// SPDX-License-Identifier: GPL-2.0-only
#include "ioctl.h"

#include <errno.h>
#include <stdarg.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

bool (*unit_ioctl)(int fd, unsigned long request, void *arg, int *ret);

/* In place of the C library's. */
int ioctl(int fd, unsigned long request, ...)
{
	va_list ap;
	void *arg;
	int ret;

	va_start(ap, request);
	arg = va_arg(ap, void *);
	va_end(ap);
	if (!unit_ioctl || !unit_ioctl(fd, request, arg, &ret))
		return (int)syscall(SYS_ioctl, fd, request, arg);
	if (ret >= 0)
		return ret;
	errno = -ret;
	return -1;
}
