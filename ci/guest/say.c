// SPDX-License-Identifier: GPL-2.0-only
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "guest.h"

static int stream = STDERR_FILENO;

void say(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vdprintf(stream, fmt, ap);
	va_end(ap);
}

int say_to(void)
{
	return stream;
}

void say_on(int fd)
{
	stream = fd;
}
