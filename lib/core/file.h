/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CORE_FILE_H
#define CORE_FILE_H

#include <stddef.h>

/* Files of /sys, /proc and /dev, below one root. */

/**
 * core_root_set() - read the machine below another folder than /
 * @root: folder with proc, sys and dev in it, no slash at its end, referenced
 *        from now on; "" for the machine's own
 *
 * The unit tests make machines of files.
 */
void core_root_set(const char *root);

/**
 * core_path_print() - make a path below that root
 * @path: receives it, PATH_MAX bytes
 * @format: printf(3)'s, beginning with a slash
 *
 * Return: 0; -ENAMETOOLONG.
 */
int core_path_print(char *path, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/**
 * core_file_open() - open a file below that root, closed on exec
 * @path: below the root, beginning with a slash
 * @flags: of open(2)
 *
 * Return: descriptor; -ENAMETOOLONG; -errno of open(2).
 */
int core_file_open(const char *path, int flags);

/**
 * core_file_read() - read the first bytes of a file
 * @path: as core_path_print() makes it
 * @buf: receives up to @len bytes
 * @len: size of @buf
 *
 * Return: bytes of the file (can exceed @len); -errno.
 */
int core_file_read(const char *path, void *buf, size_t len);

/**
 * core_text_write() - write to an existing file, in one call
 * @path: as core_path_print() makes it
 * @text: terminated
 *
 * Return: 0; -errno of open(2) or write(2): the answer of sysfs.
 */
int core_text_write(const char *path, const char *text);

/**
 * core_number_read() - read a file that is one decimal number
 * @path: as core_path_print() makes it
 * @value: out
 *
 * Return: 0; -EPROTO not a number; -errno.
 */
int core_number_read(const char *path, unsigned long long *value);

#endif
