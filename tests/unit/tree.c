// SPDX-License-Identifier: GPL-2.0-only
#include "tree.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "unit.h"
#include <core/file.h>

static const char template[] = "/tmp/tce-unit-XXXXXX";
static char root[sizeof(template)];

const char *tree_root(void)
{
	return root;
}

static void at_root(char *path, const char *name)
{
	ck_assert_int_lt(snprintf(path, PATH_MAX, "%s%s", root, name),
			 PATH_MAX);
}

static void parents_make(char *path)
{
	for (char *s = path + strlen(root) + 1; (s = strchr(s, '/')); s++) {
		*s = '\0';
		ck_assert(!mkdir(path, 0755) || errno == EEXIST);
		*s = '/';
	}
}

void tree_file(const char *name, const void *data, size_t len)
{
	char path[PATH_MAX];
	FILE *f;

	at_root(path, name);
	parents_make(path);
	f = fopen(path, "w");
	ck_assert_ptr_nonnull(f);
	ck_assert_uint_eq(fwrite(data, 1, len, f), len);
	ck_assert_int_eq(fclose(f), 0);
}

void tree_text(const char *name, const char *text)
{
	tree_file(name, text, strlen(text));
}

void tree_link(const char *name, const char *target)
{
	char path[PATH_MAX];

	at_root(path, name);
	parents_make(path);
	ck_assert_int_eq(symlink(target, path), 0);
}

void tree_folder(const char *name)
{
	char path[PATH_MAX];

	at_root(path, name);
	parents_make(path);
	ck_assert_int_eq(mkdir(path, 0755), 0);
}

void tree_drop(const char *name)
{
	char path[PATH_MAX];

	at_root(path, name);
	ck_assert_int_eq(remove(path), 0);
}

/* A folder cannot be read as a file, nor a file be listed. */
void tree_spoil(const char *name)
{
	char path[PATH_MAX];
	struct stat st;

	at_root(path, name);
	ck_assert_int_eq(stat(path, &st), 0);
	tree_drop(name);
	if (S_ISDIR(st.st_mode))
		tree_text(name, "");
	else
		tree_folder(name);
}

void tree_start(void)
{
	memcpy(root, template, sizeof(root));
	ck_assert_ptr_nonnull(mkdtemp(root));
	core_root_set(root);
}

void tree_stop(void)
{
	char command[sizeof(root) + 16];

	core_root_set("");
	snprintf(command, sizeof(command), "rm -r %s", root);
	ck_assert_int_eq(system(command), 0);
}
