// SPDX-License-Identifier: GPL-2.0-only
#include "files.h"

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int file_cannot(const char *path)
{
	tce_warn("cannot write %s: %s", path, strerror(errno));
	return TCE_STATUS_BROKEN;
}

int file_close(FILE *file, const char *path)
{
	const bool bad = ferror(file);

	return fclose(file) || bad ? file_cannot(path) : 0;
}

int lines_write(const char *path, const struct words *lines)
{
	FILE *file = fopen(path, "we");

	if (!file)
		return file_cannot(path);
	for (size_t i = 0; i < lines->n; i++)
		fprintf(file, "%s\n", lines->word[i]);
	return file_close(file, path);
}

int line_append(const char *dir, const char *name, const char *line)
{
	struct tce_strbuf path = { 0 };
	FILE *file;
	int status;

	tce_strbuf_addf(&path, "%s/%s", dir, name);
	file = fopen(tce_strbuf_str(&path), "ae");
	if (file) {
		fprintf(file, "%s\n", line);
		status = file_close(file, tce_strbuf_str(&path));
	} else {
		status = file_cannot(tce_strbuf_str(&path));
	}
	tce_strbuf_free(&path);
	return status;
}

int file_append(FILE *to, const char *from)
{
	FILE *file = fopen(from, "re");
	char bytes[65536];
	size_t n;

	if (!file) {
		tce_warn("cannot read %s: %s", from, strerror(errno));
		return TCE_STATUS_BROKEN;
	}
	while ((n = fread(bytes, 1, sizeof(bytes), file)) > 0)
		fwrite(bytes, 1, n, to);
	fclose(file);
	return 0;
}

int file_copy(const char *from, const char *to)
{
	FILE *file = fopen(to, "we");
	int status;

	if (!file)
		return file_cannot(to);
	status = file_append(file, from);
	return file_close(file, to) ? TCE_STATUS_BROKEN : status;
}

int folder_make(const char *path)
{
	return mkdir(path, 0777) && errno != EEXIST ? file_cannot(path) : 0;
}

int folders_make(const char *path)
{
	char *part = tce_strdup(path);
	int status;

	for (char *p = part + 1; *p; p++) {
		if (*p != '/')
			continue;
		*p = '\0';
		mkdir(part, 0777);
		*p = '/';
	}
	status = folder_make(part);
	free(part);
	return status;
}

static int drop(const char *path, const struct stat *st, int type,
		struct FTW *at)
{
	(void)st;
	(void)type;
	(void)at;
	remove(path);
	return 0;
}

void folder_remove(const char *path)
{
	nftw(path, drop, 16, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
}
