// SPDX-License-Identifier: GPL-2.0-only
#include "warned.h"

#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "unit.h"

void warned_start(void)
{
	int fd = memfd_create("warned", MFD_CLOEXEC);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(dup2(fd, STDERR_FILENO), STDERR_FILENO);
	close(fd);
}

const char *warned(void)
{
	static char text[8192];
	ssize_t n = pread(STDERR_FILENO, text, sizeof(text) - 1, 0);

	ck_assert_int_ge(n, 0);
	text[n] = '\0';
	ck_assert_int_eq(ftruncate(STDERR_FILENO, 0), 0);
	ck_assert_int_eq(lseek(STDERR_FILENO, 0, SEEK_SET), 0);
	return text;
}
