/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HOST_FILES_H
#define HOST_FILES_H

#include <dirent.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * Files of /sys and /proc, below the root that core_root_set() names.
 * A path is a printf(3) format with its arguments, beginning with a slash.
 */

#define HOST_PATH(f, a) __attribute__((format(printf, f, a)))

/**
 * host_copy() - copy a text, terminated, cut to @len - 1 bytes
 *
 * Return: whether all of it is there.
 */
bool host_copy(char *buf, size_t len, const char *text);

/**
 * host_line() - the first line of a file
 * @buf: receives it, terminated, without its newline, cut to @len - 1 bytes
 *
 * A string of the device tree is a line, too.
 *
 * Return: 0; -errno, with @buf empty.
 */
int host_line(char *buf, size_t len, const char *path, ...) HOST_PATH(3, 4);

/**
 * host_number() - a file that begins with a number
 * @base: of the number, 0 for what its prefix says
 * @value: out
 *
 * Return: 0; -EPROTO it does not; -errno of reading it.
 */
int host_number(unsigned long *value, int base, const char *path, ...)
	HOST_PATH(3, 4);

/**
 * host_link() - the last name of what a link points to
 * @buf: receives it, terminated
 *
 * Return: 0; -ENAMETOOLONG; -errno, with @buf empty.
 */
int host_link(char *buf, size_t len, const char *path, ...) HOST_PATH(3, 4);

/**
 * host_there() - whether something has this path
 */
bool host_there(const char *path, ...) HOST_PATH(1, 2);

/**
 * host_text() - all of a file
 * @text: receives it, terminated; to be freed with free(3)
 *
 * Return: 0; -errno, with @text NULL.
 */
int host_text(char **text, const char *path, ...) HOST_PATH(2, 3);

/**
 * host_list() - what is in a folder, sorted, names with a dot in front left out
 * @list: receives the entries; to be freed with host_list_free()
 *
 * Return: how many; -errno, with @list NULL.
 */
int host_list(struct dirent ***list, const char *path, ...) HOST_PATH(2, 3);

/**
 * host_list_free() - free what host_list() filled in
 * @n: what it returned
 */
void host_list_free(struct dirent **list, int n);

#endif
