// SPDX-License-Identifier: GPL-2.0-only
#include "file.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *root = "";

void core_root_set(const char *new_root)
{
	root = new_root;
}

int core_path_print(char *path, const char *format, ...)
{
	int used = snprintf(path, PATH_MAX, "%s", root);
	va_list ap;
	int more;

	if (used >= PATH_MAX)
		return -ENAMETOOLONG;
	va_start(ap, format);
	more = vsnprintf(path + used, (size_t)(PATH_MAX - used), format, ap);
	va_end(ap);
	return more < PATH_MAX - used ? 0 : -ENAMETOOLONG;
}

/* Read on past the end of @buf, for the size of the file. */
static int fd_read(int fd, char *buf, size_t len)
{
	char scratch[256];
	size_t total = 0;
	ssize_t n;

	for (;;) {
		n = total < len ? read(fd, buf + total, len - total)
				: read(fd, scratch, sizeof(scratch));
		if (n < 0)
			return -errno;
		if (n == 0)
			return (int)total;
		total += (size_t)n;
	}
}

int core_file_open(const char *path, int flags)
{
	char full[PATH_MAX];
	int fd, ret = core_path_print(full, "%s", path);

	if (ret)
		return ret;
	fd = open(full, flags | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

int core_file_read(const char *path, void *buf, size_t len)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int ret;

	if (fd < 0)
		return -errno;
	ret = fd_read(fd, buf, len);
	close(fd);
	return ret;
}

int core_text_write(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	int ret = 0;

	if (fd < 0)
		return -errno;
	if (write(fd, text, strlen(text)) < 0)
		ret = -errno;
	close(fd);
	return ret;
}

int core_number_read(const char *path, unsigned long long *value)
{
	char text[32] = "";
	unsigned long long n;
	char *end;
	int ret = core_file_read(path, text, sizeof(text) - 1);

	if (ret < 0)
		return ret;
	errno = 0;
	n = strtoull(text, &end, 10);
	if (errno || !isdigit((unsigned char)text[0]) || (*end && *end != '\n'))
		return -EPROTO;
	*value = n;
	return 0;
}
