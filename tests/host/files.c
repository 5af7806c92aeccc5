// SPDX-License-Identifier: GPL-2.0-only
#include "files.h"

#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <core/file.h>

bool host_copy(char *buf, size_t len, const char *text)
{
	size_t n = strnlen(text, len - 1);

	memcpy(buf, text, n);
	buf[n] = '\0';
	return !text[n];
}

static int path_make(char path[PATH_MAX], const char *format, va_list ap)
{
	char under[PATH_MAX];

	if (vsnprintf(under, sizeof(under), format, ap) >= PATH_MAX)
		return -ENAMETOOLONG;
	return core_path_print(path, "%s", under);
}

/* Declares @path, made of the last named argument and what follows it. */
#define PATH_OF(last, ret)                 \
	char path[PATH_MAX];               \
	va_list ap;                        \
	int ret;                           \
	va_start(ap, last);                \
	(ret) = path_make(path, last, ap); \
	va_end(ap)

int host_line(char *buf, size_t len, const char *format, ...)
{
	PATH_OF(format, ret);

	memset(buf, 0, len);
	if (!ret)
		ret = core_file_read(path, buf, len - 1);
	if (ret < 0)
		return ret;
	buf[strcspn(buf, "\n")] = '\0';
	return 0;
}

int host_number(unsigned long *value, int base, const char *format, ...)
{
	char text[32] = "", *end;
	unsigned long n;

	PATH_OF(format, ret);
	if (!ret)
		ret = core_file_read(path, text, sizeof(text) - 1);
	if (ret < 0)
		return ret;
	errno = 0;
	n = strtoul(text, &end, base);
	if (errno || end == text)
		return -EPROTO;
	*value = n;
	return 0;
}

int host_link(char *buf, size_t len, const char *format, ...)
{
	char target[PATH_MAX];
	const char *last;
	ssize_t n;

	PATH_OF(format, ret);
	*buf = '\0';
	if (ret)
		return ret;
	n = readlink(path, target, sizeof(target) - 1);
	if (n < 0)
		return -errno;
	target[n] = '\0';
	last = strrchr(target, '/');
	last = last ? last + 1 : target;
	return host_copy(buf, len, last) ? 0 : -ENAMETOOLONG;
}

bool host_there(const char *format, ...)
{
	PATH_OF(format, ret);

	return !ret && !access(path, F_OK);
}

int host_text(char **text, const char *format, ...)
{
	size_t room = 0;
	FILE *f;

	PATH_OF(format, ret);
	*text = NULL;
	if (ret)
		return ret;
	f = fopen(path, "re");
	if (!f)
		return -errno;
	errno = 0;
	if (getdelim(text, &room, '\0', f) < 0) {
		ret = -errno;
		free(*text);
		*text = ret ? NULL : strdup("");
		if (!ret && !*text)
			ret = -ENOMEM;
	}
	fclose(f);
	return ret;
}

static int is_shown(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

int host_list(struct dirent ***list, const char *format, ...)
{
	PATH_OF(format, ret);

	*list = NULL;
	if (ret)
		return ret;
	ret = scandir(path, list, is_shown, alphasort);
	return ret < 0 ? -errno : ret;
}

void host_list_free(struct dirent **list, int n)
{
	for (int i = 0; i < n; i++)
		free(list[i]);
	free(list);
}
