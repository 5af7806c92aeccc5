// SPDX-License-Identifier: GPL-2.0-only
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <tce/platform.h>

#include "internal.h"

/* bytes that the line of VmLck stays below */
#define LOCKED_LINE 64

static const char *root = "";

void tce_platform_root_set(const char *new_root)
{
	root = new_root;
}

int tce_path_print(char *path, const char *format, ...)
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

int tce_file_read(const char *path, void *buf, size_t len)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int ret;

	if (fd < 0)
		return -errno;
	ret = fd_read(fd, buf, len);
	close(fd);
	return ret;
}

int tce_text_write(const char *path, const char *text)
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

int tce_number_read(const char *path, unsigned long long *value)
{
	char text[32] = "";
	unsigned long long n;
	char *end;
	int ret = tce_file_read(path, text, sizeof(text) - 1);

	if (ret < 0)
		return ret;
	errno = 0;
	n = strtoull(text, &end, 10);
	if (errno || !isdigit((unsigned char)text[0]) || (*end && *end != '\n'))
		return -EPROTO;
	*value = n;
	return 0;
}

uint64_t tce_huge_size_read(void)
{
	unsigned long long kib, count;
	char path[PATH_MAX];
	uint64_t best = 0;
	glob_t g;

	if (tce_path_print(path, "/sys/kernel/mm/hugepages/hugepages-*kB/"
				 "nr_hugepages") ||
	    glob(path, 0, NULL, &g))
		return 0;
	for (size_t i = 0; i < g.gl_pathc; i++) {
		const char *name = strrchr(g.gl_pathv[i], '-');

		if (tce_number_read(g.gl_pathv[i], &count) || !count ||
		    sscanf(name, "-%llukB", &kib) != 1)
			continue;
		if (!best || kib << 10 < best)
			best = kib << 10;
	}
	globfree(&g);
	return best;
}

int tce_locked_open(void)
{
	char path[PATH_MAX];
	int ret = tce_path_print(path, "/proc/self/status");

	if (ret)
		return ret;
	ret = open(path, O_RDONLY | O_CLOEXEC);
	return ret < 0 ? -errno : ret;
}

/* Piece by piece: the list of groups before the line can be of any length. */
int tce_locked_get(int status, uint64_t *bytes)
{
	char text[4096], *line, k;
	unsigned long long kib;
	size_t len = 0, keep;
	off_t next = 0;
	ssize_t n;

	while ((n = pread(status, text + len, sizeof(text) - 1 - len, next)) >
	       0) {
		next += n;
		len += (size_t)n;
		text[len] = '\0';
		line = strstr(text, "\nVmLck:");
		if (line && sscanf(line, " VmLck: %llu %c", &kib, &k) == 2 &&
		    k == 'k') {
			*bytes = (uint64_t)kib << 10;
			return 0;
		}
		keep = len < LOCKED_LINE ? len : LOCKED_LINE;
		memmove(text, text + len - keep, keep);
		len = keep;
	}
	return n < 0 ? -errno : -EPROTO;
}

int tce_locked_read(uint64_t *bytes)
{
	int status = tce_locked_open();
	int ret;

	if (status < 0)
		return status;
	ret = tce_locked_get(status, bytes);
	close(status);
	return ret;
}

int tce_taint_read(uint64_t *mask)
{
	unsigned long long value;
	char path[PATH_MAX];
	int ret = tce_path_print(path, "/proc/sys/kernel/tainted");

	if (!ret)
		ret = tce_number_read(path, &value);
	if (!ret)
		*mask = value;
	return ret;
}
